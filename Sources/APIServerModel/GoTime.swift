import Election

/// A MicroTime as Go reads it, who is stricter than we are and says why.
enum GoTime {
    /// What Go's `time.Parse` says against a MicroTime; nil if it takes it.
    static func refusal(_ text: String) -> String? {
        let layout = "2006-01-02T15:04:05.000000Z07:00"
        var rest = text[...]
        for element in ["2006", "-", "01", "-", "02", "T", "15", ":", "04", ":", "05", ".000000", "Z07:00"] {
            guard let length = matched(element, rest) else {
                return "parsing time \"\(text)\" as \"\(layout)\": cannot parse \"\(rest)\" as \"\(element)\""
            }
            rest = rest[rest.utf8.index(rest.startIndex, offsetBy: length)...]
        }
        if !rest.isEmpty { return "parsing time \"\(text)\": extra text: \"\(rest)\"" }
        return MicroTime.time(text) == nil ? "parsing time \"\(text)\": value out of range" : nil
    }

    /// How many bytes of `rest` a layout's element takes; nil if none.
    private static func matched(_ element: String, _ rest: Substring) -> Int? {
        if element == "Z07:00" {
            if rest.utf8.first == UInt8(ascii: "Z") { return 1 }
            return matched("+00:00", rest) ?? matched("-00:00", rest)
        }
        let part = rest.utf8.prefix(element.utf8.count)
        let fits = zip(part, element.utf8).allSatisfy { isDigit($1) ? isDigit($0) : $0 == $1 }
        return part.count == element.utf8.count && fits ? part.count : nil
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
