import Election
import Kubernetes
import Testing

struct ExecCredentialCacheTests {
    let plugin = ExecPlugin(command: "login", apiVersion: .v1, interactiveMode: .never)
    let failure = ExecPluginFailure.exited(command: "login", code: 1)
    /// The wall clock stands at 1,000 s when the boot clock stands at 5 s.
    let start = Instant(nanoseconds: 5_000_000_000)

    func moment(_ seconds: Double) -> Moment {
        Moment(instant: at(seconds), wall: WallTime(microseconds: Int64((1000 + seconds) * 1_000_000)))
    }

    func at(_ seconds: Double) -> Instant { start + .seconds(seconds) }

    func credential(_ name: String, goodFor seconds: Int64? = nil, from now: Double = 0) throws -> ExecCredential {
        let expiration = seconds.map { WallTime(microseconds: (1000 + Int64(now) + $0) * 1_000_000) }
        return ExecCredential(token: try BearerToken(fileContents: Array(name.utf8)), expiration: expiration)
    }

    /// A cache whose first run has brought this.
    func cache(holding credential: ExecCredential) -> ExecCredentialCache {
        var cache = ExecCredentialCache(of: plugin)
        _ = cache.request(at: start)
        cache.runEnded(.success(credential), at: moment(0))
        return cache
    }

    @Test func theFirstRequestRunsThePluginAndAllWaitForThatOneRun() throws {
        var cache = ExecCredentialCache(of: plugin)
        #expect(cache.request(at: start) == .init(supply: .awaited, startsRun: true))
        #expect(cache.request(at: at(100)) == .init(supply: .awaited, startsRun: false))
        let credential = try credential("a")
        cache.runEnded(.success(credential), at: moment(100))
        #expect(cache.request(at: at(1_000_000)) == .init(supply: .credential(credential), startsRun: false))
    }

    @Test func aCredentialIsRenewedAheadAndUsedToItsEnd() throws {
        let old = try credential("a", goodFor: 100)
        var cache = cache(holding: old)
        #expect(cache.request(at: at(74.9)) == .init(supply: .credential(old), startsRun: false))
        #expect(cache.request(at: at(75)) == .init(supply: .credential(old), startsRun: true))
        #expect(cache.request(at: at(99.9)) == .init(supply: .credential(old), startsRun: false))
        #expect(cache.request(at: at(100)) == .init(supply: .awaited, startsRun: false))
        let new = try credential("b", goodFor: 3600, from: 101)
        cache.runEnded(.success(new), at: moment(101))
        // A minute before its end.
        #expect(!cache.request(at: at(101 + 3539)).startsRun)
        #expect(cache.request(at: at(101 + 3540)) == .init(supply: .credential(new), startsRun: true))
    }

    @Test func aRenewalThatFailsLeavesTheCredentialUntilItsEnd() throws {
        let old = try credential("a", goodFor: 100)
        var cache = cache(holding: old)
        #expect(cache.request(at: at(80)).startsRun)
        cache.runEnded(.failure(failure), at: moment(81))
        #expect(cache.request(at: at(81)) == .init(supply: .credential(old), startsRun: true))
        cache.runEnded(.failure(failure), at: moment(99.5))
        #expect(cache.request(at: at(100)) == .init(supply: .none(failure), startsRun: false))
        #expect(cache.request(at: at(100.5)) == .init(supply: .awaited, startsRun: true))
    }

    @Test func whatHasExpiredAtOnceIsAskedForAgain() throws {
        for seconds in [Int64(-3600), 0] {
            var cache = cache(holding: try credential("a", goodFor: seconds))
            #expect(cache.request(at: at(0)) == .init(supply: .awaited, startsRun: true))
        }
    }

    @Test func anEndBeyondAllClocksIsNoEnd() throws {
        let credential = try credential("a", goodFor: 253_402_300_799)
        var cache = cache(holding: credential)
        #expect(cache.request(at: at(86_400)) == .init(supply: .credential(credential), startsRun: false))
    }

    @Test func aRefusedCredentialIsReplacedAtOnce() throws {
        let old = try credential("a", goodFor: 100)
        var cache = cache(holding: old)
        cache.accepted(old)
        cache.refused(old, at: at(10))
        #expect(cache.request(at: at(10)) == .init(supply: .awaited, startsRun: true))
        let new = try credential("b")
        cache.runEnded(.success(new), at: moment(11))
        // The watch used the old one too, and hears of it later.
        cache.refused(old, at: at(12))
        #expect(cache.request(at: at(12)) == .init(supply: .credential(new), startsRun: false))
    }

    @Test func failuresInARowAreMetWithPatience() {
        var cache = ExecCredentialCache(of: plugin)
        var now = 0.0
        for pause in [0, 1, 2, 4, 8, 16, 32, 60, 60] {
            #expect(cache.request(at: at(now)).startsRun)
            cache.runEnded(.failure(failure), at: moment(now))
            if pause > 0 {
                #expect(
                    cache.request(at: at(now + Double(pause) - 0.1)) == .init(supply: .none(failure), startsRun: false)
                )
            }
            now += Double(pause)
        }
    }

    @Test func credentialsThatAreAllRefusedAreAskedForLessAndLess() throws {
        var cache = cache(holding: try credential("a"))
        let refused = ExecPluginFailure.refused(command: "login")
        cache.refused(try credential("a"), at: at(0))
        #expect(cache.request(at: at(0)).startsRun)
        cache.runEnded(.success(try credential("b")), at: moment(0))
        cache.refused(try credential("b"), at: at(0))
        #expect(cache.request(at: at(0.9)) == .init(supply: .none(refused), startsRun: false))
        #expect(cache.request(at: at(1)).startsRun)
        cache.runEnded(.success(try credential("c")), at: moment(1))
        cache.accepted(try credential("c"))
        cache.refused(try credential("c"), at: at(2))
        #expect(cache.request(at: at(2)).startsRun)
    }
}
