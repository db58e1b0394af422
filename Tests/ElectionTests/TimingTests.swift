import Election
import Testing

@Suite struct TimingTests {
    @Test func everythingFollowsFromTheLeaseDuration() throws {
        let standard = try Timing()
        #expect(standard.leaseDuration == .seconds(10) && standard.leaseDurationSeconds == 10)
        #expect(standard.renewDeadline == .milliseconds(6666))
        #expect(standard.retryPeriod == .seconds(2))
        #expect(standard.handoverGrace == .seconds(1))
        let shortest = try Timing(leaseDuration: .seconds(2))
        #expect(shortest.renewDeadline == .milliseconds(1333))
        #expect(shortest.retryPeriod == .milliseconds(400))
        let hasty = try Timing(leaseDuration: .seconds(2), renewDeadline: .milliseconds(800))
        #expect(hasty.handoverGrace == .milliseconds(800), "no longer than a yes can be valid")
    }

    @Test func theEdgesOfTheRulesAreAllowed() throws {
        _ = try Timing(leaseDuration: .seconds(86_400))
        _ = try Timing(renewDeadline: .seconds(9), retryPeriod: .milliseconds(4500), handoverGrace: .seconds(9))
        _ = try Timing(retryPeriod: .milliseconds(50), handoverGrace: .zero)
    }

    @Test(arguments: [
        (Duration.zero, "0s, but must be 2s to 24h"), (.seconds(-1), "-1s, but must be 2s to 24h"),
        (.milliseconds(999), "999ms, but must be 2s to 24h"), (.seconds(1), "1s, but must be 2s to 24h"),
        (.milliseconds(2500), "2.5s, but a lock counts whole"),
        (.seconds(86_401), "86401s, but must be 2s to 24h"),
        (.seconds(Int64.max), "9223372036854775807s, but must be 2s to 24h"),
    ])
    func aLeaseDurationIsWholeSecondsUpToADay(leaseDuration: Duration, sentence: String) {
        let error = #expect(throws: TimingError.self) { try Timing(leaseDuration: leaseDuration) }
        #expect(error?.description.hasPrefix("the lease duration (--ttl) is \(sentence)") == true, "\(error)")
    }

    @Test(arguments: [
        (Duration.milliseconds(9001), "9.001s"), (.zero, "0s"), (.seconds(-3), "-3s"),
        (.seconds(Int64.max), "9223372036854775807s"),
    ])
    func aRenewDeadlineLeavesRoomForClocks(renewDeadline: Duration, text: String) {
        let error = #expect(throws: TimingError.self) { try Timing(renewDeadline: renewDeadline) }
        #expect(
            error?.description.hasPrefix("the renew deadline is \(text), but must be more than 0 and at most 9/10")
                == true
        )
        #expect(error?.description.contains("lease duration 10s") == true)
    }

    @Test(arguments: [
        (Duration.milliseconds(3334), "3.334s"), (.milliseconds(49), "49ms"), (.zero, "0s"), (.seconds(-1), "-1s"),
    ])
    func aRetryPeriodAllowsALostRenewal(retryPeriod: Duration, text: String) {
        let error = #expect(throws: TimingError.self) { try Timing(retryPeriod: retryPeriod) }
        #expect(error?.description.hasPrefix("the retry period is \(text), but must be 50ms to half") == true)
        #expect(error?.description.contains("the renew deadline 6.666s") == true)
    }

    @Test(arguments: [(Duration.milliseconds(6667), "6.667s"), (.seconds(-1), "-1s")])
    func aHandoverGraceIsNoLongerThanAYes(handoverGrace: Duration, text: String) {
        let error = #expect(throws: TimingError.self) { try Timing(handoverGrace: handoverGrace) }
        #expect(
            error?.description.hasPrefix("the handover grace is \(text), but must be 0 to the renew deadline") == true
        )
    }

    @Test func shortLeasesAreAllowedWithAWarning() throws {
        #expect(try Timing(leaseDuration: .seconds(4)).warning?.contains("lease duration of 4s") == true)
        #expect(try Timing(leaseDuration: .seconds(5)).warning == nil)
    }

    @Test func aRecordOfWholeSecondsWantsLongerTimes() throws {
        let shortest = try Timing(leaseDuration: .seconds(5), timePrecision: .seconds)
        #expect(shortest.retryPeriod == .seconds(1) && shortest.timePrecision == .seconds)
        let lease = #expect(throws: TimingError.self) {
            try Timing(leaseDuration: .seconds(4), retryPeriod: .seconds(1), timePrecision: .seconds)
        }
        #expect(lease == .leaseDurationTooShortForSeconds(.seconds(4)))
        #expect(lease?.description.contains("is 4s, but must be 5s or more") == true)
        let retry = #expect(throws: TimingError.self) {
            try Timing(retryPeriod: .milliseconds(999), timePrecision: .seconds)
        }
        #expect(retry == .retryPeriodTooShortForSeconds(.milliseconds(999)))
        #expect(retry?.description.contains("is 999ms, but must be 1s or more") == true)
        _ = try Timing(leaseDuration: .seconds(4), retryPeriod: .milliseconds(999))
    }

    @Test func allIsCutToWholeMilliseconds() throws {
        let timing = try Timing(renewDeadline: .microseconds(6_000_999), retryPeriod: .microseconds(2_000_999))
        #expect(timing.renewDeadline == .seconds(6) && timing.retryPeriod == .seconds(2))
    }
}
