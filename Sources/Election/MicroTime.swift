/// Kubernetes' MicroTime: RFC 3339 in UTC with exactly six digits of a second's fraction, and `Z`.
///
/// The API server takes an offset instead of `Z` but no other number of digits; other clients' annotations carry
/// fewer, more or none, or no zone at all. We read leniently and write strictly.
package enum MicroTime {
    /// The text of a time, for example `2026-11-21T10:00:02.123456Z`.
    package static func text(_ time: WallTime) -> String {
        var text = seconds(time)
        text.append(UInt8(ascii: "."))
        append(time.microseconds.floorRemainder(1_000_000), digits: 6, to: &text)
        text.append(UInt8(ascii: "Z"))
        return String(decoding: text, as: UTF8.self)
    }

    /// The text of a time cut to whole seconds, for example `2026-11-21T10:00:02Z`.
    package static func wholeSecondsText(_ time: WallTime) -> String {
        String(decoding: seconds(time) + "Z".utf8, as: UTF8.self)
    }

    /// The time that a text stands for; nil if it is none.
    ///
    /// A missing zone is read as UTC, digits beyond the sixth are cut off.
    package static func time(_ text: String) -> WallTime? {
        var rest = Array(text.utf8)[...]
        guard let year = digits(4, &rest), skip("-", &rest), let month = digits(2, &rest), skip("-", &rest),
            let day = digits(2, &rest), skip("T", &rest) || skip("t", &rest) || skip(" ", &rest),
            let hour = digits(2, &rest), skip(":", &rest), let minute = digits(2, &rest), skip(":", &rest),
            let second = digits(2, &rest),
            (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second <= 60
        else { return nil }
        var microseconds: Int64 = 0
        if skip(".", &rest) {
            let fraction = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            guard !fraction.isEmpty else { return nil }
            rest = rest.dropFirst(fraction.count)
            for place in 0..<6 {
                let digit = place < fraction.count ? Int64(fraction[fraction.startIndex + place]) - 48 : 0
                microseconds = microseconds * 10 + digit
            }
        }
        guard let offsetMinutes = offset(&rest), rest.isEmpty else { return nil }
        let days = daysFromEpoch(year: year, month: month, day: day)
        // A day that its month does not have lands in the next month.
        guard date(daysFromEpoch: days).day == day else { return nil }
        let seconds = ((days * 24 + hour) * 60 + minute - offsetMinutes) * 60 + second
        return WallTime(microseconds: seconds * 1_000_000 + microseconds)
    }

    /// The text up to the seconds, without a fraction and a zone.
    private static func seconds(_ time: WallTime) -> [UInt8] {
        let seconds = time.microseconds.floorQuotient(1_000_000)
        let (year, month, day) = date(daysFromEpoch: seconds.floorQuotient(86_400))
        let clock = seconds.floorRemainder(86_400)
        var text: [UInt8] = []
        text.reserveCapacity(32)
        append(year, digits: 4, to: &text)
        for (mark, number) in [
            ("-", month), ("-", day), ("T", clock / 3600), (":", clock / 60 % 60), (":", clock % 60),
        ] as [(Unicode.Scalar, Int64)] {
            text.append(UInt8(ascii: mark))
            append(number, digits: 2, to: &text)
        }
        return text
    }

    /// Writes a number with so many digits at least.
    private static func append(_ number: Int64, digits: Int, to text: inout [UInt8]) {
        if number < 0 {
            text.append(UInt8(ascii: "-"))
            return append(-number, digits: digits, to: &text)
        }
        if digits > 1 || number > 9 { append(number / 10, digits: digits - 1, to: &text) }
        text.append(UInt8(ascii: "0") + UInt8(number % 10))
    }

    private static func skip(_ mark: Unicode.Scalar, _ rest: inout ArraySlice<UInt8>) -> Bool {
        guard rest.first == UInt8(ascii: mark) else { return false }
        rest = rest.dropFirst()
        return true
    }

    private static func digits(_ count: Int, _ rest: inout ArraySlice<UInt8>) -> Int64? {
        guard rest.count >= count else { return nil }
        var number: Int64 = 0
        for byte in rest.prefix(count) {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            number = number * 10 + Int64(byte - UInt8(ascii: "0"))
        }
        rest = rest.dropFirst(count)
        return number
    }

    private static func offset(_ rest: inout ArraySlice<UInt8>) -> Int64? {
        if rest.isEmpty || skip("Z", &rest) || skip("z", &rest) { return 0 }
        let sign: Int64 = skip("-", &rest) ? -1 : 1
        guard sign < 0 || skip("+", &rest), let hours = digits(2, &rest), skip(":", &rest),
            let minutes = digits(2, &rest), hours < 24, minutes < 60
        else { return nil }
        return sign * (hours * 60 + minutes)
    }

    /// Days since 1970-01-01 in the proleptic Gregorian calendar, counted in 400-year eras that begin in March, so
    /// that the leap day is the last of its year.
    private static func daysFromEpoch(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted.floorQuotient(400)
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    private static func date(daysFromEpoch days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = shifted.floorQuotient(146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    }
}

extension Int64 {
    fileprivate func floorQuotient(_ divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }

    fileprivate func floorRemainder(_ divisor: Int64) -> Int64 {
        let remainder = self % divisor
        return remainder < 0 ? remainder + divisor : remainder
    }
}
