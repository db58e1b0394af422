import Election
import Foundation
import Glibc
import HTTP
import Runtime
import Testing

/// Where a test starts programs and waits for what they do: a loop, and a home directory that is deleted afterwards.
///
/// Every wait is for a condition and has a deadline, after which what is waited for is recorded as missing. No program
/// outlives it. A test uses it from one thread.
package final class Workbench {
    /// What a program wrote and how it ended.
    package struct Result {
        package var output: [String] = []
        package var error: [String] = []
        /// The exit status; -1 while it runs, or if a signal ended it.
        package var code: Int32 = -1

        package var text: String { output.joined(separator: "\n") }
        package var complaint: String { error.joined(separator: "\n") }
    }

    /// A program that goes on while the test does.
    package final class Program {
        package fileprivate(set) var child: ChildProcess?
        package fileprivate(set) var result = Result()
        package fileprivate(set) var isEnded = false

        /// A program that has not been started.
        package init() {}
    }

    /// How long anything is waited for before it counts as missing.
    package static let patience = Duration.seconds(20)

    package let loop: EventLoop
    package let home: String
    private let transfers: Transfers
    private var programs: [Program] = []

    package init() throws {
        loop = try EventLoop()
        transfers = Transfers(loop: loop)
        home = FileManager.default.temporaryDirectory.appendingPathComponent("bench-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: false)
    }

    deinit {
        for program in programs {
            // The group: a shell's children, too.
            if let child = program.child, !program.isEnded { kill(-child.id, SIGKILL) }
        }
        try? FileManager.default.removeItem(atPath: home)
    }

    // MARK: Programs

    /// The path of a program of this package: in the directory TEST_PROGRAMS, if that is set and has it, so that the
    /// image's program can be tested, else where it is built, beside the tests.
    package static func path(of product: String) throws -> String {
        if let others = ProcessInfo.processInfo.environment["TEST_PROGRAMS"],
            FileManager.default.isExecutableFile(atPath: "\(others)/\(product)")
        {
            return "\(others)/\(product)"
        }
        let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let path = tests.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" } + "/\(product)"
        try #require(FileManager.default.isExecutableFile(atPath: path), "\(path) is not built")
        return path
    }

    /// Starts a program with an environment of its own: the home directory, PATH and what is given.
    package func start(_ arguments: [String], environment: [String: String] = [:]) throws -> Program {
        let program = Program()
        let defaults = ["HOME": home, "PATH": ProcessInfo.processInfo.environment["PATH"] ?? ""]
        program.child = try ChildProcess(
            arguments,
            environment: defaults.merging(environment) { $1 }.map { "\($0)=\($1)" },
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
        programs.append(program)
        return program
    }

    /// Runs a program to its end.
    package func run(_ arguments: [String], environment: [String: String] = [:]) throws -> Result {
        let program = try start(arguments, environment: environment)
        wait(for: arguments.joined(separator: " ")) { program.isEnded }
        program.child?.send(SIGKILL)
        return program.result
    }

    // MARK: Waiting

    /// Lets programs run until a condition holds, which is looked at whenever one of them writes or ends, and every
    /// 20 ms.
    package func wait(
        for what: String,
        atMost patience: Duration = Workbench.patience,
        sourceLocation: SourceLocation = #_sourceLocation,
        until isReached: () throws -> Bool
    ) rethrows {
        let deadline = SystemClock.instant() + patience
        while try !isReached() {
            let now = SystemClock.instant()
            guard now < deadline else {
                Issue.record("waited \(patience) for \(what)", sourceLocation: sourceLocation)
                return
            }
            turn(until: min(deadline, now + .milliseconds(20)))
        }
    }

    /// Looks again and again for some time at something that must hold all the while.
    package func expect(
        throughout duration: Duration,
        _ what: String,
        sourceLocation: SourceLocation = #_sourceLocation,
        _ holds: () throws -> Bool
    ) rethrows {
        let end = SystemClock.instant() + duration
        while SystemClock.instant() < end {
            guard try holds() else {
                Issue.record("not so: \(what)", sourceLocation: sourceLocation)
                return
            }
            turn(until: min(end, SystemClock.instant() + .milliseconds(20)))
        }
    }

    /// Runs the loop until something stops it, at the latest at that instant.
    private func turn(until instant: Instant) {
        let timer = loop.schedule(at: instant) { [loop] in loop.stop() }
        loop.run()
        loop.cancel(timer)
    }

    // MARK: Files and requests

    /// Writes a file into the home directory, in one step, and gives its path.
    @discardableResult
    package func file(_ name: String, _ text: String) throws -> String {
        let path = "\(home)/\(name)"
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    /// What a GET over plain HTTP is answered; nil if nothing comes within the deadline.
    package func get(_ url: String, within limit: Duration = .seconds(2)) throws -> HTTPResponse? {
        let components = try #require(URLComponents(string: url))
        let endpoint = Endpoint(
            scheme: .http,
            host: try #require(components.host).trimmingCharacters(in: ["[", "]"]),
            port: UInt16(try #require(components.port))
        )
        let target = components.path + (components.query.map { "?\($0)" } ?? "")
        var outcome: Swift.Result<HTTPResponse, TransferError>?
        transfers.start(
            HTTPRequest(method: "GET", target: target),
            to: endpoint,
            deadline: SystemClock.instant() + limit
        ) { [loop] result in
            outcome = result
            loop.stop()
        }
        while outcome == nil { loop.run() }
        return try? outcome?.get()
    }
}
