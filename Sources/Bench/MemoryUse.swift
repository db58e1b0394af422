/// What a process takes of the machine's memory, in bytes.
package struct MemoryUse: Hashable, Sendable {
    /// All pages that are there, those of files and those that others share with it too.
    package let resident: Int
    /// The same, with a page that several share counted as a part of one.
    package let proportional: Int
    /// What it has written to itself, and so the only part that another process of the same program pays again.
    package let anonymous: Int

    /// Reads the text of /proc/PID/smaps_rollup (proc(5)); nil if it lacks one of them.
    package init?(smapsRollup text: String) {
        var kilobytes: [Substring: Int] = [:]
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.count == 3, words[2] == "kB", let count = Int(words[1]) { kilobytes[words[0]] = count }
        }
        guard let resident = kilobytes["Rss:"], let proportional = kilobytes["Pss:"],
            let anonymous = kilobytes["Anonymous:"]
        else { return nil }
        self.resident = resident * 1024
        self.proportional = proportional * 1024
        self.anonymous = anonymous * 1024
    }
}
