import TestKit
import Testing

/// Where the status is answered, on machines with both families of addresses, or with one.
@Suite(.ownThread) struct ListeningTests {
    struct Machine: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// What makes it so, in a network namespace whose loopback device is up.
        var setup: String
        var hasIPv4 = true
        var hasIPv6 = true
    }

    static let machines = [
        Machine(testDescription: "both families", setup: ":"),
        Machine(
            testDescription: "IPv6 is off",
            setup: "echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6",
            hasIPv6: false
        ),
        Machine(testDescription: "only ::1", setup: "ip address del 127.0.0.1/8 dev lo", hasIPv4: false),
    ]

    private let bench: Workbench

    init() throws {
        bench = try Workbench()
    }

    /// Starts a sidecar on such a machine and gives what curl is answered at each URL, 0 for no connection.
    private func codes(_ flags: String, on machine: Machine, _ urls: [String]) throws -> [Int] {
        let asked = urls.map { "curl -sg --max-time 5 -o /dev/null -w '%{http_code}\\n' '\($0)' || true" }
        let script = """
            set -e
            ip link set lo up
            \(machine.setup)
            : > "$HOME/log" # What the machine before has left there says nothing of this one.
            "$0" --election example --id pod-0 --server http://192.0.2.1 \(flags) 2> "$HOME/log" &
            until grep -q answering "$HOME/log"; do kill -0 $!; sleep 0.02; done
            \(asked.joined(separator: "\n"))
            kill $!
            """
        let program = try Workbench.path(of: "leader-elector")
        let result = try bench.run(["unshare", "-n", "sh", "-c", script, program])
        try #require(result.code == 0, "\(result.complaint); this needs root, unshare, ip and curl")
        return result.output.compactMap { Int($0) }
    }

    @Test(arguments: machines)
    func localhostIsEveryLoopbackAddressThatThereIs(machine: Machine) throws {
        let codes = try codes(
            "--http localhost:4040 --probe localhost:8080",
            on: machine,
            [4040, 8080].flatMap { ["http://127.0.0.1:\($0)/livez", "http://[::1]:\($0)/livez"] }
        )
        let expected = [machine.hasIPv4 ? 200 : 0, machine.hasIPv6 ? 200 : 0]
        #expect(codes == expected + expected)
    }

    @Test(arguments: [":4040", "[::]:4040"])
    func allAddressesAreThoseOfBothFamilies(address: String) throws {
        for var machine in Self.machines {
            machine.setup += "\nip address add 10.9.9.9/32 dev lo"
            if machine.hasIPv6 { machine.setup += "\nip address add fd00::9/128 dev lo nodad" }
            let codes = try codes(
                "--http off --probe \(address)",
                on: machine,
                ["http://10.9.9.9:4040/readyz", "http://[fd00::9]:4040/livez", "http://[::1]:4040/livez"]
            )
            let ipv6 = machine.hasIPv6 ? 200 : 0
            #expect(codes == [503, ipv6, ipv6], "\(machine.testDescription)")
        }
    }

    @Test func withoutAnyLoopbackAddressItIsSaid() throws {
        let script = """
            ip link set lo up && ip address flush dev lo
            exec "$0" --election example --server http://192.0.2.1 --http localhost:4040
            """
        let program = try Workbench.path(of: "leader-elector")
        let result = try bench.run(["unshare", "-n", "sh", "-c", script, program])
        #expect(result.code == 73)
        #expect(
            result.complaint.hasSuffix(
                "cannot listen on localhost:4040: cannot assign requested address; choose an address that this machine has"
            )
        )
    }
}
