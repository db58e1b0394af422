import Foundation
import Glibc
import TestKit
import Testing

/// The demo as a process: real sidecars, real signals.
@Suite struct DemoCommandTests {
    let bench: Workbench

    init() throws {
        bench = try Workbench()
    }

    @Test(arguments: ["leases", "endpoints", "configmaps"])
    func theTourEndsWell(lock: String) throws {
        let tour = try demo("--tour", "--port", "0", "--lock", lock)
        bench.wait(for: "the tour to end", atMost: .seconds(60)) { tour.isEnded }
        #expect(tour.result.code == 0, "\(tour.result.text)\n\(tour.result.complaint)")
        #expect(tour.result.output.last?.hasPrefix("All right: 8 steps") == true)
        #expect(tour.result.error.isEmpty)
    }

    @Test func withoutATerminalItPrintsWhatCurlAndKubectlSee() throws {
        let demo = try demo("--port", "0")
        bench.wait(for: "the election") { demo.result.text.contains("every port names pod-") }
        for line in ["pod-2 starts as process", "takes the lock", "leads with fencing token"] {
            #expect(demo.result.text.contains(line))
        }
        let words = demo.result.output.map { $0.split(separator: " ").map(String.init) }
        let leader = try #require(words.first { $0.contains("takes") })[2]
        let address = try #require(words.first { $0.contains("answers") }?.last)
        #expect(try bench.run(["curl", "-s", address]).text == #"{"name":"\#(leader)"}"#)
        let kubectl = try #require(words.first).drop { $0 != "kubectl" }.dropLast()
        let holder = try bench.run(Array(kubectl) + ["-o", "jsonpath={.spec.holderIdentity}"])
        #expect(holder.text == leader)
        demo.child?.send(SIGINT)
        bench.wait(for: "the demo to end") { demo.isEnded }
        #expect(demo.result.code == 0)
        #expect(demo.result.error.isEmpty)
    }

    @Test(arguments: [SIGTERM, SIGKILL])
    func noProcessOutlivesIt(signal: Int32) throws {
        let demo = try demo("--port", "0")
        bench.wait(for: "three processes") { processes(of: demo).count == 3 }
        let started = processes(of: demo)
        demo.child?.send(signal)
        bench.wait(for: "all processes to end") { demo.isEnded && !started.contains(where: isRunning) }
    }

    @Test func aTourThatIsInterruptedIsNotRight() throws {
        let tour = try demo("--tour", "--port", "0")
        bench.wait(for: "the first step") { !tour.result.output.isEmpty }
        tour.child?.send(SIGINT)
        bench.wait(for: "the tour to end") { tour.isEnded }
        #expect(tour.result.code == 1)
        #expect(tour.result.complaint.contains("interrupted in step "))
    }

    @Test(arguments: [["--port"], ["--tour", "--port"], ["--port", "0", "--api-port"]])
    func aTakenPortIsAnErrorThatNamesIt(arguments: [String]) throws {
        let lab = try Lab()
        let port = try #require(lab.url.split(separator: ":").last.flatMap { Int($0) })
        let result = try bench.run([try Lab.path(), "demo"] + arguments + ["\(port)"])
        #expect(result.code == 73)
        // One of the next ports, which the other processes ask for at the same time, may be another test's.
        let ports = arguments.last == "--port" ? port..<port + 3 : port..<port + 1
        let complaints = ports.map { "cannot listen on localhost:\($0): address already in use" }
        #expect(complaints.contains { result.complaint.contains($0) }, "\(result.complaint)")
    }

    @Test(
        arguments: [
            (["--port", "65534"], 64), (["--repeat", "2"], 64), (["--tour", "--repeat", "0"], 64),
            (["--port", "0", "--ttl", "soon"], 64), (["--port", "0", "--ttl", "1.5s"], 78),
            (["--lock", "lease"], 64), (["--port", "0", "--lock", "endpoints", "--ttl", "3s"], 78),
            (["--program", "/nowhere"], 69),
        ] as [([String], Int32)]
    )
    func whatCannotBeRightEndsItWithASentence(arguments: [String], code: Int32) throws {
        let result = try bench.run([try Lab.path(), "demo"] + arguments)
        #expect(result.code == code)
        #expect(result.complaint.contains(arguments[arguments.count - 2]))
    }

    @Test func aMissingSidecarIsAnErrorThatSaysHowToBuildIt() throws {
        let copy = "\(bench.home)/leader-elector-lab"
        // By a program of its own: one that another test starts meanwhile would hold a file of ours open for writing, and
        // what is being written is not executed.
        #expect(try bench.run(["cp", try Lab.path(), copy]).code == 0)
        let result = try bench.run([copy, "demo"])
        #expect(result.code == 69)
        #expect(result.complaint.hasSuffix("\(bench.home)/leader-elector is missing; build it with: swift build"))
    }

    private func demo(_ arguments: String...) throws -> Workbench.Program {
        try bench.start([try Lab.path(), "demo"] + arguments)
    }

    /// The ids of the processes that it said it started.
    private func processes(of demo: Workbench.Program) -> [String] {
        demo.result.output.filter { $0.contains("starts as process") }.compactMap {
            $0.split(separator: " ").last.map(String.init)
        }
    }

    /// A zombie, which waits for its new parent to look at it, does not run.
    private func isRunning(_ process: String) -> Bool {
        guard let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else { return false }
        return !status.contains(") Z ")
    }
}
