import Election
import Logging
import Runtime
import StatusAPI

/// Keeps a file that says who leads, for containers that share a volume with us.
///
/// It holds the whole status, with the deadline of what it claims, and is replaced at each change and, while this pod
/// leads, before the deadline runs out. A process that is killed leaves its file behind, and the deadline in it.
final class LeaderFile: Subscriber {
    private let file: SharedFile
    private let context: NotifierContext
    private var news = LeadershipNews()
    private let alarm: Alarm
    private var hasComplained = false

    /// Removes what a former life of this process has left, so it is to be made before anything else is begun.
    ///
    /// - Throws: `RuntimeError.unwritableFile` where the file could not be written either.
    init(path: String, _ context: NotifierContext) throws(RuntimeError) {
        file = SharedFile(path: path)
        self.context = context
        alarm = Alarm(loop: context.loop)
        try file.clear()
    }

    func settle() {
        if let item = news.next(status: context.status, at: SystemClock.instant()) { write(item.leadership) }
        alarm.set(for: news.renewalDue) { [unowned self] in settle() }
    }

    func close() {
        alarm.set(for: nil)
        do throws(RuntimeError) {
            try file.remove()
        } catch {
            complain(error)
        }
    }

    private func write(_ leadership: Leadership) {
        let bytes = StatusAPI.pushedBody(of: leadership, subject: context.subject) + [UInt8(ascii: "\n")]
        do throws(RuntimeError) {
            // The volume may have taken its time, or this process may have been stopped meanwhile.
            let isWritten = try file.replace(with: bytes) { context.status.revision() == leadership.revision }
            guard isWritten else {
                news = LeadershipNews()
                return
            }
            context.meter.metrics.notified(.file, .sent)
            if hasComplained { context.logger.info("\(file.path) is written again") }
            hasComplained = false
        } catch {
            context.meter.metrics.notified(.file, .failed)
            complain(error)
            // Then the next event of the election finds it to be news again.
            news = LeadershipNews()
        }
    }

    private func complain(_ error: RuntimeError) {
        if !hasComplained { context.logger.error("the leader file is not kept: \(error)") }
        hasComplained = true
    }
}
