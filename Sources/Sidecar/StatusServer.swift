import HTTP
import Runtime
import StatusAPI

/// Serves the status API on one address.
final class StatusServer {
    private let listener: HTTPListener

    /// Starts to listen.
    ///
    /// - Throws: `RuntimeError` where the address cannot be listened on.
    init(
        _ api: StatusAPI,
        on address: ListenAddress,
        status: StatusSource,
        loop: EventLoop
    ) throws(RuntimeError) {
        var limits = HTTPListener.Limits()
        // No route takes a body.
        limits.request.bodyBytes = 4096
        listener = try HTTPListener(on: [address], loop: loop, limits: limits) { request, _, responder in
            responder.respond(api.respond(to: request, status: status))
        }
    }

    /// What is listened on, with the port that the kernel picked.
    var address: String { listener.addresses.map(\.description).joined(separator: ", ") }

    func close() {
        listener.close()
    }
}
