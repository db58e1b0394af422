/// A follower that stands ready to take the lock as soon as it is free: a hint in an annotation of the lock's object
/// (rule 14).
///
/// It confers nothing. It only orders who goes first, so that a thousand followers do not all write at once, and tells a
/// leader whether there is somebody to hand over to.
package struct Heir: Hashable, Sendable {
    /// The name that it stands under.
    package var identity: String
    /// How much it is to be preferred; the greater, the more.
    package var priority: Int
    /// The life of the process that it is (`Candidate.life`).
    package var life: UInt64
    /// Counts the hints of this life, from 1: each tells that it was alive then.
    package var counter: UInt64

    /// For how many lease durations a sign counts: as long as two of them take, and one to be late in.
    package static let lifetimeInLeaseDurations: Int64 = 9

    package init(identity: String, priority: Int, life: UInt64, counter: UInt64) {
        self.identity = identity
        self.priority = priority
        self.life = life
        self.counter = counter
    }

    /// The annotation's text: priority, life in hexadecimal, counter and identity, separated by `/`.
    ///
    /// The identity comes last, since it may have a `/` in it.
    package var text: String { "\(priority)/\(String(life, radix: 16))/\(counter)/\(identity)" }

    /// The heir that an annotation's text names; nil if it is not one of ours.
    package init?(text: String) {
        var text = AnnotationText(text)
        guard let priority = text.integer(), let life = text.unsigned(radix: 16),
            let counter = text.unsigned(), !text.rest.isEmpty
        else { return nil }
        self.init(identity: text.rest, priority: priority, life: life, counter: counter)
    }
}
