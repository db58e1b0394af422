import Glibc
import TestKit
import Testing

/// An API server by IPv6, by a proxy, and by a name of which the first address is dead.
@Suite(.ownThread) struct AddressTests {
    @Test func aServerIsNamedByItsIPv6Address() throws {
        let stage = try PodStage(address: "::1")
        let candidate = try stage.candidate(
            "pod-0",
            "--server",
            "https://[::1]:\(stage.port)",
            "--certificate-authority",
            "\(stage.bench.home)/server.pem",
            "--token-file",
            "\(stage.bench.home)/account/token",
            "--election-namespace",
            "lab"
        )
        try stage.wait(forLeader: candidate)
        #expect(candidate.log.contains("API server https://[::1]:\(stage.port) (--server)"))
    }

    @Test func aServerIsReachedByTheEnvironmentsProxy() throws {
        let stage = try PodStage()
        let proxy = try TestProxy(.http, on: stage.bench)
        // A name that only the proxy knows.
        let candidate = try stage.candidate(
            "pod-0",
            "--server",
            "https://api.test:\(stage.port)",
            "--certificate-authority",
            "\(stage.bench.home)/server.pem",
            "--token-file",
            "\(stage.bench.home)/account/token",
            "--election-namespace",
            "lab",
            environment: ["HTTPS_PROXY": "http://me:secret@127.0.0.1:\(proxy.port)", "NO_PROXY": ".test:1"]
        )
        try stage.wait(forLeader: candidate)
        #expect(candidate.log.contains("the API server is spoken to by the proxy http://127.0.0.1:\(proxy.port)"))
        #expect(Set(proxy.requests) == ["CONNECT api.test:\(stage.port) me:secret"])
        candidate.send(SIGTERM)
        #expect(candidate.waitForEnd().code == 0)
        #expect(!candidate.log.contains("secret"))
    }

    @Test func aDeadAddressOfANameDoesNotEatTheTime() throws {
        // What is sent to the dead network comes back on the loopback device and is dropped there, without an answer.
        let script = """
            set -e
            mount --make-rprivate /
            mount -t tmpfs tmpfs /mnt
            printf '%s api.test\\n' 2001:db8::1 127.0.0.1 > /mnt/hosts
            mount --bind /mnt/hosts /etc/hosts
            ip link set lo up
            ip addr add 2001:db8::9/64 dev lo nodad
            getent ahosts api.test | head -n 1
            "$1" api-server --port 8001 > /dev/null &
            server=$!
            until curl -s -o /dev/null 127.0.0.1:8001/version; do sleep 0.05; done
            date +%s.%N
            "$0" --election example --server http://api.test:8001 &
            until curl -s localhost:4040/leader | grep -q '"isLeader":true'; do sleep 0.02; done
            date +%s.%N
            sleep 3
            curl -s localhost:4040/leader
            kill $! $server
            """
        let bench = try Workbench()
        let programs = try ["leader-elector", "leader-elector-lab"].map(Workbench.path)
        let result = try bench.run(["unshare", "-nm", "sh", "-c", script] + programs)
        try #require(result.output.count >= 4, "\(result.text) \(result.complaint)")
        #expect(result.output[0].hasPrefix("2001:db8::1 "), "it is the first to be tried")
        let times = result.output[1...].compactMap { Double($0) }
        try #require(times.count == 2, "\(result.text)")
        print("the first address dead: leading after \(Int((times[1] - times[0]) * 1000)) ms")
        // Half of the first read's deadline, which is half of the renew deadline, and time for two more connections.
        #expect(times[1] - times[0] < 5)
        #expect(result.text.contains(#""isLeader":true"#), "\(result.text)")
        #expect(!result.complaint.contains("trying again"), "\(result.complaint)")
    }
}
