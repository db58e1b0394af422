import Election

/// A program that is to run only while this process leads.
package struct ProgramConfiguration: Hashable, Sendable {
    /// The program, looked for in PATH unless it contains a slash, and its arguments; not empty.
    package var arguments: [String]
    package var manner: WrappedProgram.Manner
}

extension SidecarConfiguration {
    /// The whole environment of a program that runs for a term of ours, as `NAME=value`.
    func programEnvironment(for leadership: Leadership, inheriting inherited: [String]) -> [String] {
        let ours = [
            "LEADER_ELECTOR_ELECTION": election.text,
            "LEADER_ELECTOR_NAMESPACE": namespace.text,
            "LEADER_ELECTOR_IDENTITY": identity.text,
            // Without a token there is no old one either.
            "LEADER_ELECTOR_FENCING_TOKEN": leadership.fencingToken.map(String.init) ?? "",
        ]
        return inherited.filter { entry in ours[String(entry.prefix { $0 != "=" })] == nil }
            + ours.map { "\($0)=\($1)" }.sorted()
    }
}
