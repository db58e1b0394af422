import Bench
import Election
import Glibc
import Runtime

/// What the kernel knows of a process.
struct ProcessProbe {
    let processID: Int32

    /// - Throws: `RuntimeError`, or `BenchFailure` where the kernel does not sum its memory up.
    func memory() throws -> MemoryUse {
        let path = "/proc/\(processID)/smaps_rollup"
        let text = String(decoding: try readFile(path), as: UTF8.self)
        guard let use = MemoryUse(smapsRollup: text) else { throw BenchFailure("\(path) does not say all of it") }
        return use
    }

    /// What all its threads have had of the processors, those that have ended too, to the nanosecond.
    ///
    /// - Throws: `BenchFailure` where it is gone.
    func processorTime() throws -> Duration {
        var clock = clockid_t()
        var time = timespec()
        guard clock_getcpuclockid(processID, &clock) == 0, clock_gettime(clock, &time) == 0 else {
            throw BenchFailure("the process \(processID) has no processor time; it has ended")
        }
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
