import Election

/// The lock, and others under its name.
extension CheckReport {
    static func locks(_ facts: CheckFacts) -> [Row] {
        [lock(facts)] + others(facts)
    }

    private static func lock(_ facts: CheckFacts) -> Row {
        let name = "\(facts.session.lockText) in \(facts.session.lock.namespace)"
        func row(_ verdict: Verdict, _ text: String) -> Row {
            Row(verdict: verdict, subject: "lock", detail: "\(name) \(text)")
        }
        switch facts.lock?.first {
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
            return row(.warning, "does not exist and is waited for; create it: \(facts.session.creationCommand)")
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
            case .record(let record): return held(by: record, mark: snapshot.mark, facts, row)
            }
        }
    }

    private static func held(
        by record: LeaderRecord,
        mark: WriterMark?,
        _ facts: CheckFacts,
        _ row: (Verdict, String) -> Row
    ) -> Row {
        let holder = record.holderIdentity.readable(limit: 200)
        let isRenewed = facts.lock?.hasChanged == true
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

    /// Electors of another kind of lock do not see ours, nor we theirs.
    private static func others(_ facts: CheckFacts) -> [Row] {
        var rows: [Row] = []
        var hidden: [String] = []
        for kind in AnnotationLock.Kind.allCases {
            let name = "\(kind.rawValue)/\(facts.session.lock.name)"
            switch facts.annotationLocks[kind]?.first {
            case .success(let lock?) where !lock.holder.isEmpty:
                let isLive = facts.annotationLocks[kind]?.hasChanged == true
                let holder = lock.holder.readable(limit: 200)
                rows.append(
                    Row(
                        verdict: isLive ? .failed(.configuration) : .warning,
                        subject: "other lock",
                        detail: isLive
                            ? "\(name) is a live lock, held by \(holder): its electors and ours would lead side by side;"
                                + " stop them first, or take another --election"
                            : "\(name) was held by \(holder) and not renewed in \(facts.watchedFor.text): see that no"
                                + " elector of that kind is left"
                    )
                )
            case .success:
                break
            case .failure, nil:
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
}
