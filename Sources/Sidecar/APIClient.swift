import Election
import HTTP
import Kubernetes
import Runtime

/// Carries requests to the API server with the credentials of the moment, and tells failures in the election's terms.
///
/// What rotates counts from the next request on: authority, certificate and token are read anew, and a connection that
/// was made with others is not used again. A 401 has the credentials read again at once and the request sent once more
/// within its deadline: what was answered 401 did not happen. Without the files and programs that a cluster names,
/// nothing is sent.
final class APIClient {
    private let loop: EventLoop
    private let transfers: Transfers
    private let cluster: Cluster
    private let proxy: Endpoint.Proxy?
    private let credentials: CredentialSource

    /// Makes a client with connections of its own.
    ///
    /// - Parameter credentials: The cluster's; all clients of a cluster can share them.
    init(cluster: Cluster, proxy: ProxyURL?, credentials: CredentialSource, loop: EventLoop) {
        self.loop = loop
        self.cluster = cluster
        self.proxy = proxy.map(Endpoint.Proxy.init)
        self.credentials = credentials
        transfers = Transfers(loop: loop)
    }

    /// Sends a request; the completion is called once, by the deadline, unless it is cancelled before.
    func send(
        _ request: HTTPRequest,
        by deadline: Instant,
        completion: @escaping (Result<HTTPResponse, RequestFailure>) -> Void
    ) -> APICall {
        let call = APICall()
        send(request, call, by: deadline, completion)
        return call
    }

    /// Opens a stream; nothing more is called after `onEnd` or `cancel`.
    func stream(
        _ request: HTTPRequest,
        headBy headDeadline: Instant,
        endBy deadline: Instant,
        onHead: @escaping (HTTPResponse) -> Void,
        onBytes: @escaping ([UInt8]) -> Void,
        onEnd: @escaping (RequestFailure?) -> Void
    ) -> APICall {
        let call = APICall()
        let handlers = StreamHandlers(onHead: onHead, onBytes: onBytes) { onEnd($0.map(RequestFailure.init)) }
        stream(request, call, headBy: headDeadline, endBy: deadline, handlers, onRefusal: onEnd)
        return call
    }

    /// How the exchange went that ended last; to be looked at by its completion.
    ///
    /// Nil where nothing was sent, for want of credentials.
    var lastCourse: TransferCourse? { transfers.lastCourse }

    /// Gives a call up: its handlers are not called any more.
    func cancel(_ call: APICall) {
        call.isOver = true
        if let transfer = call.transfer { transfers.cancel(transfer) }
    }

    private func send(
        _ request: HTTPRequest,
        _ call: APICall,
        by deadline: Instant,
        _ completion: @escaping (Result<HTTPResponse, RequestFailure>) -> Void
    ) {
        attempt(request, call, by: deadline, onFailure: { completion(.failure($0)) }) {
            [unowned self] request, endpoint, proof in
            transfers.start(request, to: endpoint, deadline: deadline, bodyLimitBytes: LockSession.bodyLimit) {
                result in
                if case .success(let response) = result, self.isToBeRepeated(call, response.status, proof) {
                    self.send(request, call, by: deadline, completion)
                } else {
                    call.isOver = true
                    completion(result.mapError(RequestFailure.init))
                }
            }
        }
    }

    private func stream(
        _ request: HTTPRequest,
        _ call: APICall,
        headBy headDeadline: Instant,
        endBy deadline: Instant,
        _ handlers: StreamHandlers,
        onRefusal: @escaping (RequestFailure) -> Void
    ) {
        attempt(request, call, by: headDeadline, onFailure: onRefusal) { [unowned self] request, endpoint, proof in
            var ours = handlers
            ours.onHead = { head in
                guard self.isToBeRepeated(call, head.status, proof) else { return handlers.onHead(head) }
                if let transfer = call.transfer { self.transfers.cancel(transfer) }
                self.stream(request, call, headBy: headDeadline, endBy: deadline, handlers, onRefusal: onRefusal)
            }
            ours.onEnd = { error in
                call.isOver = true
                handlers.onEnd(error)
            }
            return transfers.startStream(
                request,
                to: endpoint,
                headDeadline: headDeadline,
                deadline: deadline,
                handlers: ours
            )
        }
    }

    /// Starts a request as soon as there are credentials for it, or has it fail, but never from within this call.
    private func attempt(
        _ request: HTTPRequest,
        _ call: APICall,
        by deadline: Instant,
        onFailure: @escaping (RequestFailure) -> Void,
        start: @escaping (HTTPRequest, Endpoint, CredentialSource.Proof) -> TransferID
    ) {
        call.transfer = nil
        credentials.provide(by: deadline) { [unowned self] result in
            guard !call.isOver else { return }
            do throws(RequestFailure) {
                let proof = try result.get()
                call.transfer = start(identified(request, by: proof), try endpoint(for: proof), proof)
            } catch {
                loop.schedule(at: SystemClock.instant()) {
                    guard !call.isOver else { return }
                    call.isOver = true
                    onFailure(error)
                }
            }
        }
    }

    private func isToBeRepeated(_ call: APICall, _ status: Int, _ proof: CredentialSource.Proof) -> Bool {
        guard status == 401 else {
            credentials.accepted(proof)
            return false
        }
        // Also where the same is read again: behind one address may be several servers, of which one lags.
        guard credentials.refused(proof), !call.isRepeated else { return false }
        call.isRepeated = true
        return true
    }

    private func identified(_ request: HTTPRequest, by proof: CredentialSource.Proof) -> HTTPRequest {
        var request = request
        request.headers["Authorization"] = proof.token?.headerValue
        cluster.impersonation?.add(to: &request.headers)
        return request
    }

    private func endpoint(for proof: CredentialSource.Proof) throws(RequestFailure) -> Endpoint {
        var endpoint = Endpoint(cluster.server)
        endpoint.pathPrefix = cluster.server.pathPrefix
        endpoint.proxy = proxy
        guard endpoint.scheme == .https else { return endpoint }
        endpoint.authority = try authority()
        endpoint.serverName = cluster.tlsServerName
        endpoint.clientCertificate = proof.clientCertificate
        return endpoint
    }

    private func authority() throws(RequestFailure) -> Endpoint.CertificateAuthority {
        switch cluster.authority {
        case .system: return .system
        case .nobody: return .nobody
        case .pem(let pem):
            do throws(RuntimeError) {
                return .pem(try pem.bytes())
            } catch {
                throw .unreachable("nothing is sent, since the server could be an impostor: \(error)")
            }
        }
    }
}

extension Cluster.PEM {
    /// The bytes, read now where a file holds them.
    func bytes() throws(RuntimeError) -> [UInt8] {
        switch self {
        case .file(let path): try readFile(path)
        case .data(let bytes): bytes
        }
    }
}

extension Endpoint {
    /// Where a URL's server is; its path is not part of it.
    init(_ url: ServerURL) {
        self.init(scheme: url.scheme == .https ? .https : .http, host: url.host, port: url.port)
    }
}

extension Endpoint.Proxy {
    init(_ url: ProxyURL) {
        let scheme: Scheme =
            switch url.scheme {
            case .http: .http
            case .https: .https
            case .socks5: .socks5
            }
        let login = url.login.map { Login(name: $0.name, password: $0.password) }
        self.init(scheme: scheme, host: url.host, port: url.port, login: login)
    }
}

extension RequestFailure {
    init(_ error: TransferError) {
        switch error {
        case .timedOut: self = .timedOut
        case .tooLarge: self = .nonsense("\(error)")
        case .cannotResolve, .cannotConnect, .tls, .badClientCertificate, .withdrawn, .broken:
            self = .unreachable("\(error)")
        }
    }
}
