import Election

/// Where answers come from: asked while an answer is made, never before.
///
/// A yes that was computed counts as one that was given, and the elector waits for its validity before it releases the
/// lock. So leadership is asked for only by the routes that tell it, and once for each answer.
package struct StatusSource {
    /// Who leads at this instant.
    package let leadership: () -> Leadership
    /// The revision of what `leadership` would say; this tells nobody anything.
    package let revision: () -> Revision
    /// How this process does at this instant.
    package let health: () -> Health

    package init(
        leadership: @escaping () -> Leadership,
        revision: @escaping () -> Revision,
        health: @escaping () -> Health
    ) {
        self.leadership = leadership
        self.revision = revision
        self.health = health
    }
}
