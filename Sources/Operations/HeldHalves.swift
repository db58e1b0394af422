import Election

/// The halves of a lock that one candidate holds: the only one, one of a pair, or both.
struct HeldHalves {
    let items: [(half: Candidacy.Half, lock: LockSnapshot)]

    /// - Parameter locks: each half of the lock as it was last seen.
    init(of locks: [LockSnapshot?], by holder: String) {
        items = zip([Candidacy.Half.first, .second], locks).compactMap { half, lock in
            guard let lock, lock.record?.holderIdentity == holder else { return nil }
            return (half, lock)
        }
    }

    /// The token of the holder's term, the greatest of the halves'; nil until each tells its own.
    var fencingToken: UInt64? {
        let tokens = items.compactMap(\.lock.fencingToken)
        return tokens.count == items.count ? tokens.max() : nil
    }

    /// Which life of its process holds them; nil for a foreign elector's.
    var life: UInt64? { items.last?.lock.mark?.life }

    /// The longest of what the records promise.
    var leaseDuration: Duration {
        .seconds(items.compactMap(\.lock.record?.leaseDurationSeconds).max() ?? 0)
    }
}
