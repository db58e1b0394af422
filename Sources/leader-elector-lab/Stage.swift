import APIServerModel
import Demo
import Election
import JSON
import Locks
import Runtime

/// Where the demo plays: an API server in this process, three sidecars as processes, and what is seen of them.
final class Stage {
    struct Options {
        var program: Program
        /// What the processes get behind the flags that they have anyway, which the last one of a kind decides.
        var flags: [String]
        var apiPort: UInt16
        /// The first process's port, and those after it the others'; with 0 the kernel picks all.
        var firstPort: UInt16
        var lock: LockChoice
        /// The processes' priorities, in their order; 0 for those that have none.
        var priorities: [Int]
        var ttl: String
        /// The wait between an answer and the next question to the same process.
        var pollPeriod: Duration
    }

    /// Why the demo cannot go on, and how it should end.
    struct Failure: Error {
        var sentence: String
        var exitCode: Int32
    }

    static let podCount = 3
    /// How long the processes may take to be gone once they are killed.
    private static let endLimit = Duration.seconds(5)

    let loop: EventLoop
    private let host: APIServerHost
    private let kind: LockKind
    /// The lock's object.
    private let lock: ObjectKey
    private var processes: [PodProcess] = []
    private(set) var scene: Scene
    /// Gets what is new, a line each, possibly none, whenever the scene has changed.
    var onChange: ([String]) -> Void = { _ in }
    /// Is called when a process cannot be started or does not begin to listen.
    var onFailure: (Failure) -> Void = { _ in }
    private var onClosed: (() -> Void)?

    /// Starts the API server; the processes are started by `act`.
    ///
    /// - Throws: `Failure` where its port is taken.
    init(_ options: Options, loop: EventLoop) throws(Failure) {
        self.loop = loop
        // Of a pair, the second is the one that makes somebody the leader.
        kind = options.lock.kinds.last ?? .leases
        let lock = ObjectKey(
            group: kind.group,
            resource: kind.resource,
            namespace: "default",
            name: "demo"
        )
        self.lock = lock
        let identities = (0..<Self.podCount).map { "pod-\($0)" }
        scene = Scene(identities: identities)
        var generator = SystemRandomNumberGenerator()
        let server: APIServer
        do throws(StoreError) {
            server = try APIServer(store: ObjectStore(seed: generator.next()), at: SystemClock.now().wall)
        } catch {
            preconditionFailure("a new store has no room for its namespaces: \(error)")
        }
        do throws(RuntimeError) {
            host = try APIServerHost(server, port: options.apiPort, loop: loop)
        } catch {
            throw Failure(sentence: "\(error)", exitCode: Exit.cannotListen.rawValue)
        }
        host.onWrite = { [unowned self] store, revision in sawWrites(in: store, after: revision) }
        processes = identities.enumerated().map { place, identity in
            let port = options.firstPort == 0 ? 0 : options.firstPort + UInt16(place)
            var arguments = [
                options.program.path, "--election", lock.name, "--id", identity, "--election-namespace",
                lock.namespace, "--lock", options.lock.rawValue, "--ttl", options.ttl, "--http", "localhost:\(port)",
                "--server", "http://127.0.0.1:\(host.port)", "--priority",
                "\(place < options.priorities.count ? options.priorities[place] : 0)",
            ]
            arguments += options.flags
            return PodProcess(arguments: arguments, period: options.pollPeriod, loop: loop) { [unowned self] report in
                take(report, from: place)
            }
        }
    }

    /// A shell command that shows the lock: a Lease's holder is in kubectl's table, an annotation is not.
    var lookCommand: String {
        let form = kind == .leases ? "-w" : "-o yaml"
        return "kubectl --server http://127.0.0.1:\(host.port) get \(lock.resource)/\(lock.name) \(form)"
    }

    func act(_ action: Action) {
        switch action {
        case .start(let place): start(place)
        case .signal(let place, let signal):
            // First the scene, so that what the signal brings about is expected.
            handle(.signalled(place, signal))
            processes[place].send(signal)
        }
    }

    /// Kills all processes, closes the API server, and tells when nothing is left.
    func close(_ completion: @escaping () -> Void) {
        onChange = { _ in }
        onFailure = { _ in }
        onClosed = completion
        for process in processes { process.send(.kill) }
        loop.schedule(at: SystemClock.instant() + Self.endLimit) { [weak self] in self?.finishClosing() }
        if !processes.contains(where: \.isRunning) { finishClosing() }
    }

    private func finishClosing() {
        host.close()
        let completion = onClosed
        onClosed = nil
        completion?()
    }

    private func start(_ place: Int) {
        guard !processes[place].isRunning else { return }
        var generator = SystemRandomNumberGenerator()
        let uid = String(generator.next(), radix: 16)
        do throws(RuntimeError) {
            let processID = try processes[place].start(podUID: uid)
            handle(.started(place, processID: processID, uid: uid))
        } catch {
            onFailure(Failure(sentence: "\(error)", exitCode: Exit.failure.rawValue))
        }
    }

    private func take(_ report: PodProcess.Report, from place: Int) {
        switch report {
        case .listens(let port): handle(.listens(place, port: port))
        case .answered(let answer, let asked): handle(.answered(place, answer, asked: asked))
        case .answeredNonsense(let reason): handle(.answeredNonsense(place, reason))
        case .stoodStill: handle(.stoodStill(place))
        case .ended(let ending): sawEnd(ending, of: place)
        }
    }

    private func sawEnd(_ ending: Ending, of place: Int) {
        let pod = scene.pods[place]
        if onClosed != nil {
            if !processes.contains(where: \.isRunning) { finishClosing() }
        } else if pod.state == .starting, !pod.mayEnd, case .exited(let code) = ending {
            // The sidecar does not know which flag of ours moves its port.
            let hint = code == Exit.cannotListen.rawValue ? "; --port moves all three" : ""
            let complaint = processes[place].lastComplaint
            onFailure(Failure(sentence: "\(pod.identity): \(complaint)\(hint)", exitCode: code))
        } else {
            handle(.ended(place, ending))
        }
    }

    private func sawWrites(in store: ObjectStore, after revision: UInt64) {
        let now = SystemClock.instant()
        do throws(StoreError) {
            let changes = try store.changes(
                after: revision,
                group: lock.group,
                resource: lock.resource,
                namespace: lock.namespace
            )
            for change in changes where change.key == lock {
                let state = LeaseState(change.object, of: kind, written: now)
                handle(.leaseWritten(change.kind == .deleted ? nil : state), at: now)
            }
        } catch {
            preconditionFailure("the store forgot what was written just now: \(error)")
        }
    }

    private func handle(_ event: Scene.Event, at now: Instant = SystemClock.instant()) {
        onChange(scene.handle(event, at: now))
    }
}

extension LeaseState {
    fileprivate init(_ stored: JSONValue, of kind: LockKind, written: Instant) {
        var record: LeaderRecord?
        // The store keeps objects without it.
        var object = stored
        object["kind"] = .string(kind.objectKind)
        do throws(JSONError) {
            if case .record(let found) = try LockObject(json: object.bytes).content { record = found }
        } catch {
            preconditionFailure("the store holds something that is no object: \(error.cause)")
        }
        self.init(
            written: written,
            holder: record?.holderIdentity ?? "",
            duration: .seconds(record?.leaseDurationSeconds ?? 0),
            term: record?.acquireTime.map(MicroTime.text) ?? "",
            renewal: record?.renewTime.map(MicroTime.text) ?? ""
        )
    }
}
