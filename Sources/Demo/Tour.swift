import Election

/// The story told by itself.
///
/// It looks at the scene, does the next thing when what it expected has come, and keeps what it found. It ends at the
/// first thing that is not right.
package struct Tour: Sendable {
    package enum Output: Hashable, Sendable {
        case say(String)
        case act(Action)
    }

    package enum Verdict: Hashable, Sendable {
        case allRight
        /// With a sentence about the step and what was wrong with it.
        case notRight(String)
    }

    /// What a step may take beyond a lease, on a machine that has other things to do.
    private static let patience = Duration.seconds(15)

    private let steps: [Step]
    private var number = 0
    private var subject = 0
    private var began: Instant
    private let start: Instant
    package private(set) var figures: [Figure] = []
    /// Nil while it goes on.
    package private(set) var verdict: Verdict?

    package init(at now: Instant) {
        self.init(Step.all, at: now)
    }

    init(_ steps: [Step], at now: Instant) {
        self.steps = steps
        began = now
        start = now
    }

    /// The step that it is in, or was in when it ended, for a sentence.
    package var place: String { "step \(number), \(steps[max(0, number - 1)].title)" }

    /// Looks at the scene after something happened or time passed, and says what to do; call it again with what came of
    /// that, and at least every now and then, since it gives up what does not come.
    package mutating func look(at scene: Scene, now: Instant) -> [Output] {
        guard verdict == nil else { return [] }
        if number == 0 { return beginNext(scene, now) }
        let step = steps[number - 1]
        let situation = Step.Situation(scene: scene, subject: subject, began: began, now: now)
        if let violation = scene.violations.first { return stop(because: violation) }
        guard step.isOver(situation) else {
            let limit = Self.patience + (scene.lease?.duration ?? .zero)
            guard now - began > limit else { return [] }
            return stop(because: "waited \(limit.shown) for \(step.expectation); \(Self.summary(of: scene, at: now))")
        }
        let findings = step.findings(situation)
        figures += findings.compactMap(\.figure)
        let lines = findings.map { Output.say("  \($0.isRight ? "ok   " : "WRONG") \($0.text)") }
        if let wrong = findings.first(where: { !$0.isRight }) { return lines + stop(because: wrong.text) }
        return lines + (number == steps.count ? finish(scene, now) : beginNext(scene, now))
    }

    private mutating func beginNext(_ scene: Scene, _ now: Instant) -> [Output] {
        number += 1
        began = now
        let step = steps[number - 1]
        guard let subject = step.subject(scene) else {
            return stop(because: "there is no process that it could begin with; \(Self.summary(of: scene, at: now))")
        }
        self.subject = subject
        let isAboutOne = step.actions(scene, subject).count == 1
        let title = "\(number) \(step.title)\(isAboutOne ? ": \(scene.pods[subject].identity)" : "")"
        return [.say(title)] + step.actions(scene, subject).map(Output.act)
    }

    private mutating func finish(_ scene: Scene, _ now: Instant) -> [Output] {
        verdict = .allRight
        let tokens = scene.tokens.map(String.init).joined(separator: ", ")
        return [
            .say("  ok    one leader at every instant, by \(scene.answerCount) answers; fencing tokens \(tokens)"),
            .say("All right: \(steps.count) steps in \((now - start).shown)."),
        ]
    }

    private mutating func stop(because sentence: String) -> [Output] {
        verdict = .notRight("\(place): \(sentence)")
        return []
    }

    private static func summary(of scene: Scene, at now: Instant) -> String {
        let pods = scene.pods.map { "\($0.identity) \($0.isAwake ? "names '\($0.name ?? "")'" : "is not awake")" }
        let lease = scene.lease.map { "the lock is held by '\($0.holder)' for \(($0.end - now).shown) more" }
        return (pods + [lease ?? "there is no lock"]).joined(separator: ", ")
    }
}
