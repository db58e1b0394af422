import Runtime
import Testing

/// Which connections are from within the pod.
@Suite struct PeerTests {
    @Test(
        arguments: [
            ("127.0.0.1", "127.0.0.1", true), ("127.8.9.1", "127.0.0.1", true), ("::1", "::1", true),
            ("::ffff:127.0.0.1", "::ffff:127.0.0.1", true), ("127.0.0.6", "10.0.0.7", false),
            ("::ffff:127.0.0.6", "::ffff:10.0.0.7", false), ("::6", "fd00::7", false), ("10.0.0.8", "10.0.0.7", false),
            ("10.0.0.8", "127.0.0.1", false), ("127.0.0.1", "", false), ("", "127.0.0.1", false),
        ]
    )
    func bothEndsHaveToBeLoopbackAddresses(peer: String, local: String, isLoopback: Bool) {
        #expect(Peer(peer, to: local).isLoopback == isLoopback)
    }

    @Test func anAddressIsTheSameHoweverItsSocketGivesIt() {
        #expect(Peer("::ffff:10.0.0.8", to: "::ffff:10.0.0.7").address == "10.0.0.8")
    }
}
