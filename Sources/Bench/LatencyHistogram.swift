/// How long things took, in buckets of a fixed number: a million latencies cost what one does.
///
/// The buckets double with every power of two and are cut into 64 parts each, so that what is read off is at most 1.6 %
/// too much. (The shape of HdrHistogram.)
package struct LatencyHistogram: Hashable, Sendable {
    private static let partBits = 6
    private static let parts = 1 << partBits
    /// Up to 2^40 ns, a quarter of an hour.
    private static let bucketCount = (40 - partBits + 1) * parts

    private var buckets = [UInt64](repeating: 0, count: bucketCount)
    package private(set) var count: UInt64 = 0

    package init() {}

    /// Adds a latency; one that is longer than a quarter of an hour counts as that.
    package mutating func add(nanoseconds: Int64) {
        buckets[Self.bucket(of: UInt64(max(0, nanoseconds)))] += 1
        count += 1
    }

    /// The latency in nanoseconds that so many of a thousand do not exceed; nil while empty.
    package func quantile(perThousand: Int) -> Double? {
        guard count > 0 else { return nil }
        let rank = max(1, (count * UInt64(perThousand) + 999) / 1000)
        var passed: UInt64 = 0
        for (index, size) in buckets.enumerated() {
            passed += size
            if passed >= rank { return Double(Self.upperBound(of: index)) }
        }
        return nil
    }

    private static func bucket(of value: UInt64) -> Int {
        guard value >= UInt64(parts) else { return Int(value) }
        let shift = UInt64.bitWidth - 1 - value.leadingZeroBitCount - partBits
        return min((shift + 1) * parts + Int(value >> UInt64(shift)) - parts, bucketCount - 1)
    }

    /// The greatest value that falls into a bucket.
    private static func upperBound(of bucket: Int) -> UInt64 {
        guard bucket >= parts else { return UInt64(bucket) }
        let shift = UInt64(bucket / parts - 1)
        return (UInt64(bucket % parts + parts) + 1) << shift - 1
    }
}
