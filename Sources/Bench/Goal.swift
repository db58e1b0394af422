/// What a figure is to be.
package struct Goal: Hashable, Sendable {
    private enum Bound: Hashable, Sendable {
        case atMost(Double)
        case atLeast(Double)
        case below(Double)
    }

    private let bound: Bound
    /// What no single value may exceed; nil where only the median counts.
    private let worst: Double?

    /// The median is no more than that, and no value more than `worst`.
    package static func atMost(_ value: Double, worst: Double? = nil) -> Goal {
        Goal(bound: .atMost(value), worst: worst)
    }

    /// The median is no less than that.
    package static func atLeast(_ value: Double) -> Goal { Goal(bound: .atLeast(value), worst: nil) }

    /// The median is less than that.
    package static func below(_ value: Double) -> Goal { Goal(bound: .below(value), worst: nil) }

    /// Whether it is met; without values it is not.
    package func isMet(by samples: Samples) -> Bool {
        guard let median = samples.median, let greatest = samples.greatest else { return false }
        let isInBound =
            switch bound {
            case .atMost(let value): median <= value
            case .atLeast(let value): median >= value
            case .below(let value): median < value
            }
        return isInBound && worst.map { greatest <= $0 } ?? true
    }

    /// The goal for people, for example `<= 4 ms, worst <= 20 ms`.
    package func text(in unit: Unit) -> String {
        let middle =
            switch bound {
            case .atMost(let value): "<= \(unit.text(value))"
            case .atLeast(let value): ">= \(unit.text(value))"
            case .below(let value): "< \(unit.text(value))"
            }
        return middle + (worst.map { ", worst <= \(unit.text($0))" } ?? "")
    }
}
