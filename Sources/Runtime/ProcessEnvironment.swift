import Glibc

/// The variables that this process was started with.
package enum ProcessEnvironment {
    /// All of them, as `NAME=value`.
    package static var entries: [String] {
        var entries: [String] = []
        var entry = environ
        while let pointer = entry.pointee {
            entries.append(String(cString: pointer))
            entry += 1
        }
        return entries
    }
}
