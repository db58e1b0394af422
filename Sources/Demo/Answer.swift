/// What a process answered to `GET /leader`, as far as the demo looks at it.
package struct Answer: Decodable, Hashable, Sendable {
    package var name: String
    package var isLeader: Bool
    package var state: String
    package var reason: String?
    package var fencingToken: UInt64?
    package var validForMilliseconds: Int64
    package var validUntilUptimeMilliseconds: Int64?

    package init(
        name: String,
        isLeader: Bool = false,
        state: String = "standby",
        reason: String? = nil,
        fencingToken: UInt64? = nil,
        validForMilliseconds: Int64 = 0,
        validUntilUptimeMilliseconds: Int64? = nil
    ) {
        self.name = name
        self.isLeader = isLeader
        self.state = state
        self.reason = reason
        self.fencingToken = fencingToken
        self.validForMilliseconds = validForMilliseconds
        self.validUntilUptimeMilliseconds = validUntilUptimeMilliseconds
    }
}
