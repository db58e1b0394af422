import Election

/// The questions that wait until who leads is no longer what the asker knows.
///
/// # What the caller must do
///
/// Take out what is `due` after every event of the election and at `nextEnd`, and answer each with what is true then.
package struct LongPolls: Hashable, Sendable {
    private struct Question: Hashable {
        var id: UInt64
        var known: Revision?
        var end: Instant
    }

    /// How many questions may wait at a time.
    package let limit: Int
    private var questions: [Question] = []

    package init(limit: Int) {
        self.limit = limit
    }

    /// Keeps a question until the revision differs from the one that its asker knows, or until `end`.
    ///
    /// - Returns: false where as many wait as may.
    package mutating func hold(_ id: UInt64, knowing revision: Revision?, until end: Instant) -> Bool {
        guard questions.count < limit else { return false }
        questions.append(Question(id: id, known: revision, end: end))
        return true
    }

    /// Forgets a question whose asker has gone.
    package mutating func drop(_ id: UInt64) {
        questions.removeAll { $0.id == id }
    }

    /// Takes out the questions that have to be answered now, in the order in which they came.
    package mutating func due(revision: Revision, at now: Instant) -> [UInt64] {
        func isDue(_ question: Question) -> Bool { question.known != revision || question.end <= now }
        guard questions.contains(where: isDue) else { return [] }
        defer { questions.removeAll(where: isDue) }
        return questions.compactMap { isDue($0) ? $0.id : nil }
    }

    /// When the next question has waited long enough; nil where none waits.
    package var nextEnd: Instant? { questions.map(\.end).min() }

    /// Whether somebody waits who knows another revision than this.
    package func isOwedAnswer(revision: Revision) -> Bool {
        questions.contains { $0.known != revision }
    }
}
