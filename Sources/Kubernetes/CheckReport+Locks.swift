import Election
import Locks

/// The lock, and others under its name.
extension CheckReport {
    static func locks(_ facts: CheckFacts) -> [Row] {
        facts.sessions.map { lock($0, facts) } + others(facts)
    }

    private static func lock(_ session: LockSession, _ facts: CheckFacts) -> Row {
        let name = "\(session.lockText) in \(session.lock.namespace)"
        let sight = facts.locks[session.lock.kind]
        func row(_ verdict: Verdict, _ text: String) -> Row {
            Row(verdict: verdict, subject: "lock", detail: "\(name) \(text)")
        }
        switch sight?.first {
        case nil:
            return row(.failed(.unreachable), "was not told in time")
        case .failure(.forbidden(let message)):
            return row(.failed(.rights), "cannot be read: \(message)")
        case .failure(let failure):
            return row(.failed(.unreachable), "cannot be read: \(failure)")
        case .success(.absent) where facts.isNamespaceMissing:
            return row(
                .failed(.configuration),
                "cannot exist, since that namespace does not: create it, or name another with --election-namespace"
            )
        case .success(.absent) where !facts.rights.createsLock:
            return row(.warning, "does not exist and is waited for; create it: \(session.creationCommand)")
        case .success(.absent):
            return row(.ok, "does not exist yet; the first candidate creates it")
        case .success(.found(let snapshot)) where snapshot.isCoordinated:
            return row(
                .failed(.configuration),
                "has a strategy, so the API server elects its holder, and we do not stand; take another --election, or"
                    + " remove the strategy"
            )
        case .success(.found(let snapshot)):
            switch snapshot.content {
            case .none: return row(.ok, "is free")
            case .unreadable(let text): return row(.warning, "is waited out, and then written over: \(text)")
            case .record(let record) where record.holderIdentity.isEmpty: return row(.ok, "is free")
            case .record(let record):
                return held(by: record, mark: snapshot.mark, isRenewed: sight?.hasChanged == true, facts, row)
            }
        }
    }

    private static func held(
        by record: LeaderRecord,
        mark: WriterMark?,
        isRenewed: Bool,
        _ facts: CheckFacts,
        _ row: (Verdict, String) -> Row
    ) -> Row {
        let holder = record.holderIdentity.readable(limit: 200)
        let lasts = "it is free once it has not been for \(record.leaseDurationSeconds)s"
        let sign = isRenewed ? "renewed as we looked" : "not renewed in \(facts.watchedFor.text); \(lasts)"
        guard record.holderIdentity == facts.identity.text else { return row(.ok, "is held by \(holder), \(sign)") }
        let pod = mark?.podUID ?? ""
        if !pod.isEmpty, pod == facts.podUID { return row(.ok, "is held by this pod, \(holder), \(sign)") }
        if !pod.isEmpty, !facts.podUID.isEmpty, isRenewed {
            return row(
                .failed(.configuration),
                "is held under our name, \(holder), by another pod (\(pod)); give each its own --id"
            )
        }
        guard isRenewed else { return row(.ok, "is held under our name, \(holder), by an earlier life: \(sign)") }
        return row(
            .warning,
            "is held under our name, \(holder), \(sign): by this pod's own sidecar, or by a namesake; set POD_UID from"
                + " the downward API to tell them apart"
        )
    }

    /// Electors of another kind of lock do not see ours, nor we theirs, unless they hold both.
    private static func others(_ facts: CheckFacts) -> [Row] {
        var rows: [Row] = []
        var hidden: [String] = []
        for kind in LockKind.allCases where !facts.kinds.contains(kind) {
            let name = facts.session.sibling(kind).lockText
            let sight = facts.locks[kind]
            if let record = sight?.heldRecord {
                rows.append(other(kind, name, record, isLive: sight?.hasChanged == true, facts))
            } else if case .success = sight?.first {
                continue
            } else {
                hidden.append(name)
            }
        }
        guard rows.isEmpty else { return rows }
        let detail =
            hidden.isEmpty
            ? "none of another kind under this name"
            : "not looked for in \(hidden.joined(separator: " and ")), which we need no right to read"
        return [Row(verdict: .ok, subject: "other lock", detail: detail)]
    }

    private static func other(
        _ kind: LockKind,
        _ name: String,
        _ record: LeaderRecord,
        isLive: Bool,
        _ facts: CheckFacts
    ) -> Row {
        func row(_ verdict: Verdict, _ text: String) -> Row {
            Row(verdict: verdict, subject: "other lock", detail: "\(name) \(text)")
        }
        let holder = record.holderIdentity.readable(limit: 200)
        if facts.kinds.contains(where: { facts.locks[$0]?.heldRecord?.holderIdentity == record.holderIdentity }) {
            return row(.ok, "is held by \(holder) too, as in a move from one kind to the other")
        }
        guard isLive else {
            return row(
                .warning,
                "was held by \(holder) and not renewed in \(facts.watchedFor.text): see that no elector of that kind is"
                    + " left"
            )
        }
        let pair = LockChoice.allCases.first { Set($0.kinds) == Set(facts.kinds + [kind]) }
        let move = pair.map { "to move a fleet, run all of it with --lock \($0.rawValue) in between; or else " } ?? ""
        return row(
            .failed(.configuration),
            "is a live lock, held by \(holder): its electors and ours would lead side by side; \(move)stop them first,"
                + " or take another --election"
        )
    }
}
