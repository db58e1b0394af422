import Glibc

/// A small file that others read while it is replaced, and always find whole: its old contents, its new ones, or none.
///
/// It is written on the loop, so it belongs on a local volume.
package struct SharedFile: Sendable {
    package let path: String
    /// In the same directory, since only within one volume a name takes another's place in one step.
    private var draft: String { path + ".new" }

    package init(path: String) {
        self.path = path
    }

    /// Removes the file, and finds out whether it could be written.
    ///
    /// - Throws: `RuntimeError.unwritableFile`
    package func clear() throws(RuntimeError) {
        try remove()
        try write([])
        try unlink(draft)
    }

    /// Gives the file new contents in one step, readable for everybody, if they hold when they are about to count.
    ///
    /// - Parameter holds: Is asked when everything but the last step is done.
    /// - Returns: what `holds` said; with false the file is as it was.
    /// - Throws: `RuntimeError.unwritableFile`; the file is as it was.
    package func replace(with bytes: [UInt8], ifStill holds: () -> Bool) throws(RuntimeError) -> Bool {
        try write(bytes)
        guard holds() else {
            try unlink(draft)
            return false
        }
        guard rename(draft, path) == 0 else {
            let failure = failure()
            try unlink(draft)
            throw failure
        }
        return true
    }

    /// Removes the file, and what an earlier life has left of a draft; nothing happens if there is none.
    ///
    /// - Throws: `RuntimeError.unwritableFile`
    package func remove() throws(RuntimeError) {
        try unlink(path)
        try unlink(draft)
    }

    /// Writes the draft, whatever an earlier life has left of one; leaves none if it fails.
    private func write(_ bytes: [UInt8]) throws(RuntimeError) {
        try unlink(draft)
        let opened = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard opened >= 0 else { throw failure() }
        let file = FileDescriptor(owning: opened)
        var isWhole = false
        // The failure is told, not what follows from it: on a full volume half a draft takes room.
        defer { if !isWhole { _ = Glibc.unlink(draft) } }
        // The mask of this process says nothing about the other containers' users.
        guard fchmod(file.number, 0o644) == 0 else { throw failure() }
        let count = Glibc.write(file.number, bytes, bytes.count)
        // A volume that is almost full takes a part.
        guard count == bytes.count else { throw failure(count < 0 ? errno : ENOSPC) }
        isWhole = true
    }

    private func unlink(_ path: String) throws(RuntimeError) {
        guard Glibc.unlink(path) == 0 || errno == ENOENT else { throw failure() }
    }

    private func failure(_ code: Int32 = errno) -> RuntimeError { .unwritableFile(path: path, code: code) }
}
