import TestKit
import Testing

/// An API server as a process of its own, and people's tools beside it, each with a fresh home directory.
final class Lab {
    private let bench: Workbench
    let server: Workbench.Program
    let url: String

    /// Starts `leader-elector-lab api-server` on a free port and waits until it says where it is.
    init(_ arguments: String...) throws {
        bench = try Workbench()
        server = try bench.start([try Self.path(), "api-server", "--port", "0"] + arguments)
        let server = server
        bench.wait(for: "the API server to listen") { !server.result.output.isEmpty || server.isEnded }
        let line = try #require(server.result.output.first, "\(server.result.complaint)")
        url = try #require(line.split(separator: " ").first { $0.hasPrefix("http") }.map { String($0.dropLast()) })
    }

    /// The lab's program.
    static func path() throws -> String { try Workbench.path(of: "leader-elector-lab") }

    /// Runs kubectl in the namespace `lab` to its end; it fails where kubectl is not installed.
    func kubectl(_ arguments: String...) throws -> Workbench.Result {
        try run(["kubectl", "--server", url, "--namespace", "lab"] + arguments)
    }

    /// Starts kubectl in the namespace `lab`.
    func startKubectl(_ arguments: String...) throws -> Workbench.Program {
        try start(["kubectl", "--server", url, "--namespace", "lab"] + arguments)
    }

    func run(_ arguments: [String]) throws -> Workbench.Result {
        try bench.run(arguments)
    }

    func start(_ arguments: [String]) throws -> Workbench.Program {
        try bench.start(arguments)
    }

    func wait(for what: String, sourceLocation: SourceLocation = #_sourceLocation, until isReached: () -> Bool) {
        bench.wait(for: what, sourceLocation: sourceLocation, until: isReached)
    }

    func file(_ name: String, _ text: String) throws -> String {
        try bench.file(name, text)
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
