import Election

/// The `Date` of an HTTP answer (RFC 9110, 5.6.7), in the one form that servers send today.
enum HTTPDate {
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// The time of, for example, `Sat, 21 Nov 2026 09:56:23 GMT`, whose second is cut off; nil for other texts.
    static func time(_ text: String) -> WallTime? {
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 6, words[5] == "GMT", let month = months.firstIndex(of: String(words[2])) else {
            return nil
        }
        return MicroTime.time("\(words[3])-\(month < 9 ? "0" : "")\(month + 1)-\(words[1])T\(words[4])Z")
    }
}
