import CLinux
import Election
import Glibc

/// The one loop of the program: it waits in `epoll_wait` and calls handlers, one after the other, on one thread.
///
/// Guarantees: a handler is never called for a descriptor or timer that has been given up, be it in the same batch of
/// events; timers fire at or after their instant on the boot clock, in the order of instant and then of creation, and
/// right after a suspension that they slept through; a turn of the loop calls a bounded number of handlers, so that
/// none starves the others, and only a few of those whose descriptors strangers can keep ready, so that no flood of
/// requests holds up what the program has to do in time. It is not thread-safe, and a handler that blocks stops the
/// program.
package final class EventLoop {
    /// What a descriptor is watched for, and what was found.
    package struct Readiness: OptionSet, Sendable {
        package let rawValue: UInt32

        package init(rawValue: UInt32) { self.rawValue = rawValue }

        package static let read = Readiness(rawValue: EPOLLIN.rawValue)
        package static let write = Readiness(rawValue: EPOLLOUT.rawValue)
        /// The other end is gone or the descriptor has failed.
        ///
        /// It is found without having been asked for, and again in each turn until the descriptor is no longer watched.
        package static let hangup = Readiness(rawValue: EPOLLHUP.rawValue)

        /// What the kernel reports, with a failure told as a hangup.
        init(events: UInt32) {
            rawValue = events & EPOLLERR.rawValue != 0 ? events | EPOLLHUP.rawValue : events
        }
    }

    /// Whose turn it is when many descriptors are ready.
    package enum Urgency: Sendable {
        /// Served in each turn of the loop.
        case prompt
        /// Served for a moment in each turn: for connections that others make, as many and as busy as they like.
        case patient
    }

    private struct Watch {
        /// Tells this watch from an earlier one of the same descriptor number, whose events may still be in the batch.
        let generation: UInt32
        let urgency: Urgency
        let handler: (Readiness) -> Void
    }

    /// How many descriptors, and how many timers, are served before the other kind gets its turn.
    private static let batchLimit = 64
    /// For how long patient descriptors are served, one at least, before all others get their turn.
    private static let patientTurn = Duration.milliseconds(2)

    private let poll: FileDescriptor
    /// Waits for the patient descriptors; it is one of those that `poll` waits for.
    private let patientPoll: FileDescriptor
    private let alarm: FileDescriptor
    /// The instant at which `alarm` goes off; nil if it went off or was never set.
    private var alarmInstant: Instant?
    /// Indexed by the descriptor's number.
    private var watches: [Watch?] = []
    private var lastGeneration: UInt32 = 0
    private var timers = TimerQueue()
    private var isStopping = false
    private var batch = [epoll_event](repeating: epoll_event(), count: EventLoop.batchLimit)
    private var patientBatch = [epoll_event](repeating: epoll_event(), count: EventLoop.batchLimit)
    /// What of `patientBatch` has not had its turn yet.
    private var patientRest = 0..<0
    var signals = SignalReceiver()
    /// The programs that run, by their process ids.
    var children: [Int32: ChildProcess] = [:]

    /// Makes a loop, and has SIGPIPE ignored and SIGCHLD not ignored in the whole process, as a program must that writes to
    /// sockets and starts others.
    ///
    /// Throws `RuntimeError.systemCall` where the kernel has no descriptors left.
    package init() throws(RuntimeError) {
        poll = try FileDescriptor(epoll_create1(Int32(EPOLL_CLOEXEC)), from: "epoll_create1", to: "wait for events")
        patientPoll = try FileDescriptor(
            epoll_create1(Int32(EPOLL_CLOEXEC)),
            from: "epoll_create1",
            to: "wait for events"
        )
        let flags = Int32(TFD_NONBLOCK) | Int32(TFD_CLOEXEC)
        alarm = try FileDescriptor(timerfd_create(CLOCK_BOOTTIME, flags), from: "timerfd_create", to: "set timers")
        signal(SIGPIPE, SIG_IGN)
        // Who ignores it, as we may have inherited, is not told how its programs end.
        signal(SIGCHLD, SIG_DFL)
        try watch(alarm.number, for: .read) { [unowned self] _ in fireTimers() }
        try watch(patientPoll.number, for: .read) { [unowned self] _ in servePatient() }
    }

    // MARK: Running

    /// Calls handlers until one of them calls `stop()`.
    package func run() {
        isStopping = false
        while !isStopping { turn() }
    }

    /// Lets `run()` return as soon as the present handler has; what is pending stays pending.
    package func stop() {
        isStopping = true
    }

    private func turn() {
        setAlarm()
        let count = Int(epoll_wait(poll.number, &batch, Int32(batch.count), -1))
        precondition(count >= 0 || errno == EINTR, "epoll_wait failed: \(RuntimeError.reason(errno))")
        for index in 0..<max(count, 0) where !isStopping { handle(batch[index]) }
    }

    /// Goes on where the turn before stopped, so that those who come late in a batch get theirs too.
    private func servePatient() {
        let end = SystemClock.instant() + Self.patientTurn
        if patientRest.isEmpty {
            let count = Int(epoll_wait(patientPoll.number, &patientBatch, Int32(patientBatch.count), 0))
            patientRest = 0..<max(count, 0)
        }
        while !isStopping, let index = patientRest.popFirst() {
            handle(patientBatch[index])
            if SystemClock.instant() >= end { return }
        }
    }

    private func handle(_ event: epoll_event) {
        let descriptor = Int(event.data.u64 & 0xffff_ffff)
        guard let watch = watches[descriptor], watch.generation == UInt32(event.data.u64 >> 32) else { return }
        watch.handler(Readiness(events: event.events))
    }

    // MARK: Timers

    /// Calls the handler once, at `instant` or as soon after it as the loop gets there; at once if it has passed.
    @discardableResult
    package func schedule(at instant: Instant, _ handler: @escaping () -> Void) -> TimerID {
        timers.insert(at: instant, handler)
    }

    /// Gives a timer up; nothing happens if it has fired already.
    package func cancel(_ timer: TimerID) {
        timers.remove(timer)
    }

    private func fireTimers() {
        // An alarm that has gone off is ready until it is read.
        var expirations: UInt64 = 0
        _ = read(alarm.number, &expirations, MemoryLayout<UInt64>.size)
        alarmInstant = nil
        let now = SystemClock.instant()
        for _ in 0..<Self.batchLimit where !isStopping {
            guard let handler = timers.popDue(at: now) else { return }
            handler()
        }
    }

    /// Sets the alarm for the next timer.
    ///
    /// One that is set too early, for a timer that was cancelled, is left alone: most timers are deadlines that never come, and an idle wake-up is cheaper than a system call for each.
    private func setAlarm() {
        guard let next = timers.next, alarmInstant.map({ next < $0 }) ?? true else { return }
        alarmInstant = next
        // Zero would switch the alarm off.
        let nanoseconds = max(next.nanoseconds, 1)
        var setting = itimerspec()
        setting.it_value.tv_sec = time_t(nanoseconds / 1_000_000_000)
        setting.it_value.tv_nsec = Int(nanoseconds % 1_000_000_000)
        let result = timerfd_settime(alarm.number, Int32(TFD_TIMER_ABSTIME), &setting, nil)
        precondition(result == 0, "timerfd_settime failed: \(RuntimeError.reason(errno))")
    }

    // MARK: Descriptors

    /// Calls the handler whenever the descriptor is ready, until `unwatch` is called.
    ///
    /// Unwatch it before closing it. The handler may watch, modify and unwatch any descriptor, its own included.
    /// Throws `RuntimeError.systemCall`: out of memory or watches, or a descriptor that cannot be waited for.
    package func watch(
        _ descriptor: Int32,
        for interest: Readiness,
        urgency: Urgency = .prompt,
        handler: @escaping (Readiness) -> Void
    ) throws(RuntimeError) {
        lastGeneration &+= 1
        let watch = Watch(generation: lastGeneration, urgency: urgency, handler: handler)
        guard control(EPOLL_CTL_ADD, descriptor, interest, watch) == 0 else {
            throw .systemCall(name: "epoll_ctl", purpose: "wait for events", code: errno)
        }
        while watches.count <= Int(descriptor) { watches.append(nil) }
        watches[Int(descriptor)] = watch
    }

    /// Changes what a watched descriptor is watched for.
    package func modify(_ descriptor: Int32, for interest: Readiness) {
        guard Int(descriptor) < watches.count, let watch = watches[Int(descriptor)] else {
            preconditionFailure("descriptor \(descriptor) is not watched")
        }
        let result = control(EPOLL_CTL_MOD, descriptor, interest, watch)
        precondition(result == 0, "epoll_ctl failed: \(RuntimeError.reason(errno))")
    }

    /// Ends a watch: its handler is not called again.
    ///
    /// Nothing happens if the descriptor is not watched.
    package func unwatch(_ descriptor: Int32) {
        guard Int(descriptor) < watches.count, let watch = watches[Int(descriptor)] else { return }
        watches[Int(descriptor)] = nil
        _ = control(EPOLL_CTL_DEL, descriptor, [], watch)
    }

    private func control(_ operation: Int32, _ descriptor: Int32, _ interest: Readiness, _ watch: Watch) -> Int32 {
        var event = epoll_event()
        event.events = interest.rawValue
        event.data.u64 = UInt64(watch.generation) << 32 | UInt64(UInt32(bitPattern: descriptor))
        return epoll_ctl(watch.urgency == .prompt ? poll.number : patientPoll.number, operation, descriptor, &event)
    }
}
