/// The four durations of an election, held against the rules that make it safe (rules 2 and 16).
package struct Timing: Hashable, Sendable {
    /// For how long others respect a record after they received it; whole seconds, 2 s to 24 h, and at least 5 s where the
    /// record's times are whole seconds.
    package let leaseDuration: Duration
    /// For how long a confirmed write lets us say yes, counted from the instant we decided to send it.
    package let renewDeadline: Duration
    /// The time between two renewals, and between two polls where watching is not allowed.
    package let retryPeriod: Duration
    /// The longest validity of one yes, and so the longest wait of a polite handover.
    package let handoverGrace: Duration
    /// How finely the lock's record tells times.
    package let timePrecision: TimePrecision

    /// Timings from a lease duration; what is nil follows from it: 2/3 of it to renew, 1/5 between tries.
    ///
    /// All are cut to whole milliseconds: an end that lies between two ticks of the clock would be waited for forever.
    ///
    /// - Throws: `TimingError` with the first rule that does not hold.
    package init(
        leaseDuration: Duration = .seconds(10),
        renewDeadline: Duration? = nil,
        retryPeriod: Duration? = nil,
        handoverGrace: Duration? = nil,
        timePrecision: TimePrecision = .microseconds
    ) throws(TimingError) {
        self.leaseDuration = leaseDuration
        self.timePrecision = timePrecision
        self.renewDeadline = (renewDeadline ?? leaseDuration * 2 / 3).cutToMilliseconds
        self.retryPeriod = (retryPeriod ?? leaseDuration / 5).cutToMilliseconds
        self.handoverGrace = (handoverGrace ?? min(.seconds(1), self.renewDeadline)).cutToMilliseconds
        try check()
    }

    /// The lease duration as a record carries it.
    package var leaseDurationSeconds: Int { Int(leaseDuration.components.seconds) }

    /// A sentence for people where the timings are allowed but unwise; nil where they are fine.
    package var warning: String? {
        guard leaseDuration < .seconds(5) else { return nil }
        return "a lease duration of \(leaseDuration.text) leaves little room for a slow API server; use 5s or more"
    }

    private func check() throws(TimingError) {
        // Whoever blanks the holder of a lease of one second writes what looks like its release (rule 3).
        guard leaseDuration >= .seconds(2), leaseDuration <= .seconds(86_400) else {
            throw .leaseDurationOutOfRange(leaseDuration)
        }
        guard leaseDuration.components.attoseconds == 0 else { throw .leaseDurationNotWhole(leaseDuration) }
        guard timePrecision == .microseconds || leaseDuration >= .seconds(5) else {
            throw .leaseDurationTooShortForSeconds(leaseDuration)
        }
        guard renewDeadline > .zero, renewDeadline * 10 <= leaseDuration * 9 else {
            throw .renewDeadlineTooLong(renewDeadline, leaseDuration: leaseDuration)
        }
        guard retryPeriod >= .milliseconds(50), retryPeriod * 2 <= renewDeadline else {
            throw .retryPeriodTooLong(retryPeriod, renewDeadline: renewDeadline)
        }
        // A write a second: the times of more would run ahead of the clock (rule 2).
        guard timePrecision == .microseconds || retryPeriod >= .seconds(1) else {
            throw .retryPeriodTooShortForSeconds(retryPeriod)
        }
        guard handoverGrace >= .zero, handoverGrace <= renewDeadline else {
            throw .handoverGraceTooLong(handoverGrace, renewDeadline: renewDeadline)
        }
    }
}

/// The rule of `Timing` that given durations break; the description says the values, the reason and what to set.
package enum TimingError: Error, Hashable, CustomStringConvertible {
    case leaseDurationOutOfRange(Duration)
    case leaseDurationNotWhole(Duration)
    case leaseDurationTooShortForSeconds(Duration)
    case renewDeadlineTooLong(Duration, leaseDuration: Duration)
    case retryPeriodTooLong(Duration, renewDeadline: Duration)
    case retryPeriodTooShortForSeconds(Duration)
    case handoverGraceTooLong(Duration, renewDeadline: Duration)

    package var description: String {
        switch self {
        case .leaseDurationOutOfRange(let lease):
            "the lease duration (--ttl) is \(lease.text), but must be 2s to 24h; 10s suits most"
        case .leaseDurationNotWhole(let lease):
            "the lease duration (--ttl) is \(lease.text), but a lock counts whole seconds; round it up"
        case .leaseDurationTooShortForSeconds(let lease):
            "the lease duration (--ttl) is \(lease.text), but must be 5s or more with a lock that is an annotation, whose"
                + " times are whole seconds; a Lease (--lock leases) takes 2s"
        case .renewDeadlineTooLong(let deadline, let lease):
            "the renew deadline is \(deadline.text), but must be more than 0 and at most 9/10 of the lease duration"
                + " \(lease.text), or clocks of different speed could give two leaders; 2/3 suits most"
        case .retryPeriodTooLong(let period, let deadline):
            "the retry period is \(period.text), but must be 50ms to half of the renew deadline \(deadline.text),"
                + " so that one lost renewal does not cost the lead"
        case .retryPeriodTooShortForSeconds(let period):
            "the retry period is \(period.text), but must be 1s or more with a lock that is an annotation, whose times are"
                + " whole seconds, so that each renewal shows; a Lease (--lock leases) takes 50ms"
        case .handoverGraceTooLong(let grace, let deadline):
            "the handover grace is \(grace.text), but must be 0 to the renew deadline \(deadline.text):"
                + " no yes is valid for longer than that"
        }
    }
}

extension Duration {
    /// The duration as people write it in flags, for example `10s`, `6.667s` or `250ms`, rounded to milliseconds.
    package var text: String {
        let half = attoseconds < 0 ? -Self.attosecondsPerMillisecond / 2 : Self.attosecondsPerMillisecond / 2
        let total = (attoseconds + half) / Self.attosecondsPerMillisecond
        if total != 0 && abs(total) < 1000 { return "\(total)ms" }
        var fraction = String(abs(total) % 1000)
        fraction = String(repeating: "0", count: 3 - fraction.count) + fraction
        while fraction.last == "0" { fraction.removeLast() }
        return "\(total / 1000)\(fraction.isEmpty ? "" : "." + fraction)s"
    }

    fileprivate var cutToMilliseconds: Duration {
        Duration(attoseconds: attoseconds - attoseconds % Self.attosecondsPerMillisecond)
    }

    private static var attosecondsPerMillisecond: Int128 { 1_000_000_000_000_000 }
}
