import Election
import Testing

@testable import Operations

/// What somebody hears who watches a lock.
@Suite struct HolderNewsTests {
    private var news = HolderNews(of: Lock.lease)

    /// What is told after an observer saw that, by its watch if it says so.
    private mutating func saw(
        _ lock: LockSnapshot?,
        by name: String = "",
        reason: Leadership.Reason? = nil,
        isWatched: Bool = true
    ) -> HolderNews.Item? {
        let event = isWatched ? lock.map(Elector.Event.watchSaw) : .timerFired
        return news.saw(Lock.leadership(name, reason: reason), [lock], after: event, at: Lock.time(0))
    }

    @Test mutating func aHandoverIsAReleaseAndANewTermWithItsToken() {
        let first = saw(Lock.held(by: "pod-0", version: 5, fencingToken: 3), by: "pod-0", isWatched: false)
        #expect(first?.change == .leads && first?.fencingToken == 3)
        #expect(saw(Lock.held(by: "pod-0", version: 6, renewed: 2), by: "pod-0") == nil)
        let release = saw(Lock.released(version: 7))
        #expect(release?.change == .released && release?.holder == "pod-0")
        let next = saw(Lock.held(by: "pod-1", version: 8), by: "pod-1")
        #expect(next?.change == .acquired && next?.previous == "pod-0" && next?.fencingToken == 8)
        #expect(saw(Lock.held(by: "pod-1", version: 9, renewed: 2), by: "pod-1") == nil)
    }

    @Test mutating func aTermWhoseBeginningWasNotSeenHasNoTokenButTheOneThatItTells() {
        _ = saw(Lock.held(by: "pod-0"), by: "pod-0")
        let polled = saw(Lock.held(by: "pod-1", version: 8), by: "pod-1", isWatched: false)
        #expect(polled?.change == .acquired && polled?.fencingToken == nil)
        let later = saw(Lock.held(by: "pod-2", version: 12, renewed: 4, fencingToken: 10), by: "pod-2")
        #expect(later?.fencingToken == 10)
    }

    @Test mutating func aLeaseThatRunsOutIsToldAndSoIsAHolderThatComesBack() {
        let lock = Lock.held(by: "pod-0")
        _ = saw(lock, by: "pod-0")
        #expect(saw(lock, reason: .expired, isWatched: false)?.change == .expired)
        #expect(saw(lock, reason: .expired, isWatched: false) == nil)
        let back = saw(Lock.held(by: "pod-0", version: 2, renewed: 20, fencingToken: 1), by: "pod-0")
        #expect(back?.change == .returned && back?.fencingToken == nil, "it may be that of a term that has ended")
    }

    private mutating func saw(
        _ locks: [LockSnapshot?],
        by name: String,
        reason: Leadership.Reason? = nil
    ) -> HolderNews.Item? {
        news.saw(Lock.leadership(name, reason: reason), locks, after: .timerFired, at: Lock.time(0))
    }

    /// While a fleet moves, the other half may be anybody's, or tell of a term long gone.
    @Test mutating func ofAPairOnlyTheHalvesOfTheHolderCount() {
        let old = Lock.held(by: "pod-0", fencingToken: 3)
        let gone = Lock.snapshot(
            .record(Lock.record("other", renewed: 0)),
            version: 9,
            mark: WriterMark(podUID: "6", life: 7, counter: 1),
            fencingToken: 8
        )
        #expect(saw([old, gone], by: "pod-0")?.fencingToken == 3)
        #expect(saw([old, nil], by: "pod-0") == nil, "the same life of the same holder")
        #expect(saw([nil, Lock.released(version: 10)], by: "", reason: .free)?.change == .released)
        #expect(saw([old, Lock.held(by: "pod-0")], by: "pod-0")?.fencingToken == nil, "until both tell it")
    }

    @Test mutating func anotherLifeOfTheHolderIsANewTermWithoutAName() {
        _ = saw(Lock.held(by: "pod-0"), by: "pod-0")
        let mark = WriterMark(podUID: "5b1c", life: 2, counter: 1)
        let next = saw(Lock.held(by: "pod-0", version: 2, renewed: 1, mark: mark, fencingToken: 1), by: "pod-0")
        #expect(next?.change == .restarted && next?.previous == nil && next?.fencingToken == nil)
    }

    @Test mutating func whatIsNoHolderIsToldApart() {
        #expect(saw(nil, reason: .noAnswerYet) == nil)
        #expect(saw(nil)?.change == .absent)
        #expect(saw(Lock.snapshot(.none))?.change == .free)
        _ = saw(Lock.held(by: "pod-0"), by: "pod-0")
        #expect(saw(Lock.snapshot(.record(Lock.record(""))))?.change == .blanked)
        #expect(saw(Lock.snapshot(.unreadable("odd")), reason: .unreadable)?.change == .unreadable)
        let gone = saw(nil)
        #expect(gone?.change == .absent && gone?.holder == "pod-0")
        #expect(saw(nil, reason: .halvesDisagree)?.change == .divided)
    }

    @Test func aLineSaysWhenWhoAndWhat() {
        var item = HolderNews.Item(time: Lock.time(1.5), change: .acquired, holder: "pod-1", previous: "pod-0")
        item.fencingToken = 8
        #expect(news.line(item) == "2026-11-21T10:00:01.500000Z pod-1 leads, fencing token 8, after pod-0")
        #expect(
            news.json(item) == """
                {"time":"2026-11-21T10:00:01.500000Z","election":"example","namespace":"lab","event":"acquired",\
                "holder":"pod-1","previous":"pod-0","fencingToken":8,"transitions":null}
                """
        )
    }

    /// A name that somebody made up must not look like two lines.
    @Test(arguments: HolderNews.Change.allCases)
    func everyChangeIsOneLine(change: HolderNews.Change) {
        for holder in ["", "pod\n0"] {
            let item = HolderNews.Item(time: Lock.time(0), change: change, holder: holder, previous: holder)
            let (line, json) = (news.line(item), news.json(item))
            #expect(!line.contains("\n") && !json.contains("\n") && line.count > 30, "\(line) \(json)")
        }
    }
}
