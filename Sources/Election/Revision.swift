/// Names one state of what askers are told: it changes with name, isLeader, token and reason, never with a renewal, and
/// no other life of a process repeats it.
///
/// To everybody else its text is opaque.
package struct Revision: Hashable, Sendable, CustomStringConvertible {
    private let life: UInt64
    private let change: UInt64

    package init(life: UInt64, change: UInt64) {
        self.life = life
        self.change = change
    }

    /// The revision that a text names; nil if no revision of ours has this text.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let life = UInt64(parts[0], radix: 16), let change = UInt64(parts[1]) else {
            return nil
        }
        self.init(life: life, change: change)
    }

    package var description: String { "\(String(life, radix: 16))-\(change)" }
}
