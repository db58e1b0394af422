/// What is done to a process from outside, each with the POSIX signal that does it.
package enum Signal: Hashable, Sendable {
    /// SIGKILL: the crash.
    case kill
    /// SIGTERM: the polite end.
    case terminate
    /// SIGSTOP: it keeps everything and does nothing.
    case freeze
    /// SIGCONT: it goes on as if no time had passed.
    case thaw
}
