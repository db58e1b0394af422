/// Reads a whole small file; the shell's, so that looking for a cluster stays a function of what it finds.
///
/// It bounds the size of what it reads: a megabyte is more than any of these files has.
package typealias FileReader = (_ path: String) throws(FileError) -> [UInt8]

/// Why a file could not be read.
package enum FileError: Error, Hashable, CustomStringConvertible {
    case missing(path: String)
    /// The sentence names the path and the cause.
    case unreadable(String)

    package var description: String {
        switch self {
        case .missing(let path): "there is no file \(path)"
        case .unreadable(let sentence): sentence
        }
    }
}
