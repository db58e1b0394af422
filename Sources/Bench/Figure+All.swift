private let milliseconds = 1e6
private let megabytes = 1e6

/// All figures, with the goals of a static release build on two cores.
extension Figure {
    package static let file = Figure("file", "file", .bytes, goal: .atMost(18 * megabytes))

    package static let firstAnswer = Figure(
        "start.answer",
        "start to first answer",
        .nanoseconds,
        goal: .atMost(6 * milliseconds)
    )
    package static let leadership = Figure("start.leadership", "start to leadership", .nanoseconds)

    // MARK: Memory

    package static func resident(_ role: Role) -> Figure {
        let goal = role == .leader ? Goal.atMost(12 * megabytes) : nil
        return Figure("memory.rss.\(role)", "RSS, \(role) at rest", .bytes, goal: goal)
    }

    package static func proportional(_ role: Role) -> Figure {
        Figure("memory.pss.\(role)", "PSS, \(role) at rest", .bytes)
    }

    package static func anonymous(_ role: Role) -> Figure {
        let goal = role == .leader ? Goal.atMost(1.3 * megabytes) : nil
        return Figure("memory.anonymous.\(role)", "anonymous memory, \(role) at rest", .bytes, goal: goal)
    }

    /// After warm-up; both are to be nothing.
    package static func growth(overRequests count: Int) -> Figure {
        let text = "growth of anonymous memory, \(Unit.count.text(Double(count))) requests"
        return Figure("memory.growth.requests", text, .bytes, goal: .atMost(0))
    }

    package static func growth(overRenewals count: Int) -> Figure {
        let text = "growth of anonymous memory, \(Unit.count.text(Double(count))) renewals"
        return Figure("memory.growth.renewals", text, .bytes, goal: .atMost(0))
    }

    // MARK: A minute at rest

    package static func processorTime(_ role: Role) -> Figure {
        let goal = Goal.atMost((role == .leader ? 12 : 3) * milliseconds)
        return Figure("cpu.\(role)", "CPU a minute, \(role)", .nanoseconds, goal: goal)
    }

    package static func requests(_ role: Role) -> Figure {
        let goal = role == .follower ? Goal.below(1) : nil
        return Figure("traffic.requests.\(role)", "API requests a minute, \(role)", .count, goal: goal)
    }

    package static func traffic(_ role: Role) -> Figure {
        Figure("traffic.bytes.\(role)", "bytes to and from the API server a minute, \(role)", .bytes)
    }

    // MARK: Handover

    /// - Parameter isRealServer: Whether the API server is no model, but a real one, which is slower.
    package static func handover(_ blow: Blow, _ sight: Handover.Sight, isRealServer: Bool) -> Figure {
        Figure(
            "handover.\(blow).\(sight)",
            "\(blow.text), \(sight.text)",
            .nanoseconds,
            goal: goal(blow, sight, isRealServer: isRealServer)
        )
    }

    private static func goal(_ blow: Blow, _ sight: Handover.Sight, isRealServer: Bool) -> Goal? {
        switch (blow, sight) {
        case (.terminate, .answers), (.stepDown, .answers):
            isRealServer
                ? .atMost(12 * milliseconds, worst: 40 * milliseconds)
                : .atMost(4 * milliseconds, worst: 20 * milliseconds)
        case (.kill, .api): .atMost(50 * milliseconds)
        case (.terminate, _), (.stepDown, _), (.kill, _), (.freeze, _), (.partition, _): nil
        }
    }

    // MARK: Answers

    package static func answersPerSecond(connections: Int) -> Figure {
        let goal = connections == 16 ? Goal.atLeast(100_000) : nil
        return Figure("http.\(connections).rate", "GET / over \(connections) connections", .perSecond, goal: goal)
    }

    /// - Parameter perThousand: 500 for the median, 990 for p99, 999 for p99.9.
    package static func answerTime(connections: Int, perThousand: Int) -> Figure {
        let name = perThousand % 10 == 0 ? "p\(perThousand / 10)" : "p\(perThousand / 10).\(perThousand % 10)"
        let goal = connections == 16 && perThousand == 990 ? Goal.atMost(milliseconds) : nil
        let text = "GET / over \(connections) connections, \(name)"
        return Figure("http.\(connections).\(name)", text, .nanoseconds, goal: goal)
    }

    package static func processorTime(ofAnswerOver connections: Int) -> Figure {
        Figure("http.\(connections).cpu", "GET / over \(connections) connections, CPU an answer", .nanoseconds)
    }

    // MARK: Growth

    package static func writes(candidates: Int) -> Figure {
        let goal = candidates == 1000 ? Goal.atMost(20) : nil
        let text = "writes at a failover, \(candidates) candidates"
        return Figure("growth.\(candidates).writes", text, .count, goal: goal)
    }

    package static func failoverRequests(candidates: Int) -> Figure {
        Figure("growth.\(candidates).requests", "requests at a failover, \(candidates) candidates", .count)
    }

    package static func vacancy(candidates: Int) -> Figure {
        Figure("growth.\(candidates).vacancy", "crash, beyond the lease, \(candidates) candidates", .nanoseconds)
    }

    package static func convergence(candidates: Int) -> Figure {
        Figure("growth.\(candidates).convergence", "until all name the new leader, \(candidates)", .nanoseconds)
    }

    /// Within seconds, so without what each does only every four to five minutes: open its watch anew.
    package static func restRequests(candidates: Int) -> Figure {
        Figure("growth.\(candidates).rest.requests", "requests a minute, all \(candidates) together", .count)
    }

    package static func watchBytes(candidates: Int) -> Figure {
        Figure("growth.\(candidates).rest.watch", "bytes of watches a minute, each of \(candidates)", .bytes)
    }

    package static func answerBytes(candidates: Int) -> Figure {
        Figure("growth.\(candidates).rest.answers", "bytes of answers a minute, each of \(candidates)", .bytes)
    }
}
