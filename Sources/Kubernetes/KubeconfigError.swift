import YAML

/// What is wrong in a kubeconfig file, where, and what to do about it.
///
/// No secret stands in the description: neither a token, nor a key, nor a URL that may hold a password.
package struct KubeconfigError: Error, Hashable, CustomStringConvertible {
    package var path: String
    /// Counted from 1; nil where a line means nothing.
    package var line: Int?
    /// Whose field it is, for example `user 'dev'`.
    package var owner: String?
    package var problem: Problem

    package init(path: String, line: Int? = nil, owner: String? = nil, _ problem: Problem) {
        self.path = path
        self.line = line
        self.owner = owner
        self.problem = problem
    }

    package var description: String {
        var place = line.map { ", line \($0)" } ?? ""
        if case .yaml(let error) = problem { place += ", column \(error.column)" }
        let owner = owner.map { ", \($0)" } ?? ""
        return "kubeconfig \(path)\(place)\(owner): \(problem.sentence)"
    }

    package enum Problem: Hashable, Sendable {
        case yaml(YAMLError)
        case otherKind(String)
        case notAMapping
        case notAList(String)
        case notAText(String)
        case notABool(String)
        case unquoted(String)
        case duplicateName(firstLine: Int)
        /// The context names a cluster or user that is nowhere.
        case missingEntry(String, name: String)
        case missing(String)
        case badServer(ServerURLError)
        case badProxy(ProxyURLError)
        case badNamespace(NameError)
        case notBase64(String)
        case unreadable(String, FileError)
        case notACertificate(String)
        case notAPrivateKey(String)
        case encryptedKey(String)
        case authorityButInsecure
        case certificateWithoutKey
        case keyWithoutCertificate
        case badToken(String, TokenError)
        case basicAuthentication
        case authProvider(String)
        case execVersion(String)
        case execInteractiveMode(String)
        case noInteractiveMode
        case impersonationWithoutUser
    }
}

extension KubeconfigError.Problem {
    /// What is wrong, and what to do.
    var sentence: String {
        switch self {
        case .yaml(let error):
            "\(error.problem)"
        case .otherKind(let kind):
            "this is \(kind.readable(limit: 80)), no kubeconfig (v1 Config); name another file"
        case .notAMapping:
            "keys with values must stand here, as in 'name: value'; see to the indentation"
        case .notAList(let key):
            "'\(key)' must be a list; begin each item with '- '"
        case .notAText(let key):
            "'\(key)' must be a text; see to the indentation"
        case .notABool(let key):
            "'\(key)' must be true or false, without quotes"
        case .unquoted(let key):
            "'\(key)' must be a text, but without quotes this is a number or truth value; put it in quotes"
        case .duplicateName(let firstLine):
            "an entry with this name stands in line \(firstLine) already; remove or rename one of them"
        case .missingEntry(let kind, let name):
            "there is no \(kind) '\(name.readable(limit: 80))'; add it to this file or to another of KUBECONFIG, or choose"
                + " another context with --context"
        case .missing(let key):
            "'\(key)' is missing; add it, or choose another context with --context"
        case .badServer(let error):
            "\(error)"
        case .badProxy(let error):
            "\(error)"
        case .badNamespace(let error):
            "\(error)"
        case .notBase64(let key):
            "'\(key)' is no base64; it must hold what 'base64 -w0 <file>' prints"
        case .unreadable(let key, let error):
            "'\(key)': \(error)"
        case .notACertificate(let key):
            "'\(key)' holds no certificate in PEM form; it must begin with -----BEGIN CERTIFICATE-----"
        case .notAPrivateKey(let key):
            "'\(key)' holds no private key in PEM form; it must have a line -----BEGIN ... PRIVATE KEY-----"
        case .encryptedKey(let key):
            "'\(key)' holds an encrypted private key, for which nobody can type the password here; decrypt it, for"
                + " example with 'openssl pkey'"
        case .authorityButInsecure:
            "'insecure-skip-tls-verify' contradicts the certificate authority that is named too; remove one of them"
        case .certificateWithoutKey:
            "a client certificate without its key; add 'client-key' or 'client-key-data'"
        case .keyWithoutCertificate:
            "a client key without its certificate; add 'client-certificate' or 'client-certificate-data'"
        case .badToken(let key, let error):
            "'\(key)': \(error)"
        case .basicAuthentication:
            "'username' and 'password' are no credentials that Kubernetes 1.19 or newer takes; use a token, a client"
                + " certificate or an exec plugin"
        case .authProvider(let name):
            "the auth provider '\(name.readable(limit: 80))' is not supported; \(Self.successor(of: name))"
        case .execVersion(let version):
            "exec speaks '\(version.readable(limit: 80))', which is not supported; write"
                + " client.authentication.k8s.io/v1 or v1beta1, or have the tool that wrote it write it anew (for EKS,"
                + " aws eks update-kubeconfig)"
        case .execInteractiveMode(let mode):
            "exec has the interactiveMode '\(mode.readable(limit: 80))'; write Never, IfAvailable or Always"
        case .noInteractiveMode:
            "exec has no 'interactiveMode', which client.authentication.k8s.io/v1 needs; add 'interactiveMode: Never'"
        case .impersonationWithoutUser:
            "'as-uid', 'as-groups' or 'as-user-extra' without 'as'; name the user to act as, too"
        }
    }

    /// What took the place of the auth providers that kubectl once brought along.
    private static func successor(of provider: String) -> String {
        switch provider {
        case "gcp":
            "kubectl 1.26 removed it: install gke-gcloud-auth-plugin and run 'gcloud container clusters"
                + " get-credentials' again"
        case "azure":
            "kubectl 1.26 removed it: install kubelogin and run 'kubelogin convert-kubeconfig'"
        default:
            "use an exec plugin instead, for example kubectl oidc-login for oidc"
        }
    }
}
