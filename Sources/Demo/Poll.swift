import Election

/// One question and its answer, with the asker's instants of both.
package struct Poll: Hashable, Sendable {
    package let answer: Answer
    /// When the question was sent; a yes is relied on from here (rule 6).
    package let asked: Instant
    package let received: Instant
}
