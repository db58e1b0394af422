import CLinux
import Glibc

/// The signals that a loop receives, and the descriptor by which they come.
struct SignalReceiver: ~Copyable {
    var handlers: [Int32: () -> Void] = [:]
    var mask = sigset_t()
    /// A signalfd; -1 before the first signal is asked for.
    var descriptor: Int32 = -1

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }
}

extension EventLoop {
    /// Calls the handler on the loop for every such signal from now on, instead of what the signal does by itself.
    ///
    /// It blocks the signal in the calling thread, which must be the loop's and, since threads inherit the mask, should
    /// be the process's only one. Signals that come faster than they are handled are merged, as the kernel does.
    /// Throws `RuntimeError.systemCall`.
    package func onSignal(_ number: Int32, _ handler: @escaping () -> Void) throws(RuntimeError) {
        sigaddset(&signals.mask, number)
        pthread_sigmask(SIG_BLOCK, &signals.mask, nil)
        let isFirst = signals.descriptor < 0
        let flags = Int32(SFD_NONBLOCK) | Int32(SFD_CLOEXEC)
        let descriptor = signalfd(signals.descriptor, &signals.mask, flags)
        guard descriptor >= 0 else { throw .systemCall(name: "signalfd", purpose: "receive signals", code: errno) }
        signals.descriptor = descriptor
        signals.handlers[number] = handler
        if isFirst { try watch(descriptor, for: .read) { [unowned self] _ in receiveSignal() } }
    }

    /// One signal a turn: if there are more, the loop comes back here.
    private func receiveSignal() {
        var info = signalfd_siginfo()
        let size = MemoryLayout<signalfd_siginfo>.size
        guard read(signals.descriptor, &info, size) == size else { return }
        let handler = signals.handlers[Int32(info.ssi_signo)]
        handler?()
    }
}
