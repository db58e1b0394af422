/// Which forms of an answer a client takes, and which it likes better (RFC 9110, 12.5.1).
package struct Accept: Hashable, Sendable {
    private struct Range: Hashable {
        var type: Substring
        var subtype: Substring
        /// 0 to 1.
        var quality: Double

        /// How exactly it names a form: 0 for any, 1 for any of a type, 2 for one.
        var precision: Int { type == "*" ? 0 : subtype == "*" ? 1 : 2 }

        func covers(_ wanted: Range) -> Bool {
            (type == "*" || equalIgnoringCase(type, wanted.type))
                && (subtype == "*" || equalIgnoringCase(subtype, wanted.subtype))
        }
    }

    private let ranges: [Range]

    /// What a request says; without the field, anything is as welcome as anything else.
    package init(_ request: HTTPRequest) {
        let members = request.headers.values("Accept").flatMap { $0.split(separator: ",") }
        ranges = members.isEmpty ? [Range(type: "*", subtype: "*", quality: 1)] : members.compactMap(Self.range)
    }

    /// Whether one media type is liked better than another; not where both are liked alike.
    package func prefers(_ mediaType: String, to other: String) -> Bool {
        quality(of: mediaType) > quality(of: other)
    }

    /// That of the range that names the media type most exactly.
    private func quality(of mediaType: String) -> Double {
        guard let wanted = Self.range(mediaType[...]) else { return 0 }
        let covering = ranges.filter { $0.covers(wanted) }
        return covering.max { $0.precision < $1.precision }?.quality ?? 0
    }

    /// Reads `type/subtype;q=0.5`; other parameters are not looked at, and what is no range says nothing.
    private static func range(_ text: Substring) -> Range? {
        let parts = text.split(separator: ";").map(trimmed)
        let names = parts.first?.split(separator: "/", omittingEmptySubsequences: false) ?? []
        guard names.count == 2, !names.contains(where: \.isEmpty) else { return nil }
        let weight = parts.dropFirst().first { equalIgnoringCase($0.prefix(2), "q=") }
        let quality = weight.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
        return Range(type: names[0], subtype: names[1], quality: (0...1).contains(quality) ? quality : 0)
    }

    private static func trimmed(_ text: Substring) -> Substring {
        let start = text.drop { $0 == " " || $0 == "\t" }
        return start.lastIndex { $0 != " " && $0 != "\t" }.map { start[...$0] } ?? ""
    }
}
