import Election
import Locks
import StatusAPI

/// One candidate, the pod that it runs in and the machine under it.
final class SimulatedNode {
    let name: String
    var podUID: String
    /// How many processes have been started; a message for an earlier one is not delivered.
    var life = 0
    /// What its processes run instead of ours; nil if they run ours.
    let foreigner: ForeignElector.Manner?
    /// `--priority`.
    let priority: Int
    /// What runs now; nil between two lives.
    var process: SimulatedProcess?
    var clock: SimulatedClock
    var frozenUntil: Int64 = 0
    var requestsCutUntil: Int64 = 0
    var repliesCutUntil: Int64 = 0

    /// What it is to hold.
    var choice = LockChoice.leases
    /// What the next process there is to hold, and its pod's uid; nil to go on as before.
    var nextChoice: LockChoice?
    var nextPodUID: String?
    /// By the halves of its candidacy.
    private var links = [SimulatedLink(), SimulatedLink()]
    /// The newest version of another's record that it had seen on any of its locks when its present term began.
    var seenBeforeTerm: UInt64 = 0

    /// The revision that the application which polls long was told last.
    var knownRevision: Revision?
    /// What its process runs while it leads; nil where it runs nothing.
    var program: SimulatedProgram?
    /// What it waits for, at the process that runs now.
    var longPolls = LongPolls(limit: 1)
    /// Since when it is owed an answer, as far as anybody looked; nil while it is not.
    var owedSince: Int64?

    /// What the application that listens is connected to; nil while it is not.
    var feed: EventFeed?
    /// When that has something to say by itself, as far as it was scheduled.
    var feedDue: Instant?
    /// What it heard last, and when, in nanoseconds of true time.
    var heard: Leadership?
    var heardAt: Int64 = 0
    /// Since when it has known less than its process, as far as anybody looked; nil while it does not.
    var behindSince: Int64?

    /// Whether its process has told of a term that it has not told the end of.
    var isInTerm = false
    /// Since when it has led, if it does, in nanoseconds of true time.
    var ledSince: Int64 = 0
    /// The token of its latest term.
    var token: UInt64?
    /// Whether somebody asked its process to give up since its latest term began.
    var wasAskedToGo = false

    // What coverage and cost look at.
    /// When a write of its was committed last.
    var lastCommit: Int64 = 0
    var requestsThisMinute = 0
    var minute: Int64 = 0
    var wokeFromFreeze = false
    var isAdopting = false
    var waitedOutEdit = false
    var takeOver: Coverage.Point?

    init(name: String, podUID: String, clock: SimulatedClock, priority: Int = 0, foreigner: ForeignElector.Manner?) {
        self.foreigner = foreigner
        self.priority = priority
        self.name = name
        self.podUID = podUID
        self.clock = clock
    }

    subscript(half: Candidacy.Half) -> SimulatedLink {
        get { links[half.rawValue] }
        set { links[half.rawValue] = newValue }
    }

    /// The newest version of another's record that its process has seen on each of its locks.
    var seen: UInt64 { choice.isPair ? min(links[0].seen, links[1].seen) : links[0].seen }

    /// Whether its process would say that it leads.
    func leads(at now: Int64) -> Bool {
        guard isInTerm || foreigner != nil else { return false }
        return process?.leads(at: clock.moment(at: now)) ?? false
    }
}
