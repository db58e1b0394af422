import CCurl

/// Why a request brought no whole response.
///
/// None of these says that the server did not act on the request: libcurl sends it again if a kept-alive connection
/// turns out to be dead, and only the last attempt's failure is told here.
package enum TransferError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The deadline passed.
    case timedOut(server: String)
    /// The host's name has no address.
    case cannotResolve(host: String)
    /// No connection came about.
    case cannotConnect(server: String, reason: String)
    /// The connection could not be made secure, or is to somebody else.
    case tls(server: String, reason: String)
    /// Our own certificate or its key cannot be used.
    case badClientCertificate(server: String, reason: String)
    /// Head or body is larger than we accept.
    case tooLarge(server: String, part: String, limitBytes: Int)
    /// The request was not sent, since whoever started it did not want it any more when the connection was there.
    case withdrawn(server: String)
    /// The connection ended early, or what came over it is not HTTP.
    case broken(server: String, reason: String)

    package var description: String {
        switch self {
        case .timedOut(let server):
            "\(server) did not answer in time; check that it is up and not overloaded"
        case .cannotResolve(let host):
            "the name \(host) cannot be resolved; check its spelling and the name server"
        case .cannotConnect(let server, let reason):
            "cannot connect to \(server): \(reason); check address, port and network policies"
        case .tls(let server, let reason):
            "no secure connection to \(server): \(reason); check the server's certificate and the CA"
        case .badClientCertificate(let server, let reason):
            "no connection to \(server), since our client certificate cannot be used: \(reason); check that certificate and"
                + " key are in PEM form and belong together"
        case .tooLarge(let server, let part, let limitBytes):
            "the \(part) of \(server)'s response exceeds \(limitBytes) bytes; check that it is the right server"
        case .withdrawn(let server):
            "nothing was sent to \(server), since it would have been outdated by then"
        case .broken(let server, let reason):
            "the exchange with \(server) broke off: \(reason); check the server and what lies between"
        }
    }

    /// What libcurl's verdict on a transfer means; `reason` is its own text.
    init(_ code: CURLcode, endpoint: Endpoint, reason: String) {
        let server = endpoint.name
        switch code {
        case CURLE_OPERATION_TIMEDOUT:
            self = .timedOut(server: server)
        case CURLE_ABORTED_BY_CALLBACK:
            self = .withdrawn(server: server)
        case CURLE_COULDNT_RESOLVE_HOST:
            self = .cannotResolve(host: endpoint.host)
        case CURLE_COULDNT_RESOLVE_PROXY:
            self = .cannotResolve(host: endpoint.proxy?.host ?? endpoint.host)
        case CURLE_SSL_CERTPROBLEM:
            self = .badClientCertificate(server: server, reason: reason)
        case CURLE_COULDNT_CONNECT, CURLE_PROXY:
            self = .cannotConnect(server: server, reason: reason)
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CIPHER,
            CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CRL_BADFILE, CURLE_SSL_INVALIDCERTSTATUS:
            self = .tls(server: server, reason: reason)
        default:
            self = .broken(server: server, reason: reason)
        }
    }
}
