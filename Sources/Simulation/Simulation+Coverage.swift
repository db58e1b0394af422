import Election

/// What a run reaches, seen from outside of the electors.
extension Simulation {
    /// Notes by what kind of event a take-over was decided, for when it succeeds.
    mutating func remember(_ write: Elector.Write, on event: Elector.Event, by index: Int) {
        guard write.record.holderIdentity == nodes[index].name, write.base?.record?.holderIdentity != nodes[index].name
        else { return }
        switch event {
        case .watchSaw, .watchSawDeletion: nodes[index].takeOver = .takeOverByWatch
        case .readEnded: nodes[index].takeOver = .takeOverByPolling
        case .timerFired: nodes[index].takeOver = .takeOverByTimer
        case .started, .writeEnded, .watchOpened, .watchAdvanced, .watchEnded, .resignationAsked,
            .resignationHastened, .workStopped, .releaseHeld, .fitnessChanged, .proposalEnded, .stepDownAsked:
            nodes[index].takeOver = nil
        }
    }

    /// Looks at what a sight of a lock did to a candidate's view of it.
    mutating func observe(_ snapshot: LockSnapshot, at address: Address, before: ObjectVersion?) {
        let node = nodes[address.node]
        if let number = snapshot.version.number, snapshot.mark?.podUID != node.podUID {
            node[address.half].seen = max(node[address.half].seen, number)
        }
        let shown = snapshot.version
        guard let before, shown.uid == before.uid, before.isNewer(than: shown) else { return }
        let after = node.process?.version(known: address.half)
        coverage.reached(after == shown ? .olderVersionAccepted : .olderVersionRefused)
    }

    /// Takes in what a candidate tells people.
    mutating func observe(_ notice: Elector.Notice, by index: Int) {
        if case .stoppedLeading = notice { nodes[index].isInTerm = false }
        switch notice {
        case .becameLeader(let token):
            terms += 1
            nodes[index].isInTerm = true
            nodes[index].seenBeforeTerm = nodes[index].seen
            nodes[index].token = token
            nodes[index].ledSince = now
            nodes[index].wasAskedToGo = false
            if nodes[index].choice.isPair { coverage.reached(.pairLed) }
            if let point = nodes[index].takeOver { coverage.reached(point) }
            if nodes[index].isAdopting { coverage.reached(.adoption) }
            if nodes[index].waitedOutEdit { coverage.reached(.blankedRecordWaitedOut) }
            nodes[index].takeOver = nil
            nodes[index].isAdopting = false
            nodes[index].waitedOutEdit = false
        case .stoppedLeading(.expired):
            if nodes[index].wokeFromFreeze { coverage.reached(.wakeAfterExpiry) }
            nodes[index].wokeFromFreeze = false
        case .stoppedLeading(.replaced(let name)):
            if name == nodes[index].name { coverage.reached(.namesakeStopped) }
        case .stoppedLeading(.resigned):
            if !nodes[index].wasAskedToGo { observeResignation(of: index) }
        case .stoppedLeading(.deleted):
            break
        case .adopting:
            nodes[index].isAdopting = true
        case .namesake(let mark):
            if mark?.podUID != nodes[index].podUID { coverage.reached(.refusedAdoption) }
        case .waitingOutEdit:
            nodes[index].waitedOutEdit = true
        case .awaitingLock, .coordinated, .oldLockInUse, .differentDuration, .fitnessChanged, .watchRefused:
            break
        }
    }
}

extension Simulation {
    /// Nobody asked it to: it was told by the lock.
    private mutating func observeResignation(of index: Int) {
        if nodes[index].process?.ours?.candidate.fitness == .unfit { return coverage.reached(.madeWayUnfit) }
        let locks = nodes[index].choice.halves.compactMap { server.object(nodes[index].choice.lock(of: $0)) }
        if let token = nodes[index].token, locks.contains(where: { $0.stepDownToken == token }) {
            coverage.reached(.steppedDownByAnnotation)
        } else if locks.contains(where: { ($0.heir?.priority ?? 0) > nodes[index].priority }) {
            coverage.reached(.preferenceHandover)
        }
    }

    /// Looks at a write that was committed: who took the lock, and what was given back.
    mutating func observe(_ write: Elector.Write, committedFrom address: Address) {
        if write.isTakeOver, let heir = write.base?.heir {
            if heir.life == write.mark.life {
                coverage.reached(.heirTookOver)
            } else if !nodes.contains(where: { $0.process?.ours?.candidate.candidate.life == heir.life }) {
                coverage.reached(.nonHeirTookOver)
            }
        }
        let node = nodes[address.node]
        if write.record.isRelease, node.life == address.life, node.program?.keeper.isAlive == true {
            checker.fail("\(node.name) has given the lock back while its program runs")
        }
        guard node.choice.isPair, write.record.isRelease else { return }
        let others = node.choice.kinds.filter { $0 != address.lock }.compactMap {
            server.object($0)?.record?.holderIdentity
        }
        if others.contains(where: { !$0.isEmpty && $0 != node.name }) { coverage.reached(.halfGivenBack) }
    }
}

extension Elector.Event {
    /// Whether it wants the present term to end.
    var asksToGo: Bool {
        switch self {
        case .resignationAsked, .resignationHastened, .stepDownAsked: true
        default: false
        }
    }

    /// The state of the lock that it shows, if it is a sight of it.
    var shown: LockSnapshot? {
        switch self {
        case .readEnded(.success(.found(let snapshot))), .watchSaw(let snapshot): snapshot
        default: nil
        }
    }
}
