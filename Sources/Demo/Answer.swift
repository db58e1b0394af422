import JSON

/// What a process answered to `GET /leader`, as far as the demo looks at it.
package struct Answer: Hashable, Sendable {
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

    /// - Throws: `JSONError` where the text is no such answer.
    package init(json text: [UInt8]) throws(JSONError) {
        let answer = try JSONFields(parsing: text)
        name = try answer.required("name", answer.string)
        guard case .bool(let isLeader) = answer.value("isLeader") else { throw answer.wrongType("isLeader") }
        self.isLeader = isLeader
        state = try answer.required("state", answer.string)
        reason = try answer.string("reason")
        fencingToken = try answer.unsigned("fencingToken")
        validForMilliseconds = Int64(try answer.required("validForMilliseconds", answer.integer))
        validUntilUptimeMilliseconds = try answer.integer("validUntilUptimeMilliseconds").map(Int64.init(_:))
    }
}
