extension Elector {
    /// What has happened outside: always in the past tense, and delivered in the order in which it happened.
    package enum Event: Hashable, Sendable {
        /// The process is ready to stand; comes first and once.
        case started
        /// The read that `Action.read` asked for has ended.
        case readEnded(Result<Reading, RequestFailure>)
        /// The write that `Action.write` asked for has ended.
        case writeEnded(WriteOutcome)
        /// The proposal that `Action.propose` asked for has ended.
        case proposalEnded(WriteOutcome)
        /// The API server has accepted the watch.
        case watchOpened
        /// The watch showed the object: added or modified.
        case watchSaw(LockSnapshot)
        /// The watch showed that the object was deleted, with its last state.
        case watchSawDeletion(LockSnapshot)
        /// A bookmark: nothing happened up to this version.
        case watchAdvanced(resourceVersion: String)
        /// The watch is over; no event of it follows.
        case watchEnded(WatchEnd)
        /// The instant of the last `Action.sleep` has come. Early and late ones do no harm.
        case timerFired
        /// Give up the term with this token, or the present one if nil, politely; then do not stand for a pause.
        case stepDownAsked(fencingToken: UInt64?, pause: Duration)
        /// The process is to end: give up politely.
        case resignationAsked
        /// It is to end without waiting any longer.
        case resignationHastened
        /// The application has stopped the work of the term with this token, so that nobody relies on its yeses any
        /// more; what names another term than the one that is being given up is ignored.
        case workStopped(fencingToken: UInt64?)
        /// Something of this process acts for our term until it says otherwise: a wrapped program, a label on the pod.
        /// The lock is not released before (rule 12), however long that takes.
        case releaseHeld(Bool)
        /// The application was found fit to lead, or not.
        case fitnessChanged(Fitness)
    }

    /// What a read of the lock showed.
    package enum Reading: Hashable, Sendable {
        case absent
        case found(LockSnapshot)
    }

    /// How a write ended.
    ///
    /// Only `confirmed` settles it (rule 8).
    package enum WriteOutcome: Hashable, Sendable {
        /// 200 or 201 with this object; it counts as a confirmation if it carries our record at a new version.
        case confirmed(LockSnapshot)
        /// 409: `Conflict` on an update, `AlreadyExists` on a creation. Our own success can answer it, where a
        /// transport resent the request.
        case conflict
        case failed(RequestFailure)
    }

    /// Why a watch ended.
    package enum WatchEnd: Hashable, Sendable {
        /// The server ended it in order, as it does after `timeoutSeconds`.
        case finished
        /// 410: the version to start from is gone; the next watch starts from whatever is there.
        case expired
        /// The server does not let us watch (403, 404, 405): poll.
        case refused(RequestFailure)
        case failed(RequestFailure)
    }
}

extension Elector {
    /// What to do now, in this order.
    package enum Action: Hashable, Sendable {
        /// Read the lock and answer with `readEnded` by that instant, come what may.
        case read(by: Instant)
        /// Write the lock and answer with `writeEnded` by that instant, come what may. After a time-out the connection
        /// must not be used again.
        case write(Write, by: Instant)
        /// Write us on the lock as the heir and answer with `proposalEnded` by that instant, come what may; as with a
        /// write.
        case propose(Proposal, by: Instant)
        /// Watch the lock from that version, or from whatever is there if nil.
        case watch(from: String?)
        /// Stop watching; no event of the watch may follow, `watchEnded` included.
        case stopWatching
        /// Send `timerFired` at that instant; replaces the one before.
        case sleep(until: Instant)
        /// Tell people.
        case note(Notice)
        /// The election is over for this process; no action follows.
        case finish(Ending)
    }

    /// A write to the lock: always a compare-and-swap (rule 7).
    package struct Write: Hashable, Sendable {
        /// The state to replace, by uid and version; nil to create the object.
        package var base: LockSnapshot?
        package var record: LeaderRecord
        package var mark: WriterMark
        /// Whether it makes the lock ours; what the object says of heirs and of ending the term before is then over, and is
        /// removed.
        package var isTakeOver: Bool
        /// The fencing token of the term that it goes on with, for operators to read; nil where that is none, or has none.
        package var fencingToken: UInt64?

        package init(
            base: LockSnapshot?,
            record: LeaderRecord,
            mark: WriterMark,
            isTakeOver: Bool = false,
            fencingToken: UInt64? = nil
        ) {
            self.base = base
            self.record = record
            self.mark = mark
            self.isTakeOver = isTakeOver
            self.fencingToken = fencingToken
        }
    }

    /// A follower's wish to be the heir: a compare-and-swap as every write (rule 7), which leaves the record and its mark as
    /// they are.
    package struct Proposal: Hashable, Sendable {
        package var base: LockSnapshot
        package var heir: Heir

        package init(base: LockSnapshot, heir: Heir) {
            self.base = base
            self.heir = heir
        }
    }

    /// How the election ended for this process.
    package enum Ending: Hashable, Sendable {
        /// We held nothing.
        case heldNothing
        /// The lock was given back: a successor can take it at once.
        case released
        /// The lock could not be given back, or was not, because somebody may still rely on a yes of ours.
        case leftToExpire
    }

    /// Something that people want to know, once.
    package enum Notice: Hashable, Sendable {
        case becameLeader(fencingToken: UInt64?)
        case stoppedLeading(Loss)
        /// The record of an earlier life of this pod is being taken over.
        case adopting
        /// Another life renews the lock under our name.
        case namesake(WriterMark?)
        /// Holder, record or object were removed by somebody; the claim is waited out.
        case waitingOutEdit
        /// The Lease belongs to a coordinated election: we do not stand.
        case coordinated
        /// There is no lock and we are not to create it: waiting until somebody has.
        case awaitingLock
        /// Somebody holds the old kind's lock of this name, and not the Lease; we do not stand while that is renewed.
        case oldLockInUse(by: String)
        /// The record of another says another lease duration than ours.
        case differentDuration(ofHolder: String, seconds: Int)
        /// Our application can do the leader's work, or cannot any more.
        case fitnessChanged(Fitness)
        /// Watching is not allowed; we poll.
        case watchRefused(RequestFailure)
    }

    /// Why a leader stopped leading.
    package enum Loss: Hashable, Sendable {
        /// No renewal was confirmed within the renew deadline.
        case expired
        /// Another record is on the lock; the name is its holder's, empty if it was blanked.
        case replaced(by: String)
        case deleted
        case resigned
    }
}
