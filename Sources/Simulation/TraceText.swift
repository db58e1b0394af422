import Election

/// What a trace says of an event, a write or a snapshot, on one line that a person can read.
protocol TraceText {
    var traceText: String { get }
}

extension Elector.Event: TraceText {
    var traceText: String {
        switch self {
        case .readEnded(.success(.found(let snapshot))): "reads \(snapshot.traceText)"
        case .readEnded(.success(.absent)): "reads that there is no lock"
        case .readEnded(.failure(let failure)): "cannot read: \(failure)"
        case .watchSaw(let snapshot): "sees \(snapshot.traceText)"
        case .watchSawDeletion(let snapshot): "sees deleted \(snapshot.traceText)"
        case .writeEnded(.confirmed(let snapshot)): "write confirmed: \(snapshot.traceText)"
        case .writeEnded(.conflict): "write met a conflict"
        case .writeEnded(.failed(let failure)): "write failed: \(failure)"
        case .proposalEnded(.confirmed(let snapshot)): "proposal confirmed: \(snapshot.traceText)"
        case .proposalEnded(.conflict): "proposal met a conflict"
        case .proposalEnded(.failed(let failure)): "proposal failed: \(failure)"
        case .stepDownAsked(let token, _): "is asked to give up the term \(token.map(String.init) ?? "that it has")"
        case .started, .watchOpened, .watchAdvanced, .watchEnded, .timerFired, .resignationAsked,
            .resignationHastened, .workStopped, .releaseHeld, .fitnessChanged:
            "\(self)"
        }
    }
}

extension Elector.Write: TraceText {
    var traceText: String {
        let holder = record.holderIdentity.isEmpty ? "nobody" : record.holderIdentity
        return "\(mark.counter) (\(holder)) over \(base?.version.resourceVersion ?? "nothing")"
    }
}

extension Elector.Proposal: TraceText {
    var traceText: String {
        "\(heir.identity), priority \(heir.priority), as heir over \(base.version.resourceVersion)"
    }
}

extension LockSnapshot: TraceText {
    var traceText: String {
        let holder = record.map { $0.holderIdentity.isEmpty ? "nobody" : $0.holderIdentity } ?? "no record"
        return "\(version.resourceVersion) (\(holder), write \(mark.map { String($0.counter) } ?? "of a stranger"))"
    }
}
