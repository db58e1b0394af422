import Election
import Testing

/// What counts, and until when others' claims bind us; the stories of whole elections are told elsewhere.
@Suite struct SightTests {
    private var sight = Sight(leaseDuration: .seconds(10))

    @discardableResult
    private mutating func sees(_ lock: LockSnapshot, at now: Double, isOurs: Bool = false) -> Sight.Verdict {
        sight.take(lock, from: .watch, at: at(now), isOurs: isOurs)
    }

    @Test mutating func aFirstSightIsAlwaysTaken() {
        #expect(sight.lock == .unknown && sight.claimEnd == nil)
        #expect(sees(.held(by: "pod-1"), at: 0) == .accepted)
        #expect(sight.claimEnd == at(10) && sight.transitions == 3)
    }

    @Test mutating func ourOwnRecordEndsAllClaims() {
        sees(.held(by: "pod-1"), at: 0)
        sees(.held(by: "pod-0", version: 6), at: 1, isOurs: true)
        #expect(sight.claimEnd == nil)
    }

    @Test mutating func claimsOnAnEarlierObjectOutliveAReleaseOfTheNext() {
        sees(.held(by: "pod-1"), at: 0)
        #expect(sight.takeDeletion(.held(by: "pod-1", version: 6), at: at(1), isOurs: false) == .accepted)
        #expect(sight.claimEnd == at(10) && sight.transitions == nil)
        sees(.held(by: "pod-2", lasts: 3, transitions: 0, version: 7, uid: "new"), at: 2)
        var released = LockSnapshot.released(at: 3, version: 8)
        released.version.uid = "new"
        sees(released, at: 3)
        #expect(sight.claimEnd == at(10))
    }

    @Test mutating func aReleaseEndsTheClaimOnItsOwnObject() {
        sees(.held(by: "pod-1"), at: 0)
        sees(.released(at: 1), at: 1)
        #expect(sight.claimEnd == nil)
    }

    @Test mutating func aDeletionThatShowsAnUnseenRenewalStartsItsWait() {
        sees(.held(by: "pod-1"), at: 0)
        _ = sight.takeDeletion(.held(by: "pod-1", renewed: 3, version: 9), at: at(4), isOurs: false)
        #expect(sight.claimEnd == at(14) && sight.lock == .absent)
    }

    @Test mutating func anAbsenceSentBeforeTheLastNewsIsIgnored() {
        sees(.held(by: "pod-1"), at: 5)
        #expect(sight.takeAbsence(sent: at(4.9), at: at(6)) == .ignored)
        #expect(sight.takeAbsence(sent: at(5), at: at(6)) == .accepted)
        #expect(sight.claimEnd == at(16))
    }

    @Test mutating func anAbsenceFromTheStartIsFree() {
        #expect(sight.takeAbsence(sent: at(0), at: at(1)) == .accepted)
        #expect(sight.claimEnd == nil)
        #expect(sight.takeAbsence(sent: at(2), at: at(3)) == .accepted)
        #expect(sight.claimEnd == nil)
    }

    @Test mutating func aRetiredObjectComesBackOnlyByAPlainRead() {
        sees(.held(by: "pod-1"), at: 0)
        _ = sight.takeDeletion(.held(by: "pod-1", version: 8), at: at(1), isOurs: false)
        #expect(sees(.held(by: "pod-1", version: 7), at: 2) == .ignored)
        #expect(
            sight.take(.held(by: "pod-1", version: 7), from: .answer(sent: at(2)), at: at(3), isOurs: false)
                == .accepted
        )
        #expect(sees(.held(by: "pod-1", renewed: 4, version: 8), at: 4) == .accepted)
    }

    @Test mutating func theHighestCountOfTransitionsIsKept() {
        sees(.held(by: "pod-1", transitions: 7), at: 0)
        sees(.held(by: "pod-1", renewed: 1, transitions: 0, version: 6), at: 1)
        #expect(sight.transitions == 7)
    }

    @Test mutating func manyRecordsDoNotMakeItForgetTheLatest() {
        for version in 5...500 {
            sees(.held(by: "pod-1", renewed: Double(version), version: version), at: Double(version))
        }
        #expect(sight.claimEnd == at(510))
        sees(.held(by: "pod-1", renewed: 480, version: 501), at: 505)
        #expect(sight.claimEnd == at(510), "seen lately, so no news")
    }
}
