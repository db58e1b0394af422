import Election

extension Step {
    /// The story, in its order.
    static let all = [election, handover, successor, crash, successor, freeze, wake, end]

    /// A takeover that takes longer than this did not happen for the reason that the step wants to show.
    private static let takeoverLimit = Duration.seconds(1)

    private static let election = Step(
        title: "Election: three processes start, and there is no lock yet",
        subject: { _ in 0 },
        actions: { scene, _ in scene.pods.indices.map(Action.start) },
        expectation: "every port to name the same leader",
        isOver: { $0.scene.agreement != nil },
        findings: { situation in
            guard let agreement = situation.scene.agreement else { return [] }
            let duration = agreement.since - situation.began
            let text = "every port names \(agreement.name), \(duration.shown) after the start"
            return [Finding(true, text, figure: Figure(.start, duration))]
        }
    )

    private static let handover = Step(
        title: "Polite handover: SIGTERM to the leader",
        subject: \.leader,
        actions: { _, subject in [.signal(subject, .terminate)] },
        expectation: "the leader to release the lock and end, and the others to name a successor",
        isOver: { $0.pod.isEnded && hasSuccessor($0) },
        findings: { situation in
            [
                takeover(situation, because: .released, figure: .handover),
                Finding(
                    situation.pod.state == .ended(.exited(code: 0)),
                    "\(situation.pod.identity) \(situation.pod.ending)"
                ),
            ]
        }
    )

    private static let successor = Step(
        title: "Replacement: a new pod takes the place of the one that ended",
        subject: { scene in scene.pods.firstIndex(where: \.isEnded) },
        actions: { _, subject in [.start(subject)] },
        expectation: "the new pod to name the leader that the others name",
        isOver: { $0.scene.agreement != nil },
        findings: { situation in
            guard let agreement = situation.scene.agreement else { return [] }
            let duration = (agreement.since - situation.began).shown
            let isFollower = agreement.name != situation.pod.identity
            return [Finding(isFollower, "\(situation.pod.identity) follows \(agreement.name) after \(duration)")]
        }
    )

    private static let crash = Step(
        title: "Crash: SIGKILL to the leader",
        subject: \.leader,
        actions: { _, subject in [.signal(subject, .kill)] },
        expectation: "the others to name a successor once the lease has run out",
        isOver: { $0.pod.isEnded && hasSuccessor($0) },
        findings: { [takeover($0, because: .ranOut, figure: .crash)] }
    )

    private static let freeze = Step(
        title: "Freeze: SIGSTOP to the leader, for longer than its lease",
        subject: \.leader,
        actions: { _, subject in [.signal(subject, .freeze)] },
        expectation: "the others to name a successor once the lease has run out",
        isOver: { $0.pod.frozenSince != nil && hasSuccessor($0) },
        findings: { [takeover($0, because: .ranOut, figure: nil)] }
    )

    private static let wake = Step(
        title: "Wake: SIGCONT, with a question asked while it stood still",
        subject: \.frozen,
        actions: { _, subject in [.signal(subject, .thaw)] },
        expectation: "an answer of the process that woke, and then every port to name one leader",
        isOver: { $0.pod.firstAnswerAwake != nil && $0.scene.agreement != nil },
        findings: { situation in
            guard let poll = situation.pod.firstAnswerAwake, let thawedAt = situation.pod.thawedAt else { return [] }
            let duration = poll.received - thawedAt
            let verdict = poll.answer.isLeader ? "I lead" : "not me"
            let text = "its first answer after waking, within \(duration.shown): \(verdict)"
            let follows = "every port names \(situation.scene.agreement?.name ?? "nobody")"
            return [
                Finding(!poll.answer.isLeader, text, figure: Figure(.wake, duration)),
                Finding(situation.scene.agreement?.name != situation.pod.identity, follows),
            ]
        }
    )

    private static let end = Step(
        title: "The end: SIGTERM to all",
        subject: { _ in 0 },
        actions: { scene, _ in scene.pods.indices.map { .signal($0, .terminate) } },
        expectation: "all processes to end",
        isOver: { $0.scene.pods.allSatisfy(\.isEnded) },
        findings: { situation in
            situation.scene.pods.map { Finding($0.state == .ended(.exited(code: 0)), "\($0.identity) \($0.ending)") }
        }
    )

    private static func hasSuccessor(_ situation: Situation) -> Bool {
        situation.scene.agreement.map { $0.name != situation.pod.identity } ?? false
    }

    /// Judges that a successor is known everywhere soon after the lock was free, and for the right reason.
    private static func takeover(
        _ situation: Situation,
        because cause: Vacancy.Cause,
        figure kind: Figure.Kind?
    ) -> Finding {
        guard let agreement = situation.scene.agreement, let vacancy = situation.scene.vacancy else {
            return Finding(false, "nobody saw the lock become free")
        }
        let duration = agreement.since - vacancy.since
        let isRight = vacancy.cause == cause && duration < takeoverLimit
        let sinceSignal = (agreement.since - situation.began).shown
        let text = "every other port names \(agreement.name), \(duration.shown) \(vacancy.cause.afterWhat)"
        return Finding(isRight, "\(text), \(sinceSignal) after the signal", figure: kind.map { Figure($0, duration) })
    }
}

extension Pod {
    fileprivate var ending: String {
        if case .ended(let ending?) = state { return "\(ending)" }
        return "runs"
    }
}
