import TestKit
import Testing

/// What a herd costs, as the command tells it.
@Suite struct SimulateCommandTests {
    let bench: Workbench

    init() throws {
        bench = try Workbench()
    }

    private static let lines = [
        "start", "release", "crash", "crashWithHeir", "serverRestart", "serverOutage", "at rest",
    ]

    @Test func aHerdIsHeldToItsLimits() throws {
        let result = try bench.run([try Lab.path(), "simulate", "--herd", "20"])
        #expect(result.code == 0, "\(result.text)")
        let names = result.output.map { String($0.prefix { $0 != ":" }) }
        #expect(names.prefix(7) == Self.lines[...])
        #expect(result.output.last == "6 passed, 0 failed")
    }

    @Test func aHerdOfClientGosIsMeasuredAndHeldToNone() throws {
        let result = try bench.run([try Lab.path(), "simulate", "--herd", "20", "--client-go"])
        #expect(result.code == 0, "\(result.text)")
        let names = result.output.map { String($0.prefix { $0 != ":" }) }
        #expect(names.prefix(7) == Self.lines.map { "client-go, modelled, \($0)" }[...])
        // Ours would have failed with this: twenty that poll find late that a lease has run out.
        let crash = try #require(result.output.first { $0.contains("crashWithHeir") })
        #expect(crash.contains("a leader 1."), "\(crash)")
        #expect(!result.text.contains("too much"))
        #expect(result.output.last == "6 passed, 0 failed")
    }

    @Test(
        arguments: [
            ["--herd", "9"], ["--herd", "20", "--lock", "endpoints"], ["--herd", "20", "--deep"],
            ["--herd", "20", "--trace"], ["--herd", "20", "--exhaustive"], ["--herd", "20", "--coverage"],
            ["--client-go", "--migration"], ["--client-go", "--exhaustive"], ["--client-go", "--coverage"],
            ["--client-go", "--priority", "1"], ["--client-go", "--lock", "endpointsleases"],
        ]
    )
    func whatDoesNotGoTogetherIsAUsageError(arguments: [String]) throws {
        let result = try bench.run([try Lab.path(), "simulate"] + arguments)
        #expect(result.code == 64)
        #expect(result.output.isEmpty)
        #expect(result.complaint.contains("Error: \(arguments[0]) "), "\(result.complaint)")
    }
}
