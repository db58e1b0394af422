import Election
import Glibc

/// The machine's clocks, read at the edge of the program only; everything inside gets a `Moment` as an argument.
package enum SystemClock {
    /// The boot clock (CLOCK_BOOTTIME, which counts the time suspended) and the wall clock, read one after the other.
    package static func now() -> Moment {
        let wall = read(CLOCK_REALTIME)
        return Moment(instant: instant(), wall: WallTime(microseconds: wall.nanoseconds / 1000))
    }

    /// The boot clock alone.
    package static func instant() -> Instant {
        read(CLOCK_BOOTTIME)
    }

    /// The kernel's name for the time since the machine was started, beside which a boot clock's reading means
    /// something to another container of the pod.
    package static func bootID() throws(RuntimeError) -> String {
        let text = String(decoding: try readFile("/proc/sys/kernel/random/boot_id", limitBytes: 256), as: UTF8.self)
        return String(text.prefix { !$0.isWhitespace })
    }

    private static func read(_ clock: clockid_t) -> Instant {
        var time = timespec()
        let result = clock_gettime(clock, &time)
        precondition(result == 0, "the kernel has no clock \(clock)")
        return Instant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }
}
