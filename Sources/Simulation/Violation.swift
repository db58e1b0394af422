/// Something that must not be, as a sentence.
package struct Violation: Hashable, Sendable, CustomStringConvertible {
    package var description: String
}
