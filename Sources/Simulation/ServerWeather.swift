import Election

/// What the API server is going through, each until a point in true time.
struct ServerWeather {
    var downUntil: Int64 = 0
    var stalledUntil: Int64 = 0
    var stormUntil: Int64 = 0
    var throttlingUntil: Int64 = 0
    var unauthorizedUntil: Int64 = 0
    var forbiddenUntil: Int64 = 0

    /// What every request that arrives now is answered, instead of what it asks for; nil when it is let through.
    func refusal(at now: Int64) -> RequestFailure? {
        if downUntil > now { return .unreachable("connection refused") }
        if throttlingUntil > now { return .throttled(retryAfter: .seconds(1 + now % 4), "too many requests") }
        if unauthorizedUntil > now { return .unauthorized("Unauthorized") }
        if forbiddenUntil > now { return .forbidden("leases is forbidden") }
        return nil
    }
}
