import Election
import JSON

/// What a credential plugin gives: a token, a client certificate, or both, and until when they are good
/// (`client.authentication.k8s.io`, kind `ExecCredential`, its status).
///
/// Its description holds no secret.
package struct ExecCredential: Hashable, Sendable, CustomStringConvertible {
    package var token: BearerToken?
    package var clientCertificate: Cluster.ClientCertificate?
    /// Nil where the plugin does not say; the credential is then good until it is refused.
    package var expiration: WallTime?

    package var description: String { "a plugin's credential" }

    package init(
        token: BearerToken? = nil,
        clientCertificate: Cluster.ClientCertificate? = nil,
        expiration: WallTime? = nil
    ) {
        self.token = token
        self.clientCertificate = clientCertificate
        self.expiration = expiration
    }

    /// What a plugin printed.
    ///
    /// - Throws: `ExecCredentialError`
    package init(printed: [UInt8], version: ExecPlugin.APIVersion) throws(ExecCredentialError) {
        guard !BearerToken.trimmed(printed).isEmpty else { throw .nothing }
        let object: Object
        do throws(JSONError) {
            object = try Object(JSONFields(parsing: printed))
        } catch {
            throw .malformed(error.cause)
        }
        guard object.kind == "ExecCredential" else { throw .anotherKind(object.kind.readable(limit: 100)) }
        guard object.apiVersion == version.rawValue else {
            throw .anotherVersion(object.apiVersion.readable(limit: 100), expected: version)
        }
        guard let status = object.status else { throw .noStatus }
        let (certificate, key) = (status.clientCertificateData ?? "", status.clientKeyData ?? "")
        guard certificate.isEmpty == key.isEmpty else { throw .halfACertificate }
        if !certificate.isEmpty {
            guard certificate.contains("-----BEGIN CERTIFICATE-----"), key.contains("PRIVATE KEY-----") else {
                throw .noPEM
            }
            clientCertificate = .init(certificate: .data(Array(certificate.utf8)), key: .data(Array(key.utf8)))
        }
        if let text = status.token, !text.isEmpty {
            do throws(TokenError) {
                token = try BearerToken(fileContents: Array(text.utf8))
            } catch {
                throw .badToken(error)
            }
        }
        guard token != nil || clientCertificate != nil else { throw .emptyStatus }
        if let text = status.expirationTimestamp {
            guard let time = MicroTime.time(text) else { throw .badExpiration(text.readable(limit: 100)) }
            expiration = time
        }
    }

    private struct Object {
        var kind: String
        var apiVersion: String
        var status: Status?

        init(_ object: JSONFields) throws(JSONError) {
            kind = try object.required("kind", object.string)
            apiVersion = try object.required("apiVersion", object.string)
            status = try object.fields("status").map(Status.init)
        }
    }

    private struct Status {
        var token: String?
        var clientCertificateData: String?
        var clientKeyData: String?
        var expirationTimestamp: String?

        init(_ status: JSONFields) throws(JSONError) {
            token = try status.string("token")
            clientCertificateData = try status.string("clientCertificateData")
            clientKeyData = try status.string("clientKeyData")
            expirationTimestamp = try status.string("expirationTimestamp")
        }
    }
}

/// What is wrong with what a credential plugin printed; nothing secret is part of it.
package enum ExecCredentialError: Error, Hashable, CustomStringConvertible {
    case nothing
    /// No JSON, or not of the form; the text is the cause.
    case malformed(String)
    case anotherKind(String)
    case anotherVersion(String, expected: ExecPlugin.APIVersion)
    case noStatus
    case emptyStatus
    case halfACertificate
    case noPEM
    case badToken(TokenError)
    case badExpiration(String)

    package var description: String {
        switch self {
        case .nothing: "it printed nothing"
        case .malformed(let cause): "it printed no ExecCredential: \(cause)"
        case .anotherKind(let kind): "it printed an object of kind '\(kind)' instead of ExecCredential"
        case .anotherVersion(let version, let expected):
            "it printed version '\(version)', but the kubeconfig says \(expected.rawValue); change the one or the other"
        case .noStatus: "its ExecCredential has no status"
        case .emptyStatus: "its ExecCredential holds neither a token nor a client certificate"
        case .halfACertificate: "its ExecCredential holds a client certificate or its key, but not both"
        case .noPEM: "the client certificate or key in its ExecCredential is not in PEM form"
        case .badToken(let error): "the token in its ExecCredential cannot be used: \(error)"
        case .badExpiration(let text): "the expirationTimestamp in its ExecCredential, '\(text)', is no time"
        }
    }
}
