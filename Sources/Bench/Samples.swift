/// The values of one figure, one a round, none of them left out.
package struct Samples: Hashable, Sendable {
    /// In the order in which they were measured.
    package private(set) var values: [Double]
    private var sorted: [Double]

    package init(_ values: [Double] = []) {
        self.values = values
        sorted = values.sorted()
    }

    package mutating func add(_ value: Double) {
        values.append(value)
        sorted.insert(value, at: sorted.firstIndex { $0 > value } ?? sorted.endIndex)
    }

    package var count: Int { values.count }

    /// The middle one, or the mean of the two in the middle; nil without values.
    package var median: Double? {
        guard !sorted.isEmpty else { return nil }
        let middle = sorted.count / 2
        return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    }

    package var least: Double? { sorted.first }
    package var greatest: Double? { sorted.last }
}
