import Election

@testable import Demo

/// A scene that a test plays step by step, with a clock of its own in milliseconds.
struct Theatre {
    var scene = Scene(identities: ["pod-0", "pod-1", "pod-2"])
    var now = Instant(nanoseconds: 1_000_000_000_000)
    var news: [String] = []

    mutating func wait(_ milliseconds: Int64) {
        now = now + .milliseconds(milliseconds)
    }

    mutating func play(_ event: Scene.Event) {
        news += scene.handle(event, at: now)
    }

    /// Starts all three; they listen at once.
    mutating func startAll() {
        for place in scene.pods.indices { start(place) }
    }

    mutating func start(_ place: Int, life: String = "a") {
        play(.started(place, processID: 100 + Int32(place), uid: "\(place)\(life)"))
        play(.listens(place, port: 4040 + UInt16(place)))
    }

    /// The lock is written now; a term is told from another one of the same holder by its number.
    mutating func lease(_ holder: String, term: Int) {
        play(
            .leaseWritten(
                LeaseState(written: now, holder: holder, duration: .seconds(3), term: "\(term)", renewal: "\(now)")
            )
        )
    }

    mutating func follower(_ place: Int, names name: String) {
        play(.answered(place, Answer(name: name), asked: now))
    }

    /// A process says yes, for so many milliseconds from now.
    mutating func leader(_ place: Int, token: UInt64?, validFor milliseconds: Int64 = 1000) {
        play(.answered(place, yes(place, token: token, validFor: milliseconds), asked: now))
    }

    func yes(_ place: Int, token: UInt64?, validFor milliseconds: Int64 = 1000) -> Answer {
        Answer(
            name: "pod-\(place)",
            isLeader: true,
            state: "leading",
            fencingToken: token,
            validForMilliseconds: milliseconds,
            validUntilUptimeMilliseconds: now.nanoseconds / 1_000_000 + milliseconds
        )
    }

    /// Three processes of which pod-0 leads with token 4, known to all.
    static var elected: Theatre {
        var theatre = Theatre()
        theatre.startAll()
        theatre.lease("pod-0", term: 1)
        theatre.leader(0, token: 4)
        theatre.follower(1, names: "pod-0")
        theatre.follower(2, names: "pod-0")
        theatre.news = []
        return theatre
    }
}
