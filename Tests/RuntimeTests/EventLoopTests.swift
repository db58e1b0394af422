import Election
import Glibc
import Runtime
import Testing

@Suite struct EventLoopTests {
    let loop: EventLoop
    let limit = Duration.seconds(10)

    init() throws {
        loop = try EventLoop()
    }

    /// A connected pair of sockets.
    func socketPair() throws -> (Int32, Int32) {
        var pair: [Int32] = [-1, -1]
        try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &pair) == 0)
        return (pair[0], pair[1])
    }

    // MARK: Timers

    @Test func timersFireByInstantAndThenByCreation() {
        let start = SystemClock.instant()
        var fired: [String] = []
        loop.schedule(at: start + .milliseconds(20)) { [loop] in
            fired.append("last")
            loop.stop()
        }
        loop.schedule(at: start + .milliseconds(10)) { fired.append("b") }
        loop.schedule(at: start + .milliseconds(5)) { fired.append("a") }
        loop.schedule(at: start + .milliseconds(10)) { fired.append("c") }
        loop.schedule(at: start - .seconds(1)) { fired.append("overdue") }
        loop.run(atMost: limit)
        #expect(fired == ["overdue", "a", "b", "c", "last"])
        #expect(SystemClock.instant() - start >= .milliseconds(20))
    }

    @Test func aTimerCancelledFromTheHandlerBeforeItNeverFires() {
        let now = SystemClock.instant()
        var fired: [String] = []
        var second: TimerID?
        loop.schedule(at: now) { [loop] in
            fired.append("first")
            if let second { loop.cancel(second) }
        }
        second = loop.schedule(at: now) { fired.append("second") }
        loop.schedule(at: now) { [loop] in
            fired.append("third")
            loop.stop()
        }
        loop.run(atMost: limit)
        #expect(fired == ["first", "third"])
    }

    @Test func tenThousandTimersFireOnceEachInOrder() {
        let start = SystemClock.instant()
        var generator = SeededGenerator(seed: 1)
        var fired: [Instant] = []
        var cancelled: [TimerID] = []
        for index in 0..<10_000 {
            let instant = start + generator.duration(in: .zero ... .milliseconds(50))
            let timer = loop.schedule(at: instant) { fired.append(instant) }
            if index.isMultiple(of: 10) { cancelled.append(timer) }
        }
        cancelled.forEach(loop.cancel)
        loop.schedule(at: start + .milliseconds(51)) { [loop] in loop.stop() }
        loop.run(atMost: limit)
        #expect(fired.count == 9_000)
        #expect(fired == fired.sorted())
    }

    @Test func aTimerThatAlwaysComesBackDoesNotStarveADescriptor() throws {
        let (reader, writer) = try socketPair()
        defer { [reader, writer].forEach { close($0) } }
        func again() {
            loop.schedule(at: SystemClock.instant(), again)
        }
        again()
        try loop.watch(writer, for: .write) { [loop] _ in loop.stop() }
        loop.run(atMost: limit)
    }

    @Test func anEarlierTimerSetLaterFiresFirst() {
        let start = SystemClock.instant()
        var fired: [Int] = []
        loop.schedule(at: start + .milliseconds(60)) { [loop] in
            fired.append(60)
            loop.stop()
        }
        loop.schedule(at: start) { [loop] in
            loop.schedule(at: start + .milliseconds(5)) { fired.append(5) }
        }
        loop.run(atMost: limit)
        #expect(fired == [5, 60])
    }

    // MARK: Descriptors

    @Test func aDescriptorIsReportedReadableThenHungUp() throws {
        let (reader, writer) = try socketPair()
        defer { close(reader) }
        var found: [EventLoop.Readiness] = []
        try loop.watch(reader, for: .read) { [loop] readiness in
            found.append(readiness)
            var byte: UInt8 = 0
            if read(reader, &byte, 1) == 1 {
                close(writer)
            } else {
                loop.unwatch(reader)
                loop.stop()
            }
        }
        #expect(write(writer, "x", 1) == 1)
        loop.run(atMost: limit)
        #expect(found.first == .read)
        #expect(found.last?.contains(.hangup) == true)
    }

    @Test func aHandlerMayUnwatchAnotherDescriptorOfTheSameBatch() throws {
        let (left, right) = try socketPair()
        defer { [left, right].forEach { close($0) } }
        var calls = 0
        for (mine, other) in [(left, right), (right, left)] {
            try loop.watch(mine, for: .write) { [loop] _ in
                calls += 1
                loop.unwatch(other)
                loop.unwatch(mine)
                loop.schedule(at: SystemClock.instant()) { loop.stop() }
            }
        }
        loop.run(atMost: limit)
        #expect(calls == 1)
    }

    @Test func anEventOfAClosedDescriptorDoesNotReachTheNextOneOfItsNumber() throws {
        let (left, right) = try socketPair()
        defer { [left, right].forEach { close($0) } }
        // An empty pipe is never ready for reading.
        var pipe: [Int32] = [-1, -1]
        try #require(Glibc.pipe(&pipe) == 0)
        defer { pipe.forEach { close($0) } }
        var calls = 0
        var strayCalls = 0
        for (mine, other) in [(left, right), (right, left)] {
            try loop.watch(mine, for: .write) { [loop, pipe] _ in
                calls += 1
                loop.unwatch(mine)
                loop.unwatch(other)
                // Closes the other one and gives its number to the pipe, in one step.
                dup2(pipe[0], other)
                do {
                    try loop.watch(other, for: .read) { _ in strayCalls += 1 }
                } catch {
                    Issue.record(error)
                }
                loop.schedule(at: SystemClock.instant()) { loop.stop() }
            }
        }
        loop.run(atMost: limit)
        #expect(calls == 1)
        #expect(strayCalls == 0)
    }

    @Test func aChangedInterestTakesEffect() throws {
        let (left, right) = try socketPair()
        defer { [left, right].forEach { close($0) } }
        var found: [EventLoop.Readiness] = []
        try loop.watch(left, for: .read) { [loop] readiness in
            found.append(readiness)
            loop.stop()
        }
        loop.schedule(at: SystemClock.instant()) { [loop] in loop.modify(left, for: [.read, .write]) }
        loop.run(atMost: limit)
        #expect(found == [.write])
    }

    @Test func aFileCannotBeWatchedAndTheErrorSaysSo() throws {
        let file = open("/proc/self/exe", O_RDONLY)
        defer { close(file) }
        let error = #expect(throws: RuntimeError.self) { try loop.watch(file, for: .read) { _ in } }
        #expect(error?.description.contains("epoll_ctl failed: operation not permitted") == true)
    }

    // MARK: Signals and clocks

    @Test func signalsArriveOnTheLoop() throws {
        var received: [Int32] = []
        for number in [SIGUSR1, SIGUSR2] {
            try loop.onSignal(number) { [loop] in
                received.append(number)
                if received.count == 2 { loop.stop() }
            }
        }
        // To this thread alone: the test process has others, which the signal would end.
        pthread_kill(pthread_self(), SIGUSR2)
        pthread_kill(pthread_self(), SIGUSR1)
        loop.run(atMost: limit)
        #expect(Set(received) == [SIGUSR1, SIGUSR2])
    }

    @Test func bothClocksMoveAndTheBootHasAName() throws {
        let first = SystemClock.now()
        let second = SystemClock.now()
        #expect(second.instant >= first.instant)
        #expect(first.wall.microseconds > 1_700_000_000_000_000)
        let bootID = try SystemClock.bootID()
        #expect(bootID.utf8.count == 36)
        #expect(try SystemClock.bootID() == bootID)
    }

    @Test func aFileIsReadUpToItsLimit() throws {
        #expect(try !readFile("/proc/self/stat").isEmpty)
        #expect(throws: RuntimeError.fileTooLarge(path: "/proc/self/stat", limitBytes: 3)) {
            try readFile("/proc/self/stat", limitBytes: 3)
        }
        #expect(throws: RuntimeError.unreadableFile(path: "/does/not/exist", code: ENOENT)) {
            try readFile("/does/not/exist")
        }
    }
}
