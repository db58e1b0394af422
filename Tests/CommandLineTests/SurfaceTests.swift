import Foundation
import Glibc
import HTTP
import Runtime
import TestKit
import Testing

/// Where a process answers, what it holds of the machine, and that nobody can stop it by not reading.
@Suite(.ownThread) struct SurfaceTests {
    private let stage: Stage
    private var bench: Workbench { stage.bench }

    init() throws {
        stage = try Stage()
    }

    @Test(arguments: ["--http=off", "--http=", "-http="])
    func withoutAStatusAddressItElectsAllTheSame(flag: String) throws {
        let candidate = try stage.start("pod-0", [flag, "--ttl", "2s", "--server", stage.url])
        bench.wait(for: "the name") { candidate.names == ["pod-0 is the leader"] }
        #expect(try stage.lease()?.holderIdentity == "pod-0")
        #expect(!candidate.log.contains("answering"))
        #expect(try listeningSockets(of: candidate) == 0)
    }

    @Test func aProbeAddressTellsNothingAboutTheElection() throws {
        let candidate = try stage.candidate("pod-0", "--ttl", "2s", "--probe", "127.0.0.1:0")
        try stage.waitForOneLeader(of: [candidate])
        let port = try candidate.port("answering probes")
        #expect(try port != candidate.port())
        for (path, code) in [
            ("/livez", 200), ("/readyz", 200), ("/healthz", 200), ("/", 404), ("/leader", 404), ("/is-leader", 404),
        ] {
            #expect(try bench.get("http://127.0.0.1:\(port)\(path)")?.status == code)
        }
    }

    @Test func aTakenPortIsAnErrorBeforeAnythingIsSent() throws {
        let api = try ScriptedServer(loop: bench.loop) { connection, _ in connection.close() }
        let candidate = try stage.start(
            "pod-0",
            ["--http", "127.0.0.1:\(api.port)", "--server", "http://127.0.0.1:\(api.port)"]
        )
        #expect(candidate.waitForEnd().code == 73)
        #expect(candidate.log.contains("cannot listen on 127.0.0.1:\(api.port): address already in use; stop what"))
        #expect(candidate.program.result.error.count == 1 && candidate.names.isEmpty)
        #expect(api.connections.isEmpty)
    }

    @Test func theProcessStaysAtOneThread() throws {
        let server = stage.url.replacing("localhost", with: "127.0.0.1")
        let candidates = try (0..<2).map {
            try stage.start("pod-\($0)", ["--http", "localhost:0", "--ttl", "2s", "--server", server])
        }
        let leader = try stage.waitForOneLeader(of: candidates)
        for candidate in candidates {
            let tasks = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(candidate.processID)/task")
            #expect(tasks.count == 1, "\(candidate.id)")
            let status = String(decoding: try readFile("/proc/\(candidate.processID)/status"), as: UTF8.self)
            let memory = status.split(separator: "\n").filter { $0.hasPrefix("VmRSS") || $0.hasPrefix("RssAnon") }
            print("\(candidate === leader ? "leader" : "follower"): \(memory.joined(separator: ", "))")
        }
    }

    @Test func outputsThatNobodyReadsDoNotStopTheElection() throws {
        // Both outputs are a pipe that is full from the start and whose only reader is the process itself.
        let script = """
            import fcntl, os, sys
            reader, writer = os.pipe()
            flags = fcntl.fcntl(writer, fcntl.F_GETFL)
            fcntl.fcntl(writer, fcntl.F_SETFL, flags | os.O_NONBLOCK)
            try:
                while True: os.write(writer, b"x")
            except BlockingIOError: pass
            fcntl.fcntl(writer, fcntl.F_SETFL, flags)
            os.set_inheritable(reader, True)
            os.dup2(writer, 1)
            os.dup2(writer, 2)
            os.execv(sys.argv[1], sys.argv[1:])
            """
        let program = try bench.start([
            "python3", "-c", script, Workbench.path(of: "leader-elector"), "--election", stage.election, "--id",
            "pod-0",
            "--ttl", "2s", "--http", "off", "--server", stage.url,
        ])
        try bench.wait(for: "the lock to be taken") { try stage.lease()?.holderIdentity == "pod-0" }
        let first = try stage.lease()
        let second = try stage.candidate("pod-1", "--ttl", "2s")
        try bench.wait(for: "pod-1 to name it") { try second.status()?.name == "pod-0" }
        try bench.expect(throughout: .seconds(2), "pod-0 keeps the lead") { try second.status()?.name == "pod-0" }
        #expect(try stage.lease()?.renewTime != first?.renewTime)
        program.child?.send(SIGTERM)
        bench.wait(for: "it to end") { program.isEnded }
        #expect(program.result.code == 0)
        try stage.waitForOneLeader(of: [second])
    }

    @Test func aNameServerThatNeverAnswersHoldsUpNothingElse() throws {
        // What is sent to 192.0.2.0/24 comes back on the loopback device and is dropped there, without an answer.
        let script = """
            set -e
            mount --make-rprivate /
            mount -t tmpfs tmpfs /mnt
            echo nameserver 192.0.2.53 > /mnt/resolv.conf
            mount --bind /mnt/resolv.conf /etc/resolv.conf
            ip link set lo up
            ip route add 192.0.2.0/24 dev lo
            "$0" --election example --server http://api.example --ttl 2s &
            until curl -s localhost:4040 > /mnt/first; do sleep 0.01; done
            for number in $(seq 50); do curl -s -o /dev/null -w '%{time_total}\\n' localhost:4040/leader; sleep 0.05; done
            kill -TERM $!
            date +%s.%N
            code=0
            wait $! || code=$?
            date +%s.%N
            echo $code
            """
        let program = try Workbench.path(of: "leader-elector")
        let result = try bench.run(["unshare", "-nm", "sh", "-c", script, program])
        let numbers = result.output.compactMap { Double($0) }
        try #require(numbers.count == 53, "\(result.text) \(result.complaint)")
        let times = numbers.prefix(50).sorted()
        #expect(times[25] < 0.02 && times[49] < 0.25, "\(times)")
        #expect(numbers[51] - numbers[50] < 3.5, "it ends within the grace and 3 s")
        #expect(numbers[52] == 0)
        #expect(result.complaint.contains("no answer in time"), "\(result.complaint)")
    }

    /// How many sockets a process listens on: state 0A in /proc/net/tcp, by the inodes of its descriptors.
    private func listeningSockets(of candidate: Candidate) throws -> Int {
        let directory = "/proc/\(candidate.processID)/fd"
        let inodes = try Set(
            FileManager.default.contentsOfDirectory(atPath: directory).compactMap { name in
                let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "\(directory)/\(name)")
                return target.flatMap { $0.hasPrefix("socket:[") ? String($0.dropFirst(8).dropLast()) : nil }
            }
        )
        #expect(!inodes.isEmpty)
        // Without a limit to their size: they also list the thousands of connections that other tests closed just now.
        let tables = try ["tcp", "tcp6"].map { try String(contentsOfFile: "/proc/net/\($0)", encoding: .utf8) }
        let rows = tables.flatMap { $0.split(separator: "\n") }.map { $0.split(separator: " ") }
        return rows.count { $0.count > 9 && $0[3] == "0A" && inodes.contains(String($0[9])) }
    }
}
