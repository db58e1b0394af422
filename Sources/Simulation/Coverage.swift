/// Which of the situations that matter a campaign has reached: a rule that was never put to the test proves nothing.
package struct Coverage: Hashable, Sendable {
    package enum Point: Int, CaseIterable, Sendable {
        case committedWriteWithLostReply, successAnsweredConflict
        case takeOverByWatch, takeOverByPolling, takeOverByTimer
        case conflictOnRelease, wakeAfterExpiry
        case adoption, refusedAdoption, namesakeStopped, blankedRecordWaitedOut
        case olderVersionAccepted, olderVersionRefused
        case noOpUpdate, acknowledgedRelease, authorityShortenedByWallClock
        case heirTookOver, nonHeirTookOver, proposalConflict
        case preferenceHandover, steppedDownByAnnotation, madeWayUnfit
        case killedProgram
        case halfGivenBack, pairLed

        /// What only fleets that move between kinds of locks come to.
        static let ofMigrations: Set<Point> = [.halfGivenBack, .pairLed]
    }

    private var counts = [Int](repeating: 0, count: Point.allCases.count)

    package init() {}

    mutating func reached(_ point: Point) {
        counts[point.rawValue] += 1
    }

    /// Adds what another run reached.
    package mutating func add(_ other: Coverage) {
        for index in counts.indices { counts[index] += other.counts[index] }
    }

    /// How often a situation was reached.
    package func count(of point: Point) -> Int { counts[point.rawValue] }

    /// The situations that were not reached.
    ///
    /// - Parameter ofMigrations: whether the runs were migrations, so that what only those come to counts too.
    package func missing(ofMigrations: Bool) -> [Point] {
        Point.allCases.filter { counts[$0.rawValue] == 0 && (ofMigrations || !Point.ofMigrations.contains($0)) }
    }
}
