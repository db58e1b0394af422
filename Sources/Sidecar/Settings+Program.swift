import Election

extension Settings {
    func programConfiguration(_ timing: Timing) throws(ConfigurationError) -> ProgramConfiguration? {
        guard !program.isEmpty else { return nil }
        let restart = try restartPolicy()
        let longest = (timing.renewDeadline - timing.retryPeriod) / 2
        let stopGrace = try duration(stopGrace, "stop-grace") ?? min(longest, .seconds(2))
        guard stopGrace >= WrappedProgram.killMargin * 2, stopGrace <= longest else {
            throw .badStopGrace(stopGrace, longest: longest)
        }
        let terminationGrace = try duration(terminationGrace, "termination-grace") ?? .seconds(25)
        guard terminationGrace >= .zero, terminationGrace <= .seconds(86_400) else {
            throw .badTerminationGrace(terminationGrace)
        }
        return ProgramConfiguration(
            arguments: program,
            manner: .init(restart: restart, stopGrace: stopGrace, terminationGrace: terminationGrace)
        )
    }

    private func restartPolicy() throws(ConfigurationError) -> WrappedProgram.Restart {
        guard let text = value(restart, "restart") else { return .never }
        guard let restart = WrappedProgram.Restart(rawValue: text) else { throw .badRestart(text) }
        return restart
    }
}
