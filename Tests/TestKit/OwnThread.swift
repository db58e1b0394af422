import Foundation
import Testing

/// Runs each test of a suite on a thread of its own, at most a few at a time.
///
/// A test that waits for processes blocks its thread, and the tests' shared pool has only one for each core. A child
/// is killed with the thread that started it, so that has to be one that lives for as long as the test.
package struct OwnThread: SuiteTrait, TestTrait, TestScoping {
    package var isRecursive: Bool { true }

    package func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @Sendable () async throws -> Void
    ) async throws {
        try await withTaskExecutorPreference(ThreadExecutor()) { try await function() }
    }
}

extension Trait where Self == OwnThread {
    package static var ownThread: Self { OwnThread() }
}

/// One thread that runs what it is given, in order, until nobody can give it anything any more.
private final class ThreadExecutor: TaskExecutor {
    private let queue = JobQueue()

    init() {
        let queue = queue
        Thread.detachNewThread { queue.run() }
    }

    deinit {
        queue.append(nil)
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let executor = asUnownedTaskExecutor()
        queue.append { job.runSynchronously(on: executor) }
    }
}

/// What a thread is to do; nil ends it.
private final class JobQueue: @unchecked Sendable {
    private static let slots = DispatchSemaphore(value: 6)

    private let condition = NSCondition()
    private var jobs: [(@Sendable () -> Void)?] = []

    func append(_ job: (@Sendable () -> Void)?) {
        condition.lock()
        jobs.append(job)
        condition.signal()
        condition.unlock()
    }

    func run() {
        Self.slots.wait()
        while let job = next() { job() }
        Self.slots.signal()
    }

    private func next() -> (@Sendable () -> Void)? {
        condition.lock()
        defer { condition.unlock() }
        while jobs.isEmpty { condition.wait() }
        return jobs.removeFirst()
    }
}
