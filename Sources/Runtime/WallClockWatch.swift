import CLinux
import Glibc

/// Tells when somebody sets the machine's wall clock, or it jumps at the end of a suspension (timerfd_create(2),
/// TFD_TIMER_CANCEL_ON_SET).
package final class WallClockWatch {
    private let timer: FileDescriptor
    private let loop: EventLoop

    /// Begins to watch; nil where the kernel cannot tell, so that whoever compares clocks finds out by himself.
    package init?(loop: EventLoop, onSet: @escaping () -> Void) {
        self.loop = loop
        do throws(RuntimeError) {
            let flags = Int32(TFD_NONBLOCK) | Int32(TFD_CLOEXEC)
            timer = try FileDescriptor(
                timerfd_create(CLOCK_REALTIME, flags),
                from: "timerfd_create",
                to: "hear of the wall clock"
            )
            guard arm() else { return nil }
            try loop.watch(timer.number, for: .read) { [unowned self] _ in
                var expirations: UInt64 = 0
                let isCancelled = read(timer.number, &expirations, MemoryLayout<UInt64>.size) < 0 && errno == ECANCELED
                guard arm() else { return loop.unwatch(timer.number) }
                if isCancelled { onSet() }
            }
        } catch {
            return nil
        }
    }

    deinit {
        loop.unwatch(timer.number)
    }

    /// Sets the timer for the year 2255, which it is only to be cancelled before.
    private func arm() -> Bool {
        var setting = itimerspec()
        setting.it_value.tv_sec = 9_000_000_000
        let flags = Int32(TFD_TIMER_ABSTIME) | Int32(TFD_TIMER_CANCEL_ON_SET)
        return timerfd_settime(timer.number, flags, &setting, nil) == 0
    }
}
