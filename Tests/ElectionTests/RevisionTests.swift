import Election
import Testing

/// The revision: what clients wait for the change of.
@Suite struct RevisionTests {
    @Test func aRenewalDoesNotChangeIt() throws {
        var script = try Script.leading()
        let before = script.isAsked(at: 1).revision
        script.happens(.timerFired, at: 2)
        script.happens(.watchSaw(script.written(version: 2)), at: 2.05)
        script.confirmWrite(version: 2, at: 2.1)
        #expect(script.isAsked(at: 3).revision == before)
    }

    @Test func everyChangeOfTheAnswerChangesIt() throws {
        var script = try Script()
        script.happens(.started, at: 0)
        var revisions = [script.isAsked(at: 0).revision]
        script.happens(.readEnded(.failure(.forbidden("no"))), at: 0.1)
        revisions.append(script.isAsked(at: 0.1).revision)
        script.happens(.timerFired, at: 1)
        script.happens(.readEnded(.success(.found(.held(by: "pod-1")))), at: 1.1)
        script.happens(.watchOpened, at: 1.1)
        revisions.append(script.isAsked(at: 1.1).revision)
        script.happens(.watchSaw(.released(at: 2)), at: 2)
        revisions.append(script.isAsked(at: 2).revision)
        script.confirmWrite(version: 7, at: 2.1)
        revisions.append(script.isAsked(at: 2.1).revision)
        revisions.append(script.isAsked(at: 9).revision)
        script.happens(.timerFired, at: 9)
        script.confirmWrite(version: 8, at: 9.1)
        revisions.append(script.isAsked(at: 9.1).revision)
        #expect(Set(revisions).count == 7, "\(revisions)")
    }

    @Test func theEndOfAnothersNameHasATimerOfItsOwnWhateverElseIsGoingOn() throws {
        var script = try Script.following(.held(by: "pod-1"))
        script.happens(.watchEnded(.failed(.unreachable("gone"))), at: 1)
        script.happens(.timerFired, at: 3.1)
        script.happens(
            .readEnded(.failure(.throttled(retryAfter: .seconds(60), "too many requests"))),
            at: 3.2
        )
        #expect(script.elector.nextWake == at(10))
        #expect(script.isAsked(at: 9.9).name == "pod-1")
        #expect(script.isAsked(at: 10).name == "")
    }

    @Test(arguments: ["0-0", "ffffffffffffffff-18446744073709551615", "5f-7"])
    func itsTextIsReadAgain(text: String) throws {
        #expect(try #require(Revision(text)).description == text)
    }

    @Test(arguments: ["", "-", "5f", "5f-", "-7", "5f-7-1", "xyz-1", "5f-x", "10000000000000000-1", "5f--1"])
    func otherTextsNameNone(text: String) {
        #expect(Revision(text) == nil)
    }

    @Test func theEndOfAuthorityChangesItOnceWhoeverNoticesFirst() throws {
        var asked = try Script.leading()
        let leading = asked.isAsked(at: 6).revision
        let ended = asked.isAsked(at: 7).revision
        asked.happens(.timerFired, at: 7)
        #expect(ended != leading && asked.isAsked(at: 7).revision == ended)
        var woken = try Script.leading()
        woken.happens(.timerFired, at: 7)
        #expect(woken.isAsked(at: 7).revision == ended)
    }

    @Test func whatComesRightAfterAnUnnoticedEndHasARevisionOfItsOwn() throws {
        var script = try Script.leading()
        let leading = script.isAsked(at: 6).revision
        let ended = script.isAsked(at: 7).revision
        script.happens(.watchSaw(.held(by: "pod-1", renewed: 7, version: 2)), at: 7)
        #expect(Set([leading, ended, script.isAsked(at: 7).revision]).count == 3)
    }

    @Test func whatComesRightAfterAnUnnoticedExpiryHasARevisionOfItsOwn() throws {
        var script = try Script.following()
        let first = script.isAsked(at: 9).revision
        let expired = script.isAsked(at: 11).revision
        script.happens(.watchSaw(.held(by: "pod-2", renewed: 11, version: 6)), at: 11)
        #expect(Set([first, expired, script.isAsked(at: 11).revision]).count == 3)
    }

    @Test func anotherLifeHasOtherRevisions() throws {
        var one = try Script(life: 7)
        var other = try Script(life: 8)
        one.happens(.started, at: 0)
        other.happens(.started, at: 0)
        #expect(one.isAsked(at: 0).revision != other.isAsked(at: 0).revision)
    }
}
