import Election
import Logging
import Runtime

/// Tells people what happens: one line a transition on standard error, and `<id> is the leader` on standard output at
/// each change of the name, as the classic sidecar prints it.
struct LeaderLog {
    let logger: Logger
    private var outage = OutageLog()
    private var lastName = ""
    private var lastNamesake: WriterMark?

    init(logger: Logger) {
        self.logger = logger
    }

    /// Tells of a name that was just computed.
    mutating func saw(_ leadership: Leadership) {
        guard leadership.name != lastName else { return }
        lastName = leadership.name
        guard !leadership.name.isEmpty else { return logger.info("no leader is known") }
        Console.output.writeLine("\(leadership.name) is the leader")
        if !leadership.isLeader { logger.info("\(leadership.name) leads") }
    }

    mutating func failed(_ failure: RequestFailure, at now: Instant) {
        if let line = outage.failed(failure, at: now) { logger.warning("\(line)") }
    }

    mutating func succeeded(at now: Instant) {
        if let line = outage.succeeded(at: now) { logger.info("\(line)") }
    }

    mutating func note(_ notice: Elector.Notice) {
        switch notice {
        case .becameLeader(let token):
            logger.info("became leader\(token.map { ", fencing token \($0)" } ?? "")")
        case .stoppedLeading(let loss):
            logger.log(level: loss == .resigned ? .info : .warning, "stopped leading: \(Self.text(of: loss))")
        case .adopting:
            logger.info("an earlier life of this pod holds the lock; taking it over")
        case .namesake(let mark):
            // Every renewal of a namesake is a new record; one line for each life is loud enough.
            guard mark?.life != lastNamesake?.life || mark == nil else { return }
            lastNamesake = mark
            logger.error(
                """
                another process holds the lock under our name\(mark.map { " (pod \($0.podUID))" } ?? ""); \
                waiting it out, but names must differ: give each its own --id
                """
            )
        case .waitingOutEdit:
            logger.warning("somebody edited or deleted the lock; waiting until nobody can lead by what it said before")
        case .coordinated:
            logger.error("the Lease has a strategy, so the API server elects its holder; not standing")
        case .watchRefused(let failure):
            logger.warning("watching is not allowed, so the lock is polled; grant list and watch: \(failure)")
        }
    }

    private static func text(of loss: Elector.Loss) -> String {
        switch loss {
        case .expired: "no renewal was confirmed in time"
        case .replaced(let name) where name.isEmpty: "somebody removed the holder"
        case .replaced(let name): "the lock has another record, of \(name)"
        case .deleted: "the lock was deleted"
        case .resigned: "giving up as asked"
        }
    }
}
