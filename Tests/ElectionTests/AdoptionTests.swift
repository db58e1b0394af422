import Election
import Testing

/// Our own name on a record of another life (rule 10).
@Suite struct AdoptionTests {
    /// What an earlier life of pod-0 left behind.
    private static let left = LockSnapshot.showing(
        .record(.of("pod-0", acquired: -60, renewed: -1, transitions: 4)),
        mark: mark(30, life: 6),
        version: 5
    )

    private func started(podUID: String = "pod-uid-0", guarded: Bool = true) throws -> Script {
        var script = try Script(podUID: podUID, guarded: guarded)
        script.happens(.started, at: 0)
        return script
    }

    @Test func aRestartedContainerKeepsTheLead() throws {
        var script = try started()
        let adoption = Elector.Write(
            base: Self.left,
            record: .of("pod-0", acquired: -60, renewed: 0, transitions: 4),
            mark: mark(1)
        )
        #expect(
            script.happens(.readEnded(.success(.found(Self.left))), at: 0)
                == [.note(.adopting), .write(adoption, by: at(3.333)), .watch(from: "5")]
        )
        #expect(!script.isAsked(at: 0).isLeader, "only a write of this life gives authority")
        #expect(script.confirmWrite(version: 6, at: 0.1).notices == [.becameLeader(fencingToken: 6)])
        #expect(script.isAsked(at: 6.665).isLeader)
        #expect(!script.isAsked(at: 6.666).isLeader, "from the send of that write")
    }

    @Test func whoIsAskedToLeaveWhileAdoptingWaitsForTheEarlierLifesLastYes() throws {
        var script = try started()
        script.happens(.readEnded(.success(.found(Self.left))), at: 0)
        script.happens(.resignationAsked, at: 0.1)
        #expect(script.confirmWrite(version: 6, at: 0.2).write == nil)
        #expect(script.happens(.timerFired, at: 1).write?.record.holderIdentity == "")
    }

    @Test func withoutTheGuardItIsWaitedOut() throws {
        var script = try started(guarded: false)
        #expect(
            script.happens(.readEnded(.success(.found(Self.left))), at: 0)
                == [.note(.namesake(mark(30, life: 6))), .watch(from: "5"), .sleep(until: at(2))]
        )
        script.happens(.watchOpened, at: 0)
        #expect(script.isAsked(at: 5).name == "" && script.isAsked(at: 5).reason == .namesake)
        #expect(script.happens(.timerFired, at: 9.999).write == nil)
        #expect(script.happens(.timerFired, at: 10).write?.record.leaderTransitions == 5)
    }

    @Test(arguments: ["another-uid", ""])
    func withAnotherPodUIDItIsWaitedOut(podUID: String) throws {
        var script = try started(podUID: podUID)
        #expect(script.happens(.readEnded(.success(.found(Self.left))), at: 0).write == nil)
    }

    @Test func withoutAnyUIDItIsWaitedOut() throws {
        var script = try started(podUID: "")
        var unmarked = Self.left
        unmarked.mark?.podUID = ""
        #expect(script.happens(.readEnded(.success(.found(unmarked))), at: 0).write == nil)
    }

    @Test func withoutAMarkItIsWaitedOut() throws {
        var script = try started()
        var unmarked = Self.left
        unmarked.mark = nil
        #expect(script.happens(.readEnded(.success(.found(unmarked))), at: 0).write == nil)
    }

    @Test func anyButTheFirstRecordIsWaitedOut() throws {
        var script = try Script.following()
        let actions = script.happens(.watchSaw(Self.left.relabelled(version: 6)), at: 1)
        #expect(actions == [.note(.namesake(mark(30, life: 6))), .sleep(until: at(11))])
    }

    @Test func aRecordThatAppearsAfterAnEmptyStartIsWaitedOut() throws {
        var script = try started()
        script.happens(.readEnded(.success(.absent)), at: 0)
        script.happens(.writeEnded(.conflict), at: 0.1)
        #expect(script.happens(.readEnded(.success(.found(Self.left))), at: 0.2).write == nil)
    }

    @Test func anEarlierLifeThatStillWritesIsNotAdopted() throws {
        var script = try started()
        script.happens(.readEnded(.success(.found(Self.left))), at: 0)
        script.happens(.watchOpened, at: 0)
        let renewed = LockSnapshot.showing(
            .record(.of("pod-0", acquired: -60, renewed: 0.1, transitions: 4)),
            mark: mark(31, life: 6),
            version: 6
        )
        script.happens(.watchSaw(renewed), at: 0.1)
        #expect(script.happens(.writeEnded(.conflict), at: 0.2) == [.sleep(until: at(10.1))])
    }

    @Test func aLabelEditDoesNotStopAnAdoption() throws {
        var script = try started()
        script.happens(.readEnded(.success(.found(Self.left))), at: 0)
        script.happens(.watchOpened, at: 0)
        script.happens(.watchSaw(Self.left.relabelled(version: 6)), at: 0.1)
        let actions = script.happens(.writeEnded(.conflict), at: 0.2)
        #expect(actions.write?.base?.version.resourceVersion == "6")
        #expect(script.confirmWrite(version: 7, at: 0.3).notices == [.becameLeader(fencingToken: 7)])
    }

    @Test func aNamesakeIsNeverTakenForOurselves() throws {
        var script = try Script.leading()
        let twin = LockSnapshot.showing(
            script.written(version: 1).content,
            mark: WriterMark(podUID: "another", life: 8, counter: 1),
            version: 2
        )
        #expect(
            script.happens(.watchSaw(twin), at: 1).notices
                == [.stoppedLeading(.replaced(by: "pod-0")), .namesake(twin.mark)],
            "the record is the same to the letter; only the mark tells"
        )
        #expect(script.isAsked(at: 1).name == "" && script.isAsked(at: 1).reason == .namesake)
        #expect(script.happens(.timerFired, at: 10.999).write == nil)
        #expect(script.happens(.timerFired, at: 11).write != nil)
    }
}
