import Election
import HTTP

/// The `Date` of an HTTP answer (RFC 9110, 5.6.7), in the one form that servers send today.
package enum HTTPDate {
    /// 1970-01-01 was a Thursday.
    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// The time of, for example, `Sat, 21 Nov 2026 09:56:23 GMT`, whose second is cut off; nil for other texts.
    package static func time(_ text: String) -> WallTime? {
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 6, words[5] == "GMT", let month = months.firstIndex(of: String(words[2])) else {
            return nil
        }
        return MicroTime.time("\(words[3])-\(month < 9 ? "0" : "")\(month + 1)-\(words[1])T\(words[4])Z")
    }

    /// The text of a time from 1970 on, cut to whole seconds.
    package static func text(_ time: WallTime) -> String {
        let parts = MicroTime.wholeSecondsText(time).dropLast().split { "-T".contains($0) }
        let day = days[Int(time.microseconds / 86_400_000_000 % 7)]
        let month = Int(parts[1]).map { months[$0 - 1] } ?? ""
        return "\(day), \(parts[2]) \(month) \(parts[0]) \(parts[3]) GMT"
    }
}

extension HTTPResponse {
    /// When it was made, by the server's clock, to half a second; nil where it does not say.
    package var serverTime: WallTime? {
        // The header has whole seconds, cut off.
        headers["Date"].flatMap(HTTPDate.time).map { WallTime(microseconds: $0.microseconds + 500_000) }
    }
}
