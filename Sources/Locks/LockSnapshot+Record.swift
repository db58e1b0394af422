import Election

extension LockSnapshot.Content {
    /// What the members of a record say, wherever it is kept; nothing where it has none of them.
    ///
    /// client-go leaves the holder out where it is empty.
    init(holder: String?, seconds: Int?, acquired: RecordTime?, renewed: RecordTime?, transitions: Int?) {
        guard holder != nil || seconds != nil || acquired != nil || renewed != nil || transitions != nil else {
            self = .none
            return
        }
        self = .record(
            LeaderRecord(
                holderIdentity: holder ?? "",
                leaseDurationSeconds: seconds ?? 0,
                acquireTime: acquired?.wall,
                renewTime: renewed?.wall,
                leaderTransitions: transitions ?? 0
            )
        )
    }
}
