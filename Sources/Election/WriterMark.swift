/// Which write of which life of which pod put a record on the lock.
///
/// It travels in the annotation `leader-elector/writer`, so that two pods with one name do not take each other's
/// records for their own (rule 2), and a write whose reply was lost is recognised when it is seen.
package struct WriterMark: Hashable, Sendable {
    /// The pod's UID; empty when it is not known.
    package var podUID: String
    /// Random, drawn at the start of the process.
    package var life: UInt64
    /// Counts the writes of this life, from 1.
    package var counter: UInt64

    package init(podUID: String, life: UInt64, counter: UInt64) {
        self.podUID = podUID
        self.life = life
        self.counter = counter
    }

    /// The annotation's text: pod UID, life in hexadecimal and counter, separated by `/`.
    package var text: String { "\(podUID)/\(String(life, radix: 16))/\(counter)" }

    /// The mark that an annotation's text stands for; nil if it is not one of ours.
    package init?(text: String) {
        var text = AnnotationText(text)
        guard let podUID = text.field(), let life = text.unsigned(radix: 16),
            let counter = text.unsigned(), text.isOver
        else { return nil }
        self.init(podUID: podUID, life: life, counter: counter)
    }
}
