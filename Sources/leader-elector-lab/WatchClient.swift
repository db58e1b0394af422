import Election
import HTTP
import Runtime

/// A client of `/watch`, which hears of each change of leaders.
final class WatchClient {
    private let transfers: Transfers
    private var stream: TransferID?
    private(set) var isOpen = false
    /// What has come of a line that has not ended.
    private var line: [UInt8] = []

    /// - Parameter onName: Gets each name that is told, and when it came.
    init(port: UInt16, loop: EventLoop, onName: @escaping (String, Instant) -> Void) {
        transfers = Transfers(loop: loop)
        let now = SystemClock.instant()
        stream = transfers.startStream(
            HTTPRequest(method: "GET", target: "/watch"),
            to: Endpoint(scheme: .http, host: "127.0.0.1", port: port),
            headDeadline: now + .seconds(2),
            deadline: now + .seconds(3600),
            handlers: StreamHandlers(
                onHead: { [unowned self] head in isOpen = head.status == 200 },
                onBytes: { [unowned self] bytes in
                    for name in names(in: bytes) { onName(name, SystemClock.instant()) }
                },
                onEnd: { [unowned self] _ in
                    isOpen = false
                    stream = nil
                }
            )
        )
    }

    func stop() {
        if let stream { transfers.cancel(stream) }
        stream = nil
        isOpen = false
    }

    /// Of the `data:` lines that are whole now.
    private func names(in bytes: [UInt8]) -> [String] {
        var names: [String] = []
        for byte in bytes {
            guard byte == UInt8(ascii: "\n") else {
                line.append(byte)
                continue
            }
            if line.starts(with: "data:".utf8), let name = line.withUnsafeBytes(\.leaderName) { names.append(name) }
            line.removeAll(keepingCapacity: true)
        }
        return names
    }
}
