/// The values of one figure, one a round, none of them left out.
package struct Samples: Hashable, Sendable {
    /// In the order in which they were measured.
    package private(set) var values: [Double]

    package init(_ values: [Double] = []) {
        self.values = values
    }

    package mutating func add(_ value: Double) {
        values.append(value)
    }

    package var count: Int { values.count }

    /// The middle one, or the mean of the two in the middle; nil without values.
    package var median: Double? {
        guard !values.isEmpty else { return nil }
        let sorted = values.sorted()
        let middle = sorted.count / 2
        return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    }

    package var least: Double? { values.min() }
    package var greatest: Double? { values.max() }
}
