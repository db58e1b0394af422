import Election
import Foundation
import Glibc
import Runtime
import TestKit
import Testing

/// The examples of `deploy/examples`, as they stand, against live sidecars and a store that fences.
@Suite(.ownThread) struct ExampleTests {
    private let stage: Stage
    private let store: FencedStore
    private var bench: Workbench { stage.bench }

    init() throws {
        stage = try Stage()
        store = try FencedStore(on: stage.bench)
    }

    @Test(arguments: Example.files)
    func itWorksWhileItsPodLeadsAndFencesWhatItWrites(file: String) throws {
        let command = try Example.command(for: file, on: bench)
        let candidates = [try stage.candidate("pod-0", "--ttl", "4s"), try stage.candidate("pod-1", "--ttl", "4s")]
        for candidate in candidates {
            let url = "http://localhost:\(try candidate.port())"
            _ = try bench.start(command, environment: ["ELECTOR": url, "STORE": "http://127.0.0.1:\(store.port)"])
        }
        let leader = try stage.waitForOneLeader(of: candidates)
        let follower = try #require(candidates.first { $0 !== leader })
        bench.wait(for: "the leader's work", atMost: .seconds(60)) { store.writes.count >= 5 }
        let token = try #require(try leader.status()?.fencingToken)
        #expect(store.attempts.allSatisfy { $0.writer == leader.id && $0.token == token }, "\(store.attempts)")

        leader.send(SIGTERM)
        bench.wait(for: "the successor's work") { store.writes.count { $0.writer == follower.id } >= 5 }
        #expect(leader.waitForEnd().code == 0)
        let change = try #require(store.writes.firstIndex { $0.writer == follower.id })
        #expect(store.writes[..<change].allSatisfy { $0.writer == leader.id })
        #expect(store.writes[change...].allSatisfy { $0.writer == follower.id && $0.token > token })

        // A sidecar that does not answer any more: the last yes is good for a second.
        follower.send(SIGSTOP)
        bench.expect(throughout: .milliseconds(1500), "time passes") { true }
        let count = store.attempts.count
        bench.expect(throughout: .seconds(1), "nobody works") { store.attempts.count == count }
        follower.send(SIGCONT)
        bench.wait(for: "more work") { store.writes.count > count }
        // It stops by itself; the fence is for what was under way just then.
        #expect(store.attempts.count { !$0.isAccepted } <= 1, "\(store.attempts)")
    }

    /// Ports and host names are the classic's, so it runs in a network and under a host name of its own.
    @Test func theClassicsUsersNeedToChangeNothing() throws {
        let lab = try Workbench.path(of: "leader-elector-lab")
        let elector = try Workbench.path(of: "leader-elector")
        let script = """
            hostname pod-0 && ip link set lo up || exit 1
            \(lab) api-server --port 18080 >&2 &
            while ! curl -s -o /dev/null localhost:18080/version; do sleep 0.05; done
            \(elector) --election=example --server=http://localhost:18080 --ttl=2s >&2 & echo "elector $!"
            exec node \(Example.directory)/classic.js
            """
        let classic = try bench.start(["unshare", "--net", "--uts", "sh", "-c", script])
        bench.wait(for: "it to work") { classic.result.output.last == "working" || classic.isEnded }
        let line = try #require(classic.result.output.first { $0.hasPrefix("elector ") }, "\(classic.result.complaint)")
        let sidecar = try #require(Int32(line.dropFirst(8)))
        #expect(kill(sidecar, SIGTERM) == 0)
        bench.wait(for: "it to stop") { classic.result.output.last == "idle" || classic.isEnded }
        #expect(!classic.isEnded, "\(classic.result.complaint)")
    }
}

/// A store that refuses a write with a smaller token than one that it has seen, or with none.
private final class FencedStore {
    struct Attempt {
        var writer: String
        var token: UInt64
        var isAccepted: Bool
    }

    private(set) var attempts: [Attempt] = []
    private var server: ScriptedServer?

    init(on bench: Workbench) throws {
        server = try ScriptedServer(loop: bench.loop) { [unowned self] connection, text in
            let code = take(text) ? "200 OK" : "409 Conflict"
            connection.send("HTTP/1.1 \(code)\r\nContent-Length: 0\r\n\r\n")
        }
    }

    var port: UInt16 { server?.port ?? 0 }

    /// What it holds, in order.
    var writes: [Attempt] { attempts.filter(\.isAccepted) }

    private func take(_ request: String) -> Bool {
        let lines = request.split(separator: "\r\n")
        let field = lines.first { $0.lowercased().hasPrefix("fencing-token:") }
        let token = field.flatMap { UInt64($0.dropFirst(14).trimmingPrefix { $0 == " " }) }
        let highest = attempts.map(\.token).max() ?? 0
        let isAccepted = lines[0].hasPrefix("PUT /") && (token ?? 0) >= max(highest, 1)
        let path = lines[0].split(separator: " ").dropFirst().first ?? "/"
        attempts.append(Attempt(writer: String(path.dropFirst()), token: token ?? 0, isAccepted: isAccepted))
        return isAccepted
    }
}
