import Election

/// What goes wrong apart from the network, and who meddles.
extension Simulation {
    enum Fault: CaseIterable {
        case freeze, crash, politeStop, partition, labelEdit, blanking, deletion, wallStep
    }

    mutating func scheduleFaults() {
        for fault in Fault.allCases { scheduleNext(fault) }
    }

    private mutating func scheduleNext(_ fault: Fault) {
        let every: Duration? =
            switch fault {
            case .freeze: plan.freezes
            case .crash: plan.crashes
            case .politeStop: plan.politeStops
            case .partition: plan.partitions
            case .labelEdit: plan.labelEdits
            case .blanking: plan.blankings
            case .deletion: plan.deletions
            case .wallStep: plan.wallSteps
            }
        guard let every else { return }
        let pause = Int64.random(in: 0...2 * every.nanoseconds, using: &random)
        queue.schedule(.fault(fault), at: now + 3_000_000_000 + pause)
    }

    mutating func strike(_ fault: Fault) {
        scheduleNext(fault)
        let node = Int.random(in: nodes.indices, using: &random)
        let long = Int64.random(in: 0...30_000_000_000, using: &random)
        note("fault \(fault) for \(Duration.nanoseconds(long).text)", node)
        switch fault {
        case .freeze:
            nodes[node].frozenUntil = now + long
        case .crash:
            nodes[node].elector = nil
            if Bool.random(using: &random) { nodes[node].podUID = "pod-uid-\(random.next() % 1_000_000)" }
            restart(node)
        case .politeStop:
            deliver(.resignationAsked, to: Address(node: node, life: nodes[node].lives))
        case .partition:
            nodes[node].cutOffUntil = now + long
        case .labelEdit:
            if let object = store.object { store.edit(object.content) }
            pushAll()
        case .blanking:
            meddle()
            pushAll()
        case .deletion:
            store.delete()
            checker.excuse(until: now + timing.renewDeadline.nanoseconds * 5 / 4)
            pushAll()
        case .wallStep:
            nodes[node].clock.wallOffset += Int64.random(in: -90_000_000_000...90_000_000_000, using: &random)
        }
    }

    /// Somebody blanks the holder, shortens the duration, names another holder or removes the record.
    private mutating func meddle() {
        guard let object = store.object, var record = object.record else { return }
        switch Int.random(in: 0..<4, using: &random) {
        case 0: record.holderIdentity = ""
        case 1: record.leaseDurationSeconds = 2
        case 2: record.holderIdentity = "somebody"
        default: return store.edit(.none)
        }
        store.edit(.record(record))
    }

    mutating func restart(_ node: Int) {
        queue.schedule(.start(node), at: now + Int64.random(in: 0...5_000_000_000, using: &random))
    }
}

extension Elector.Event {
    /// The event on one readable line of a trace.
    var traceText: String {
        switch self {
        case .readEnded(.success(.found(let snapshot))): "read \(snapshot.traceText)"
        case .watchSaw(let snapshot): "watch: \(snapshot.traceText)"
        case .watchSawDeletion(let snapshot): "watch: deleted \(snapshot.traceText)"
        case .writeEnded(let outcome): "write ended: \(outcome.traceText)"
        case .started, .readEnded, .watchOpened, .watchAdvanced, .watchEnded, .timerFired, .resignationAsked,
            .resignationHastened, .workStopped:
            "\(self)"
        }
    }
}

extension Elector.WriteOutcome {
    var traceText: String {
        guard case .confirmed(let snapshot) = self else { return "\(self)" }
        return "confirmed \(snapshot.traceText)"
    }
}

extension Elector.Write {
    var traceText: String {
        let holder = record.holderIdentity.isEmpty ? "nobody" : record.holderIdentity
        return "\(mark.counter) (\(holder)) over \(base?.version.resourceVersion ?? "nothing")"
    }
}

extension LockSnapshot {
    fileprivate var traceText: String {
        let holder = record.map { $0.holderIdentity.isEmpty ? "nobody" : $0.holderIdentity } ?? "no record"
        return "\(version.resourceVersion) of \(version.uid): \(holder), \(mark.map { String($0.counter) } ?? "-")"
    }
}
