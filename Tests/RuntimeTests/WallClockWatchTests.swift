import Election
import Glibc
import Runtime
import TestKit
import Testing

/// Hearing of the wall clock.
@Suite(.serialized, .ownThread) struct WallClockWatchTests {
    /// Sets the clock to what it shows, which the kernel counts as setting it; that takes root.
    private func setClock() throws {
        var now = timespec()
        try #require(clock_gettime(CLOCK_REALTIME, &now) == 0)
        try #require(clock_settime(CLOCK_REALTIME, &now) == 0, "needs the right to set the clock (CAP_SYS_TIME)")
    }

    @Test func everySettingOfTheClockIsToldOnce() throws {
        let loop = try EventLoop()
        var told = 0
        let watch = try #require(WallClockWatch(loop: loop) { told += 1 })
        #expect(!loop.run(until: { told > 0 }, atMost: .milliseconds(50)), "nobody has set it")
        for times in 1...3 {
            try setClock()
            #expect(loop.run(until: { told == times }))
        }
        withExtendedLifetime(watch) {}
    }

    @Test func whatIsGivenUpIsNotTold() throws {
        let loop = try EventLoop()
        var told = 0
        var watch = WallClockWatch(loop: loop) { told += 1 }
        #expect(watch != nil)
        watch = nil
        try setClock()
        #expect(!loop.run(until: { told > 0 }, atMost: .milliseconds(50)))
    }
}
