import Election

/// What the demo shows in a terminal of 80 by 24, as lines of text.
package struct Screen: Sendable {
    /// One line, without its end.
    package struct Line: Hashable, Sendable {
        package var text: String
        /// Whether it should catch the eye.
        package var isStrong: Bool

        init(_ text: String, isStrong: Bool = false) {
            self.text = text
            self.isStrong = isStrong
        }
    }

    /// How long an ended process is missing before a new pod takes its place.
    package static let replacementDelay = Duration.seconds(5)
    /// How long an answer counts as the present one.
    private static let answerAge = Duration.milliseconds(500)
    private static let newsLimit = 7
    private static let barWidth = 36

    private let start: Instant
    private let lookCommand: String
    private var news: [String] = []

    /// - Parameter lookCommand: a shell command that shows the lock.
    package init(lookCommand: String, at start: Instant) {
        self.lookCommand = lookCommand
        self.start = start
    }

    /// Takes in a line of news, with the time since the demo began before it; the oldest one goes.
    package mutating func add(_ line: String, at now: Instant) {
        news.append(timed(line, at: now))
        if news.count > Self.newsLimit { news.removeFirst() }
    }

    /// A line of news with the time since the demo began before it.
    package func timed(_ line: String, at now: Instant) -> String {
        (now - start).shownInSeconds.padded(to: -8) + "  " + line
    }

    /// All lines, from the top.
    package func lines(of scene: Scene, at now: Instant) -> [Line] {
        [
            Line("leader-elector demo: three processes, one lock, an API server of its own"),
            Line(""),
            leader(scene, now),
            Line(lease(scene, now)),
            Line(""),
            Line(Self.row("PROCESS", "PID", "PORT", "STATE", "LEADER IS", "LEADS", "VALID FOR")),
        ] + scene.pods.map { row($0, now) }
            + [
                Line(""),
                Line("From another terminal:"),
                Line("  curl localhost:\(Self.portToAsk(in: scene))/leader"),
                Line("  \(lookCommand)"),
                Line(""),
                Line("k kill the leader   s stop it politely   f freeze or thaw   r replace   q quit", isStrong: true),
                Line(""),
            ] + news.map { Line($0) }
    }

    private func leader(_ scene: Scene, _ now: Instant) -> Line {
        let leads = { (pod: Pod) in pod.poll.map { $0.answer.isLeader && isPresent($0, now) } ?? false }
        guard let pod = scene.pods.first(where: leads), let poll = pod.poll else {
            return Line("LEADER  nobody says yes", isStrong: true)
        }
        let since = scene.heldSince.map { " for \((now - $0).shownInSeconds)" } ?? ""
        let token = poll.answer.fencingToken.map { ", fencing token \($0)" } ?? ""
        return Line("LEADER  \(pod.identity)\(since)\(token)", isStrong: true)
    }

    private func lease(_ scene: Scene, _ now: Instant) -> String {
        guard let lease = scene.lease else { return "LEASE   there is none yet" }
        guard !lease.holder.isEmpty else { return "LEASE   released; nobody holds it" }
        let left = max(lease.end - now, .zero)
        guard left > .zero else { return "LEASE   held by \(lease.holder), but it has run out" }
        let filled = Int(left.nanoseconds * Int64(Self.barWidth) / max(lease.duration.nanoseconds, 1))
        let bar = String(repeating: "#", count: filled) + String(repeating: "-", count: max(0, Self.barWidth - filled))
        return
            "LEASE   held by \(lease.holder), \(left.shownInSeconds) left of \(lease.duration.shownInSeconds)  \(bar)"
    }

    private func row(_ pod: Pod, _ now: Instant) -> Line {
        let port = pod.port == 0 ? "" : "\(pod.port)"
        func row(_ state: String, _ name: String = "", _ leads: String = "", _ valid: String = "") -> String {
            Self.row(pod.identity, pod.isEnded ? "" : "\(pod.processID)", port, state, name, leads, valid)
        }
        switch pod.state {
        case .ended(nil):
            return Line(row("not started"))
        case .ended(let ending?):
            let left = Self.replacementDelay - (now - (pod.endedAt ?? now))
            return Line(row("\(ending); a new pod comes in \(max(left, .zero).shownInSeconds)"))
        case .frozen:
            return Line(row("frozen", "(no answer for \((now - (pod.frozenSince ?? now)).shownInSeconds))"))
        case .starting, .running, .stopping:
            guard let poll = pod.poll else { return Line(row("\(pod.state)", "(no answer yet)")) }
            guard isPresent(poll, now) else {
                return Line(row("\(pod.state)", "(no answer for \((now - poll.received).shownInSeconds))"))
            }
            let answer = poll.answer
            let name = answer.name.isEmpty ? "\"\" (\(answer.reason ?? "no reason"))" : answer.name
            guard answer.isLeader else { return Line(row("\(pod.state)", name, "no")) }
            let valid = Duration.milliseconds(answer.validForMilliseconds).shownInSeconds
            return Line(row("\(pod.state)", name, "YES", valid), isStrong: true)
        }
    }

    private func isPresent(_ poll: Poll, _ now: Instant) -> Bool {
        now - poll.received < Self.answerAge
    }

    private static func portToAsk(in scene: Scene) -> UInt16 {
        let listening = scene.pods.filter { $0.port != 0 }
        return (listening.first(where: \.isAwake) ?? listening.first)?.port ?? 0
    }

    /// One line of the table; what is too long runs on where the cells behind it are empty.
    private static func row(_ cells: String...) -> String {
        let widths = [9, 9, 7, 12, 22, 7, 9]
        var line = ""
        var column = 0
        for (cell, width) in zip(cells, widths) {
            if !cell.isEmpty { line = line.padded(to: max(column, line.count)) + cell }
            column += width
        }
        return line
    }
}
