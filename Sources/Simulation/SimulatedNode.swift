import Election
import StatusAPI

/// One candidate, the pod that it runs in and the machine under it.
final class SimulatedNode {
    let name: String
    var podUID: String
    /// How many processes have been started; a message for an earlier one is not delivered.
    var life = 0
    /// Whether its processes run client-go's elector instead of ours.
    let isClientGo: Bool
    /// What runs now; nil between two lives.
    var process: SimulatedProcess?
    var clock: SimulatedClock
    var frozenUntil: Int64 = 0
    var requestsCutUntil: Int64 = 0
    var repliesCutUntil: Int64 = 0

    /// What it is to hold.
    var choice = SimulatedLock.Choice.new
    /// By the halves of its candidacy.
    private var links = [SimulatedLink(), SimulatedLink()]
    /// The newest version of another's record that it had seen on any of its locks when its present term began.
    var seenBeforeTerm: UInt64 = 0

    /// The revision that the application which polls long was told last.
    var knownRevision: Revision?
    /// What it waits for, at the process that runs now.
    var longPolls = LongPolls(limit: 1)
    /// Since when it is owed an answer, as far as anybody looked; nil while it is not.
    var owedSince: Int64?

    /// Whether its process has told of a term that it has not told the end of.
    var isInTerm = false

    // What coverage and cost look at.
    var requestsThisMinute = 0
    var minute: Int64 = 0
    var wokeFromFreeze = false
    var isAdopting = false
    var waitedOutEdit = false
    var takeOver: Coverage.Point?

    init(name: String, podUID: String, clock: SimulatedClock, isClientGo: Bool) {
        self.isClientGo = isClientGo
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
        guard isInTerm || isClientGo else { return false }
        return process?.leads(at: clock.moment(at: now)) ?? false
    }
}
