/// How long something took, counted in buckets: a Prometheus histogram.
struct Histogram: Hashable, Sendable {
    /// The buckets' upper bounds: from an API server next door to one that is about to cost the lead.
    static let boundsMilliseconds: [Int64] = [5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000]

    /// How many were within each bound and beyond the one before; the last, within none.
    private(set) var counts = [UInt64](repeating: 0, count: boundsMilliseconds.count + 1)
    private(set) var sum = Duration.zero

    mutating func observe(_ duration: Duration) {
        let index = Self.boundsMilliseconds.firstIndex { duration <= .milliseconds($0) }
        counts[index ?? Self.boundsMilliseconds.count] += 1
        sum += duration
    }
}
