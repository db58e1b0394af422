/// Something that is measured, with what it is to be.
package struct Figure: Hashable, Sendable {
    /// What programs know it by, for example `memory.anonymous.leader`; it does not change.
    package let key: String
    /// What people read.
    package let text: String
    package let unit: Unit
    package let goal: Goal?

    init(_ key: String, _ text: String, _ unit: Unit, goal: Goal? = nil) {
        self.key = key
        self.text = text
        self.unit = unit
        self.goal = goal
    }
}

/// Which of the candidates of an election.
package enum Role: String, CaseIterable, Sendable {
    case leader, follower
}
