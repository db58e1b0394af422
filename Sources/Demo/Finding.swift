/// One thing that a step of the tour found, right or not.
package struct Finding: Hashable, Sendable {
    package let isRight: Bool
    package let text: String
    /// What was measured, if it counts towards the figures.
    package let figure: Figure?

    package init(_ isRight: Bool, _ text: String, figure: Figure? = nil) {
        self.isRight = isRight
        self.text = text
        self.figure = figure
    }
}
