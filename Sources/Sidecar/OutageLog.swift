import Election

/// Sums up failed requests: one line when an outage begins or changes its nature, one when it is over.
struct OutageLog: Sendable {
    private var began: Instant?
    private var failures = 0
    private var latest: Kind?

    /// What kinds of failure are told apart; another text of the same kind is no news.
    private enum Kind: Hashable {
        case timedOut, unreachable, unauthorized, forbidden, throttled, serverError(Int), rejected(Int), nonsense

        init(_ failure: RequestFailure) {
            self =
                switch failure {
                case .timedOut: .timedOut
                case .unreachable: .unreachable
                case .unauthorized: .unauthorized
                case .forbidden: .forbidden
                case .throttled: .throttled
                case .serverError(let status, _): .serverError(status)
                case .rejected(let status, _): .rejected(status)
                case .nonsense: .nonsense
                }
        }
    }

    /// Takes in a failure; gives the line to log, if it is news.
    mutating func failed(_ failure: RequestFailure, at now: Instant) -> String? {
        began = began ?? now
        failures += 1
        let kind = Kind(failure)
        guard kind != latest else { return nil }
        latest = kind
        return "\(failure); trying again, further failures of this kind are counted"
    }

    /// Takes in a success; gives the line to log, if an outage is over.
    mutating func succeeded(at now: Instant) -> String? {
        guard let began else { return nil }
        let requests = failures == 1 ? "1 failed request" : "\(failures) failed requests"
        let line = "the API server answers again, after \(requests) in \((now - began).text)"
        self = OutageLog()
        return line
    }
}
