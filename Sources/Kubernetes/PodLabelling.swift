import Election

/// Decides what is asked of the API server so that the leader's pod carries its label, and no other pod of the election.
///
/// The label comes off our own pod as the first act of a life and before a release. A new leader takes it off other pods,
/// where it may, before it puts it on its own. Both are looked at again now and then, since anybody can edit labels.
///
/// # What it does not guarantee
///
/// That a pod that has crashed or is cut off loses the label, unless a new leader may list and patch pods: how long a label
/// is stale then has no bound. A label is for routing; who must know asks.
///
/// # What the caller must do
///
/// Ask `next` after every event of the election, after `ended` and at the instants that it names; send what it says, and
/// report its end with `ended`.
package struct PodLabelling: Sendable {
    /// How long an answer is waited for.
    package static let patience = Duration.seconds(5)
    /// After how long a pod that should carry the label, and one that should not, is looked at again.
    private static let markPeriod = Duration.seconds(60)
    private static let clearPeriod = Duration.seconds(300)
    /// How long a patch that got no answer may still be under way.
    private static let latePatch = Duration.seconds(15)

    package enum Request: Hashable, Sendable {
        case mark
        case clear
        /// Which other pods carry the label?
        case list
        /// Take it off another pod.
        case strip(PodSession.Pod)
    }

    package enum Step: Hashable, Sendable {
        case send(Request)
        case wait(until: Instant)
        case underWay
    }

    /// What became of a request.
    package enum Outcome: Hashable, Sendable {
        /// Whether there was such a pod.
        case patched(Bool)
        case listed([PodSession.Pod])
        case failed(RequestFailure)
    }

    private var random: SeededGenerator
    private var underWay: Request?
    /// Whether our pod may carry the label; nil for not known.
    private var isMarked: Bool?
    private var hasListed = false
    private var strays: [PodSession.Pod] = []
    private var checkDue: Instant?
    private var notBefore: Instant?
    private var failures = 0
    /// Whether we may not patch our own pod.
    private var isForbidden = false
    /// When a patch of our own pod got no answer last.
    private var lastDoubt: Instant?
    private var complaints: Set<String> = []

    package init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
    }

    /// Whether our pod may carry the label, now or soon, and it is in our hands to take it off.
    package var isWorthWaitingFor: Bool { !isForbidden && (isMarked != false || underWay == .mark) }

    /// What to do now.
    ///
    /// - Parameter leads: whether we lead, at this very moment.
    package mutating func next(leads: Bool, at now: Instant) -> Step {
        guard underWay == nil else { return .underWay }
        if !leads {
            hasListed = false
            strays = []
        }
        if let notBefore, now < notBefore { return .wait(until: notBefore) }
        if let checkDue, checkDue <= now {
            self.checkDue = nil
            hasListed = false
            isMarked = nil
        }
        let request: Request
        if leads, !hasListed {
            request = .list
        } else if leads, let stray = strays.first {
            request = .strip(stray)
        } else if isMarked != leads {
            request = leads ? .mark : .clear
        } else {
            let due = checkDue ?? now + Self.markPeriod
            checkDue = due
            return .wait(until: due)
        }
        if request == .mark { isMarked = nil }
        underWay = request
        return .send(request)
    }

    /// Takes in the end of the request that `next` asked for.
    ///
    /// - Returns: what to tell people; each thing once.
    package mutating func ended(_ outcome: Outcome, at now: Instant) -> String? {
        guard let request = underWay else { preconditionFailure("nothing is under way: \(self)") }
        underWay = nil
        notBefore = nil
        switch outcome {
        case .listed(let pods):
            hasListed = true
            strays = pods
        case .patched(let isThere):
            return patched(request, isThere: isThere, at: now)
        case .failed(let failure):
            return failed(request, failure, at: now)
        }
        failures = 0
        return nil
    }

    private mutating func patched(_ request: Request, isThere: Bool, at now: Instant) -> String? {
        failures = 0
        switch request {
        case .strip(let pod):
            strays.removeAll { $0 == pod }
            return isThere ? "took the leader's label off pod \(pod.name)" : nil
        case .mark where !isThere:
            isMarked = false
            notBefore = now + Self.markPeriod
            return complain(
                "there is no such pod to label; set POD_NAME, POD_NAMESPACE and POD_UID by the downward API"
            )
        case .mark:
            isMarked = true
            isForbidden = false
            checkDue = nextCheck(after: Self.markPeriod, at: now)
        case .clear:
            isMarked = false
            isForbidden = false
            checkDue = nextCheck(after: Self.clearPeriod, at: now)
        case .list:
            preconditionFailure("a list is no patch: \(self)")
        }
        return nil
    }

    /// A patch that we did not hear of again can still arrive, and undo this one.
    private func nextCheck(after period: Duration, at now: Instant) -> Instant {
        let isSettled = lastDoubt.map { now - $0 > Self.latePatch } ?? true
        return now + (isSettled ? period : Self.latePatch)
    }

    private mutating func failed(_ request: Request, _ failure: RequestFailure, at now: Instant) -> String? {
        failures = min(failures + 1, 8)
        if request == .mark || request == .clear {
            isMarked = nil
            isForbidden = failure.isForbidden
            lastDoubt = now
        }
        var pause = random.duration(in: .milliseconds(400)...(.milliseconds(600))) * (1 << (failures - 1))
        if case .throttled(let wish?, _) = failure { pause = max(pause, wish) }
        if case .forbidden = failure { pause = max(pause, .seconds(60)) }
        switch request {
        case .list:
            // The own label does not wait for others' for ever.
            if failures < 3, !failure.isForbidden { break }
            hasListed = true
            pause = .zero
        case .strip(let pod):
            strays.removeAll { $0 == pod }
            pause = .zero
        case .mark, .clear: break
        }
        notBefore = now + pause
        return complain(request.complaint(failure))
    }

    private mutating func complain(_ text: String) -> String? {
        // A handful of texts, since failures repeat themselves; beyond that silence is better than noise.
        guard complaints.count < 16, complaints.insert(text).inserted else { return nil }
        return text
    }
}

extension PodLabelling.Request {
    fileprivate func complaint(_ failure: RequestFailure) -> String {
        let what =
            switch self {
            case .mark: "the leader's label cannot be put on our pod"
            case .clear: "the leader's label cannot be taken off our pod"
            case .list: "it cannot be looked which other pods carry the leader's label"
            case .strip(let pod): "the leader's label cannot be taken off pod \(pod.name)"
            }
        return "\(what): \(failure)"
    }
}

extension RequestFailure {
    fileprivate var isForbidden: Bool {
        if case .forbidden = self { true } else { false }
    }
}
