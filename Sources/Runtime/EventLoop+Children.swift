import CLinux
import Glibc

extension EventLoop {
    /// The process ids of our children that are none of our programs: orphans that were handed to us.
    ///
    /// Empty where the kernel does not list children (CONFIG_PROC_CHILDREN).
    package var orphans: [Int32] {
        do throws(RuntimeError) {
            let text = String(decoding: try readFile("/proc/thread-self/children"), as: UTF8.self)
            return text.split(whereSeparator: \.isWhitespace).compactMap { Int32($0) }.filter { children[$0] == nil }
        } catch {
            return []
        }
    }

    /// Takes in all orphans among our descendants from now on, and reaps whatever ends, as a process 1 must.
    ///
    /// Throws `RuntimeError.systemCall`.
    package func adoptOrphans() throws(RuntimeError) {
        guard clinux_become_subreaper() == 0 else {
            throw .systemCall(name: "prctl", purpose: "take in orphans", code: errno)
        }
        try onSignal(SIGCHLD) { [unowned self] in
            var status: Int32 = 0
            // As many as have ended; each call takes one.
            while case let id = waitpid(-1, &status, WNOHANG), id > 0 { children[id]?.ended(status) }
        }
    }
}
