import Election
import Foundation
import Runtime
import TestKit
import Testing

/// What the examples do where the sidecar or the store does not do what it should: both are scripts here.
@Suite(.ownThread) struct ExampleFaultTests {
    private let bench: Workbench

    init() throws {
        bench = try Workbench()
    }

    private func start(_ file: String, _ sidecar: ScriptedServer, _ store: ScriptedServer) throws -> Workbench.Program {
        try bench.start(
            Example.command(for: file, on: bench),
            environment: [
                "ELECTOR": "http://127.0.0.1:\(sidecar.port)", "STORE": "http://127.0.0.1:\(store.port)",
            ]
        )
    }

    private func status(leads: Bool, token: String = "7", validity: Int = 1000) -> String {
        """
        {"identity":"pod-0","isLeader":\(leads),"fencingToken":\(token),"validForMilliseconds":\(validity),\
        "revision":"1"}
        """
    }

    private func response(_ code: Int, _ body: String = "") -> String {
        "HTTP/1.1 \(code) X\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    /// Eight further requests do not come without pauses between them.
    private func expectPauses(_ server: ScriptedServer, of time: Duration, _ what: String) {
        let count = server.requests.count
        let start = SystemClock.instant()
        bench.wait(for: what, atMost: .seconds(60)) { server.requests.count >= count + 8 }
        let took = SystemClock.instant() - start
        #expect(took >= time, "\(what): \(took)")
    }

    @Test(arguments: Example.files)
    func itDoesNotSpinAndDoesNotWorkWithoutAYesATokenOrAnAnswer(file: String) throws {
        var told = status(leads: false)
        var verdict: Int? = 503
        let sidecar = try ScriptedServer(loop: bench.loop) { connection, request in
            connection.send(response(request.contains("wait=") ? 503 : 200, told))
        }
        let store = try ScriptedServer(loop: bench.loop) { connection, _ in
            if let verdict { connection.send(response(verdict)) }
        }
        let example = try start(file, sidecar, store)
        expectPauses(sidecar, of: .milliseconds(600), "a question that waits is refused")
        told = status(leads: true, validity: 0)
        expectPauses(sidecar, of: .milliseconds(1200), "a yes is good for nothing")
        told = status(leads: true, token: "null")
        expectPauses(sidecar, of: .milliseconds(1200), "there is no token")
        #expect(store.requests.isEmpty)
        told = status(leads: true)
        expectPauses(store, of: .milliseconds(1200), "the store refuses")
        (told, verdict) = (status(leads: true, validity: 300), nil)
        let count = store.requests.count
        bench.wait(for: "slices to end although the store is silent", atMost: .seconds(10)) {
            store.requests.count >= count + 4
        }
        #expect(!example.isEnded, "\(example.result.complaint)")
    }

    @Test func aSliceThatEndsAfterTheYesCountsAsFailed() throws {
        let sidecar = try ScriptedServer(loop: bench.loop) { connection, _ in
            connection.send(response(200, status(leads: true, validity: 300)))
        }
        let store = try ScriptedServer(loop: bench.loop) { [loop = bench.loop] connection, _ in
            // No wait is longer than the yes, all together are.
            connection.send("HTTP/1.1 200 OK\r\n")
            for (milliseconds, text) in [(200, "A: b\r\n"), (400, "Content-Length: 0\r\n\r\n")] {
                loop.schedule(at: SystemClock.instant() + .milliseconds(milliseconds)) { connection.send(text) }
            }
        }
        let example = try start("python.py", sidecar, store)
        bench.wait(for: "a late slice") {
            example.result.output.contains("the yes ended before the slice: it counts as failed")
        }
    }

    /// What a machine sleeps counts: the lease runs on meanwhile (rule 4).
    @Test(arguments: Example.files)
    func noneTellsTheTimeByAClockThatStopsDuringSuspend(file: String) throws {
        let text = try String(contentsOfFile: "\(Example.directory)/\(file)", encoding: .utf8)
        let stopping = ["performance.now", "hrtime", "monotonic", "nanoTime", "SuspendingClock"]
        let wall = ["Date", "time.time", "currentTimeMillis", "date +"]
        for clock in stopping + wall { #expect(!text.contains(clock)) }
    }
}
