/// Which forms of an answer a client takes, and which it likes better (RFC 9110, 12.5.1).
package struct Accept: Hashable, Sendable {
    private struct Range: Hashable {
        var type: ArraySlice<UInt8>
        var subtype: ArraySlice<UInt8>
        /// 0 to 1.
        var quality: Double

        /// How exactly it names a form: 0 for any, 1 for any of a type, 2 for one.
        var precision: Int { Self.isAny(type) ? 0 : Self.isAny(subtype) ? 1 : 2 }

        func covers(_ wanted: Range) -> Bool {
            (Self.isAny(type) || equalIgnoringCase(type, wanted.type))
                && (Self.isAny(subtype) || equalIgnoringCase(subtype, wanted.subtype))
        }

        private static func isAny(_ name: ArraySlice<UInt8>) -> Bool { name.elementsEqual("*".utf8) }
    }

    /// Empty where anything is as welcome as anything else.
    private let ranges: [Range]

    /// What a request says; most have no such field, or curl's `*/*`, and do not wait for it to be taken apart.
    package init(_ request: HTTPRequest) {
        let isAny = request.headers.values("Accept") == ["*/*"]
        ranges = isAny ? [] : request.headers.list("Accept").compactMap(Self.range)
    }

    /// Whether one media type is liked better than another; not where both are liked alike.
    package func prefers(_ mediaType: String, to other: String) -> Bool {
        !ranges.isEmpty && quality(of: mediaType) > quality(of: other)
    }

    /// That of the range that names the media type most exactly.
    private func quality(of mediaType: String) -> Double {
        guard let wanted = Self.range(Array(mediaType.utf8)[...]) else { return 0 }
        let covering = ranges.filter { $0.covers(wanted) }
        return covering.max { $0.precision < $1.precision }?.quality ?? 0
    }

    /// Reads `type/subtype;q=0.5`; other parameters are not looked at, and what is no range says nothing.
    private static func range(_ text: ArraySlice<UInt8>) -> Range? {
        let parts = text.split(separator: ASCII.semicolon).map(\.trimmed)
        let names = parts.first?.split(separator: ASCII.slash, omittingEmptySubsequences: false) ?? []
        guard names.count == 2, !names.contains(where: \.isEmpty) else { return nil }
        let weight = parts.dropFirst().first { equalIgnoringCase($0.prefix(2), "q=".utf8) }
        let quality = weight.map { Double($0.dropFirst(2).text) ?? 0 } ?? 1
        return Range(type: names[0], subtype: names[1], quality: (0...1).contains(quality) ? quality : 0)
    }
}
