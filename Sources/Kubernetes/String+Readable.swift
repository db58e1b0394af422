extension String {
    /// A text of others made fit for one line of a log: control characters as spaces, cut to `limit` characters.
    package func readable(limit: Int = 500) -> String {
        let printable = unicodeScalars.prefix(limit).map { scalar in
            scalar.value < 0x20 || (0x7f..<0xa0).contains(scalar.value) ? " " : scalar
        }
        return String(UnicodeScalarView(printable)) + (unicodeScalars.count > limit ? "…" : "")
    }
}
