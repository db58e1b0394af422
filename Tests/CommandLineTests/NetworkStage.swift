import Election
import Foundation
import Glibc
import Runtime
import TestKit
import Testing

/// A small cluster's network: pods and an API server, each in a network namespace of its own, and a router between
/// them whose firewall can lose or turn away what passes.
///
/// The namespaces are those of processes, so nothing of them is left when the test ends. They need root, unshare and
/// nsenter (util-linux), ip (iproute2), nft (nftables), python3 and socat; what is missing is said by the first test
/// that needs it.
///
/// The status ports cannot be reached from outside, so each pod has an asker in it, which asks all the time. Its clock
/// is the boot clock, which namespaces share.
final class NetworkStage {
    /// A pod: the process that holds its namespace, the sidecar and its asker.
    final class Pod {
        let id: String
        fileprivate let namespace: Workbench.Program
        fileprivate(set) var sidecar = Workbench.Program()
        fileprivate(set) var asker = Workbench.Program()
        fileprivate(set) var claims: [Claim] = []

        fileprivate init(id: String, namespace: Workbench.Program) {
            self.id = id
            self.namespace = namespace
        }

        /// What it said last.
        var status: Candidate.Status? { claims.last?.status }
        var leads: Bool { status?.isLeader == true }
        var log: String { sidecar.result.complaint }
        /// Its yeses, in their order.
        var yeses: [Claim] { claims.filter(\.status.isLeader) }
    }

    /// One answer of a pod's sidecar, in nanoseconds of the boot clock.
    struct Claim: Decodable {
        private let sent: Int64
        private let received: Int64
        let status: Candidate.Status

        var sentAt: Instant { Instant(nanoseconds: sent) }
        var receivedAt: Instant { Instant(nanoseconds: received) }
        /// Until when a yes may be relied on.
        var validUntil: Instant { sentAt + .milliseconds(status.validForMilliseconds) }
    }

    static let election = "example"
    private static let port = 6443

    let bench: Workbench
    private(set) var pods: [Pod] = []
    private let router: Workbench.Program
    private let api: Workbench.Program

    /// Pods `pod-0` and so on, whose candidates are not started yet, and an API server at 10.77.9.2 and `api.example`.
    init(pods count: Int) throws {
        bench = try Workbench()
        router = try Self.makeNamespace(on: bench)
        api = try Self.makeNamespace(on: bench)
        for number in 0..<count {
            pods.append(Pod(id: "pod-\(number)", namespace: try Self.makeNamespace(on: bench)))
        }
        try run(
            """
            echo 1 > /proc/sys/net/ipv4/ip_forward
            nft 'add table ip faults; add chain ip faults pass { type filter hook forward priority 0; }'
            """,
            in: router
        )
        for (number, pod) in pods.enumerated() { try connect(pod.namespace, number: number) }
        try connect(api, number: 9)
        try startServer()
        try bench.file("resolv.conf", "nameserver 10.77.9.2\noptions timeout:1 attempts:2\n")
    }

    /// A process in a network namespace that has nothing but a loopback device.
    private static func makeNamespace(on bench: Workbench) throws -> Workbench.Program {
        let holder = try bench.start(["unshare", "-n", "sh", "-c", "ip link set lo up && echo made && exec sleep 600"])
        bench.wait(for: "a network namespace") { !holder.result.output.isEmpty || holder.isEnded }
        try #require(
            holder.result.output == ["made"],
            "no network namespace: this needs root, unshare and ip: \(holder.result.complaint)"
        )
        return holder
    }

    /// Gives a namespace the address 10.77.<number>.2 and the router beside it as its way out.
    private func connect(_ peer: Workbench.Program, number: Int) throws {
        try run(
            """
            ip link add p\(number) type veth peer name eth0 netns \(peer.child?.id ?? 0)
            ip address add 10.77.\(number).1/24 dev p\(number)
            ip link set p\(number) up
            """,
            in: router
        )
        try run(
            """
            ip address add 10.77.\(number).2/24 dev eth0
            ip link set eth0 up
            ip route add default via 10.77.\(number).1
            """,
            in: peer
        )
    }

    private func startServer() throws {
        let server = try start([Workbench.path(of: "leader-elector-lab"), "api-server", "--port", "8001"], in: api)
        bench.wait(for: "the API server to listen") { !server.result.output.isEmpty || server.isEnded }
        let front = try start(
            ["socat", "-d", "-d", "TCP-LISTEN:\(Self.port),fork,reuseaddr", "TCP:127.0.0.1:8001"],
            in: api
        )
        bench.wait(for: "its port") { front.result.complaint.contains("listening on") || front.isEnded }
        let names = try start(["python3", "-u", "-c", Self.nameServer], in: api)
        bench.wait(for: "the name server") { !names.result.output.isEmpty || names.isEnded }
        for program in [server, front, names] { try #require(!program.isEnded, "\(program.result.complaint)") }
    }

    // MARK: Pods

    /// Starts the candidate of a pod and its asker; `server` is where it finds the API server.
    func startCandidate(of pod: Pod, server: String = "10.77.9.2", _ flags: String...) throws {
        let script = "mount --bind \"$HOME/resolv.conf\" /etc/resolv.conf && exec \"$0\" \"$@\""
        pod.sidecar = try start(
            [
                "unshare", "-m", "sh", "-c", script, Workbench.path(of: "leader-elector"), "--election", Self.election,
                "--id", pod.id, "--server", "http://\(server):\(Self.port)",
            ] + flags,
            in: pod.namespace
        )
        bench.wait(for: "\(pod.id) to answer") { pod.log.contains("answering on") || pod.sidecar.isEnded }
        try #require(!pod.sidecar.isEnded, "\(pod.log)")
        pod.asker = try start(["python3", "-u", "-c", Self.asker], in: pod.namespace)
    }

    /// Waits for what the pods say.
    func wait(
        for what: String,
        sourceLocation: SourceLocation = #_sourceLocation,
        until isReached: () throws -> Bool
    ) throws {
        try bench.wait(for: what, sourceLocation: sourceLocation) {
            try hear()
            return try isReached()
        }
        try hear()
    }

    /// Looks for some time at what must hold all the while.
    func expect(
        throughout duration: Duration,
        _ what: String,
        sourceLocation: SourceLocation = #_sourceLocation,
        _ holds: () -> Bool
    ) throws {
        try bench.expect(throughout: duration, what, sourceLocation: sourceLocation) {
            try hear()
            return holds()
        }
    }

    /// Waits until one pod leads and all of them name it, and gives it.
    func waitForOneLeader(sourceLocation: SourceLocation = #_sourceLocation) throws -> Pod {
        try wait(for: "one leader whom all name", sourceLocation: sourceLocation) {
            let leaders = pods.filter(\.leads)
            return leaders.count == 1 && pods.allSatisfy { $0.status?.name == leaders[0].id }
        }
        let leader = pods.first { $0.leads }
        return try #require(leader, "\(pods.map(\.log))", sourceLocation: sourceLocation)
    }

    /// Takes in what the askers have heard.
    private func hear() throws {
        let decoder = JSONDecoder()
        for pod in pods {
            for line in pod.asker.result.output.dropFirst(pod.claims.count) {
                pod.claims.append(try decoder.decode(Claim.self, from: Data(line.utf8)))
            }
        }
    }

    /// Records an issue for every yes that was heard while another pod's was good, and for everybody who did not answer
    /// for a while.
    func expectNoTwoLeadersAndPromptAnswers() throws {
        try hear()
        for pod in pods {
            let pauses = zip(pod.claims, pod.claims.dropFirst()).map { $1.receivedAt - $0.receivedAt }
            #expect(try #require(pauses.max()) < .seconds(2), "\(pod.id)")
        }
        let witness = Witness()
        let yeses = pods.flatMap { pod in pod.yeses.map { (pod, $0) } }
        for (pod, yes) in yeses.sorted(by: { $0.1.receivedAt < $1.1.receivedAt }) {
            witness.heard(yes.status, of: pod.id, sent: yes.sentAt, received: yes.receivedAt)
        }
        #expect(!yeses.isEmpty)
    }

    // MARK: The network

    /// Has the router do something with what it passes on, as nft says it, and gives the instants around that.
    @discardableResult
    func disturb(_ rule: String) throws -> ClosedRange<Instant> {
        let start = SystemClock.instant()
        try run("nft 'add rule ip faults pass \(rule)'", in: router)
        return start...SystemClock.instant()
    }

    /// Has the router pass everything again.
    @discardableResult
    func heal() throws -> ClosedRange<Instant> {
        let start = SystemClock.instant()
        try run("nft flush chain ip faults pass", in: router)
        return start...SystemClock.instant()
    }

    /// The router's device towards a pod.
    func device(of pod: Pod) -> String { "p\(pods.firstIndex { $0 === pod } ?? 0)" }

    /// Starts to print the segments that a pod sends to the API server: instant, source port, whether it is a SYN, and
    /// how many bytes it carries.
    func sniff(_ pod: Pod) throws -> Workbench.Program {
        let sniffer = try start(["python3", "-u", "-c", Self.sniffer, device(of: pod), "\(Self.port)"], in: router)
        bench.wait(for: "the sniffer") { !sniffer.result.output.isEmpty || sniffer.isEnded }
        try #require(!sniffer.isEnded, "\(sniffer.result.complaint)")
        return sniffer
    }

    /// The lock as it is stored.
    func lease() throws -> Stage.Lease? {
        let path = "/apis/coordination.k8s.io/v1/namespaces/default/leases/\(Self.election)"
        let answer = try start(["curl", "-s", "--max-time", "5", "http://127.0.0.1:8001\(path)"], in: api)
        bench.wait(for: "the lock") { answer.isEnded }
        return try JSONDecoder().decode(Stage.Object.self, from: Data(answer.result.text.utf8)).spec
    }

    // MARK: Programs

    private func start(_ command: [String], in namespace: Workbench.Program) throws -> Workbench.Program {
        try bench.start(["nsenter", "-t", "\(namespace.child?.id ?? 0)", "-n"] + command)
    }

    private func run(_ script: String, in namespace: Workbench.Program) throws {
        let program = try start(["sh", "-ec", script], in: namespace)
        bench.wait(for: script) { program.isEnded }
        try #require(program.result.code == 0, "\(script): \(program.result.complaint)")
    }

    /// Asks for the status again and again, and prints each answer with the boot clock before and after it.
    private static let asker = """
        import http.client, json, time
        def now(): return time.clock_gettime_ns(time.CLOCK_BOOTTIME)
        connection = http.client.HTTPConnection("127.0.0.1", 4040, timeout=5)
        while True:
            try:
                sent = now()
                connection.request("GET", "/leader")
                status = json.loads(connection.getresponse().read())
                print(json.dumps({"sent": sent, "received": now(), "status": status}))
            except (OSError, http.client.HTTPException):
                connection.close()
            time.sleep(0.03)
        """

    /// Answers every question for an IPv4 address with that of the API server, and others with nothing.
    private static let nameServer = """
        import socket
        names = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        names.bind(("0.0.0.0", 53))
        print("ready")
        while True:
            query, asker = names.recvfrom(512)
            end = query.index(b"\\0", 12) + 5
            isAddress = query[end - 4:end - 2] == b"\\0\\1"
            head = query[:2] + b"\\x81\\x80\\0\\1" + (b"\\0\\1" if isAddress else b"\\0\\0") + b"\\0\\0\\0\\0"
            answer = b"\\xc0\\x0c\\0\\1\\0\\1\\0\\0\\0\\0\\0\\4" + bytes([10, 77, 9, 2])
            names.sendto(head + query[12:end] + (answer if isAddress else b""), asker)
        """

    private static let sniffer = """
        import socket, struct, sys, time
        link = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(0x0800))
        link.bind((sys.argv[1], 0x0800))
        print("ready")
        while True:
            packet, (_, _, kind, _, _) = link.recvfrom(65535)
            now = time.clock_gettime_ns(time.CLOCK_BOOTTIME)
            if kind == socket.PACKET_OUTGOING or packet[9] != 6: continue
            start = (packet[0] & 15) * 4
            source, target = struct.unpack("!HH", packet[start:start + 4])
            count = struct.unpack("!H", packet[2:4])[0] - start - (packet[start + 12] >> 4) * 4
            if target == int(sys.argv[2]): print(now, source, packet[start + 13] >> 1 & 1, count)
        """
}
