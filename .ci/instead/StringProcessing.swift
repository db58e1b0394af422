// All that the sources ask of _StringProcessing, and .ci/static links in its place: the searches for a text in another,
// without the 1.2 MB of regular expressions that come with them. .ci/instead/check holds them against the real ones.

extension Collection where Element: Equatable {
    /// Where another collection ends that begins at `start`; nil where it does not stand there.
    fileprivate func end(of other: some Collection<Element>, at start: Index) -> Index? {
        var index = start
        for element in other {
            guard index != endIndex, self[index] == element else { return nil }
            formIndex(after: &index)
        }
        return index
    }
}

extension BidirectionalCollection where Element: Comparable {
    public func firstRange<Other: Collection>(of other: Other) -> Range<Index>? where Element == Other.Element {
        var start = startIndex
        while true {
            if let end = end(of: other, at: start) { return start..<end }
            guard start != endIndex else { return nil }
            formIndex(after: &start)
        }
    }
}

extension StringProtocol {
    public func contains(_ other: String) -> Bool { firstRange(of: other) != nil }
}

extension RangeReplaceableCollection where Element: Equatable {
    /// Unlike the real one, it finds an empty collection nowhere.
    public func replacing<Other: Collection, Replacement: Collection>(
        _ other: Other, with replacement: Replacement, maxReplacements: Int = .max
    ) -> Self where Other.Element == Element, Replacement.Element == Element {
        var result = Self()
        var replacements = 0
        var index = startIndex
        while index != endIndex {
            if replacements < maxReplacements, let end = end(of: other, at: index), end != index {
                result.append(contentsOf: replacement)
                replacements += 1
                index = end
            } else {
                result.append(self[index])
                formIndex(after: &index)
            }
        }
        return result
    }
}
