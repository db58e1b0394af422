import Election
import Glibc
import HTTP
import Runtime
import TestKit
import Testing

/// What only a process of its own can show.
@Suite struct ProbeTests {
    let loop: EventLoop

    init() throws {
        loop = try EventLoop()
    }

    @Test func anExchangeWithAnAddressStartsNoThread() throws {
        let listener = try HTTPListener(on: [ListenAddress(host: "127.0.0.1", port: 0)], loop: loop) {
            _,
            _,
            responder in
            responder.respond(HTTPResponse(status: 204))
        }
        let port = try #require(listener.addresses.first).port
        let (lines, ending) = try ChildProcess.run(
            ChildProcess.probePath(),
            "get",
            "127.0.0.1",
            "\(port)",
            "5000",
            on: loop
        )
        #expect(lines.first == "status 204")
        #expect(lines.last == "1", "the number of threads")
        #expect(ending == .exited(code: 0))
    }

    /// Has the probe look for a name for at most a second, in a network of its own with this name server.
    func lookUp(nameServer: String) throws -> (lines: [String], ending: ChildProcess.Ending?) {
        // What is sent to 192.0.2.0/24 comes back on the loopback device and is dropped there, without an answer.
        let script = """
            set -e
            mount --make-rprivate /
            mount -t tmpfs tmpfs /mnt
            echo nameserver \(nameServer) > /mnt/resolv.conf
            mount --bind /mnt/resolv.conf /etc/resolv.conf
            ip link set lo up
            ip route add 192.0.2.0/24 dev lo
            exec "$0" get api.example 80 1000
            """
        return try ChildProcess.run("unshare", "-nm", "sh", "-c", script, ChildProcess.probePath(), on: loop)
    }

    @Test func aNameServerThatNeverAnswersHoldsUpNeitherTheDeadlineNorTheExit() throws {
        let start = SystemClock.instant()
        let (lines, ending) = try lookUp(nameServer: "192.0.2.53")
        #expect(lines.first == "timed out")
        #expect(lines.dropFirst().first.flatMap { Int($0) }.map((1000..<1500).contains) == true)
        #expect(ending == .exited(code: 0))
        #expect(SystemClock.instant() - start < .milliseconds(2500))
    }

    @Test func aNameThatHasNoAddressIsNamed() throws {
        let (lines, _) = try lookUp(nameServer: "127.0.0.1")
        #expect(
            lines.first == "the name api.example cannot be resolved; check its spelling and the name server"
        )
    }

    @Test func aServerWithoutDescriptorsNeitherSpinsNorForgetsTheWaiting() throws {
        let (server, port) = try ChildProcess.start(
            "sh",
            "-c",
            "ulimit -n 16; exec \"$0\" serve",
            ChildProcess.probePath(),
            on: loop,
            find: { UInt16($0) }
        )
        defer { server.send(SIGKILL) }
        var clients = try (0..<30).map { _ in try RawClient(port: try #require(port), loop: loop) }
        for client in clients { client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n") }
        let before = try processorTicks(of: server)
        loop.schedule(at: SystemClock.instant() + .milliseconds(500)) { [loop] in loop.stop() }
        loop.run(atMost: .seconds(10))
        // Of the 50 ticks that a spinning one would take.
        #expect(try processorTicks(of: server) - before < 15)

        let count = clients.count
        clients.removeAll { !$0.received.isEmpty }
        #expect((1..<16).contains(count - clients.count))
        let waiting = try #require(clients.first)
        waiting.onNews = { [loop] in loop.stop() }
        loop.run(atMost: .seconds(10))
        #expect(waiting.text.hasSuffix("hello"))
    }

    /// The time that a process has spent, in hundredths of a second.
    func processorTicks(of process: ChildProcess) throws -> Int {
        let fields = String(decoding: try readFile("/proc/\(process.id)/stat"), as: UTF8.self).split(separator: " ")
        return try #require(Int(fields[13])) + (try #require(Int(fields[14])))
    }

    @Test func aChildDiesWithItsParent() throws {
        let (parent, id) = try ChildProcess.start(ChildProcess.probePath(), "parent", on: loop, find: { Int32($0) })
        let grandchild = try #require(id)
        #expect(isRunning(grandchild))
        parent.send(SIGKILL)
        func look() {
            guard isRunning(grandchild) else { return loop.stop() }
            loop.schedule(at: SystemClock.instant() + .milliseconds(10), look)
        }
        look()
        loop.run(atMost: .seconds(10))
    }

    /// Whether there is such a process and it has not ended.
    func isRunning(_ id: Int32) -> Bool {
        guard let stat = try? readFile("/proc/\(id)/stat") else { return false }
        return !String(decoding: stat, as: UTF8.self).contains(") Z ")
    }
}
