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
            rest = rest.dropFirst(length)
        }
        if !rest.isEmpty { return "parsing time \"\(text)\": extra text: \"\(rest)\"" }
        return MicroTime.time(text) == nil ? "parsing time \"\(text)\": value out of range" : nil
    }

    /// How many characters of `rest` a layout's element takes; nil if none.
    private static func matched(_ element: String, _ rest: Substring) -> Int? {
        if element == "Z07:00" {
            if rest.hasPrefix("Z") { return 1 }
            let offset = rest.prefix(6)
            let shape = offset.map { $0.isASCII && $0.isNumber ? "0" : $0 == "-" ? "+" : $0 }
            return String(shape) == "+00:00" ? 6 : nil
        }
        let part = rest.prefix(element.count)
        let fits = zip(part, element).allSatisfy { $1.isNumber ? $0.isASCII && $0.isNumber : $0 == $1 }
        return part.count == element.count && fits ? element.count : nil
    }
}
