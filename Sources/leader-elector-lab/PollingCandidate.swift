import Election
import Kubernetes
import Runtime
import Sidecar
import Simulation

/// client-go's elector as the simulator models it, on connections of ours, so that crowds of both do the same work.
///
/// Of use from the loop's thread only.
final class PollingCandidate: CrowdCandidate {
    private let makeElector: () -> ForeignElector
    private var elector: ForeignElector
    private let onEvent: () -> Void
    private var channel: LockChannel?

    init(
        identity: Identity,
        lock: LockSession,
        timing: Timing,
        cluster: Cluster,
        loop: EventLoop,
        onEvent: @escaping () -> Void
    ) {
        var random = SystemRandomNumberGenerator()
        makeElector = {
            let manner = ForeignElector.Manner(.clientGo, timing: timing)
            return ForeignElector(identity: identity.text, manner: manner, seed: random.next())
        }
        elector = makeElector()
        self.onEvent = onEvent
        channel = LockChannel(session: lock, cluster: cluster, timing: timing, loop: loop) { [unowned self] event in
            handle(event)
        }
    }

    var leaderName: String { elector.leaderName }
    var isLeader: Bool { elector.isLeader }

    func start() { handle(.started) }

    func vanish() { channel?.close() }

    private func handle(_ event: Elector.Event) {
        for action in elector.handle(event, at: SystemClock.now()) {
            if case .finish = action {
                // Who loses the lead ends, and Kubernetes starts another one in its place.
                elector = makeElector()
                return start()
            }
            channel?.carryOut(action)
        }
        onEvent()
    }
}
