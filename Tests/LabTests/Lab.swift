import Election
import Foundation
import Runtime
import Testing

/// An API server as a process of its own, and people's tools beside it, each with a fresh home directory.
///
/// Every wait has a deadline, after which what is waited for is recorded as missing. Nothing outlives it.
final class Lab {
    /// What a program wrote and how it ended; `code` is -1 if it had to be killed.
    struct Result {
        var output: [String] = []
        var error: [String] = []
        var code: Int32 = -1

        var text: String { output.joined(separator: "\n") }
        var complaint: String { error.joined(separator: "\n") }
    }

    /// A program that goes on while the test does.
    final class Program {
        var child: ChildProcess?
        var result = Result()
        var isEnded = false
    }

    private static let patience = Duration.seconds(20)

    let loop: EventLoop
    let home: String
    private(set) var server = Program()
    private(set) var url = ""

    /// Starts `leader-elector-lab api-server` on a free port and waits until it says where it is.
    init(_ arguments: String...) throws {
        loop = try EventLoop()
        home = FileManager.default.temporaryDirectory.appendingPathComponent("lab-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: false)
        server = try start([try Self.path(), "api-server", "--port", "0"] + arguments)
        let server = server
        wait(for: "the API server to listen") { !server.result.output.isEmpty || server.isEnded }
        let line = try #require(server.result.output.first, "\(server.result.complaint)")
        url = try #require(line.split(separator: " ").first { $0.hasPrefix("http") }.map { String($0.dropLast()) })
    }

    deinit {
        server.child?.send(SIGKILL)
        try? FileManager.default.removeItem(atPath: home)
    }

    /// The lab's program, which is built beside the tests.
    static func path() throws -> String {
        let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let path = tests.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" } + "/leader-elector-lab"
        try #require(FileManager.default.isExecutableFile(atPath: path), "\(path) is not built")
        return path
    }

    /// Runs kubectl in the namespace `lab` to its end; it fails where kubectl is not installed.
    func kubectl(_ arguments: String...) throws -> Result {
        try run(["kubectl", "--server", url, "--namespace", "lab"] + arguments)
    }

    /// Starts kubectl in the namespace `lab`.
    func startKubectl(_ arguments: String...) throws -> Program {
        try start(["kubectl", "--server", url, "--namespace", "lab"] + arguments)
    }

    func run(_ arguments: [String]) throws -> Result {
        let program = try start(arguments)
        wait(for: arguments.joined(separator: " ")) { program.isEnded }
        program.child?.send(SIGKILL)
        return program.result
    }

    func start(_ arguments: [String]) throws -> Program {
        let program = Program()
        program.child = try ChildProcess(
            arguments,
            environment: ["HOME=\(home)", "PATH=\(ProcessInfo.processInfo.environment["PATH"] ?? "")"],
            loop: loop,
            onLine: { [unowned self] output, line in
                if output == .standard { program.result.output.append(line) } else { program.result.error.append(line) }
                loop.stop()
            },
            onEnd: { [unowned self] ending in
                if case .exited(let code) = ending { program.result.code = code }
                program.isEnded = true
                loop.stop()
            }
        )
        return program
    }

    /// Lets programs run until something holds that their output or end brings about.
    func wait(for what: String, sourceLocation: SourceLocation = #_sourceLocation, until isReached: () -> Bool) {
        var isLate = false
        let deadline = loop.schedule(at: SystemClock.instant() + Self.patience) { [loop] in
            isLate = true
            loop.stop()
        }
        while !isReached(), !isLate { loop.run() }
        loop.cancel(deadline)
        if isLate { Issue.record("waited \(Self.patience) for \(what)", sourceLocation: sourceLocation) }
    }

    /// Writes a file into the home directory and gives its path.
    func file(_ name: String, _ text: String) throws -> String {
        let path = "\(home)/\(name)"
        try text.write(toFile: path, atomically: false, encoding: .utf8)
        return path
    }

    /// A Lease as people write it.
    func lease(holder: String = "pod-0", duration: Int = 15) throws -> String {
        try file(
            "lease.yaml",
            """
            apiVersion: coordination.k8s.io/v1
            kind: Lease
            metadata:
              name: wire
            spec:
              holderIdentity: \(holder)
              leaseDurationSeconds: \(duration)
            """
        )
    }
}
