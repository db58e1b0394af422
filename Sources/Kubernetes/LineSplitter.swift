/// Cuts a stream of bytes into lines, wherever the stream itself is cut.
struct LineSplitter: Sendable {
    /// The longest line, in bytes without its line feed; what is kept is never more.
    let limitBytes: Int
    /// The line that has begun but not ended.
    private(set) var rest: [UInt8] = []

    init(limitBytes: Int) {
        self.limitBytes = limitBytes
    }

    /// The lines that end in `bytes`, without their line feeds; nil where one is too long.
    mutating func split(_ bytes: [UInt8]) -> [[UInt8]]? {
        var lines: [[UInt8]] = []
        var begin = bytes.startIndex
        while let end = bytes[begin...].firstIndex(of: UInt8(ascii: "\n")) {
            rest += bytes[begin..<end]
            guard rest.count <= limitBytes else { return nil }
            lines.append(rest)
            rest = []
            begin = end + 1
        }
        rest += bytes[begin...]
        return rest.count <= limitBytes ? lines : nil
    }
}
