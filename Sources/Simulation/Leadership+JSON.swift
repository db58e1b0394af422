import Election
import HTTP
import JSON

extension Leadership {
    /// What an application takes from a status answer; nil if something that it acts on is missing.
    ///
    /// Throws `JSONError` where the body is no JSON.
    init?(status response: HTTPResponse) throws(JSONError) {
        let body = try JSONValue(parsing: response.body)
        guard let name = body["name"]?.string, case .bool(let isLeader)? = body["isLeader"],
            let milliseconds = body["validForMilliseconds"]?.integer,
            let revision = body["revision"]?.string.flatMap({ Revision($0) })
        else { return nil }
        self.init(
            name: name,
            isLeader: isLeader,
            state: isLeader ? .leading : .standby,
            reason: body["reason"]?.string.flatMap(Reason.init),
            fencingToken: body["fencingToken"]?.integer.flatMap { UInt64(exactly: $0) },
            validity: .milliseconds(milliseconds),
            validUntil: body["validUntilUptimeMilliseconds"]?.integer.map { Instant(nanoseconds: $0 * 1_000_000) },
            transitions: nil,
            acquiredAt: nil,
            renewedAt: nil,
            revision: revision
        )
    }

    /// The name in an answer of the classic's form; nil if there is none.
    ///
    /// Throws `JSONError` where the body is no JSON.
    static func name(_ response: HTTPResponse) throws(JSONError) -> String? {
        try JSONValue(parsing: response.body)["name"]?.string
    }
}
