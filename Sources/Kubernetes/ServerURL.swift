/// Where an API server is, as `--server` and kubeconfig files name it: `https://host:port/prefix`.
package struct ServerURL: Hashable, Sendable {
    package enum Scheme: String, Hashable, Sendable {
        case http
        case https
    }

    package var scheme: Scheme
    /// A name or an address; an IPv6 address without brackets.
    package var host: String
    package var port: UInt16
    /// What stands before every path, for example `/k8s/clusters/c-1`; empty, or a slash in front and none behind.
    package var pathPrefix: String

    package init(scheme: Scheme, host: String, port: UInt16, pathPrefix: String = "") {
        self.scheme = scheme
        self.host = host
        self.port = port
        self.pathPrefix = pathPrefix
    }

    /// The URL as people write it, for example `https://[fd00::1]:6443`.
    package var text: String {
        "\(scheme.rawValue)://\(host.contains(":") ? "[\(host)]" : host):\(port)\(pathPrefix)"
    }
}

extension ServerURL {
    /// Reads a URL strictly: nothing in it is guessed, dropped or escaped.
    ///
    /// - Throws: `ServerURLError`
    package init(parsing text: String) throws(ServerURLError) {
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else { throw .notPrintable }
        // It may stand behind a password, which no message may repeat.
        guard !text.contains("@") else { throw .hasUserInfo }
        guard let colon = text.firstIndex(of: ":"), text[colon...].hasPrefix("://"),
            let scheme = Scheme(rawValue: text[..<colon].lowercased())
        else { throw .noScheme(text) }
        let rest = text[text.index(colon, offsetBy: 3)...]
        guard !rest.contains(where: { $0 == "?" || $0 == "#" }) else { throw .hasQuery }
        let authority = rest.prefix { $0 != "/" }
        var path = rest[authority.endIndex...]
        while path.last == "/" { path.removeLast() }
        let (host, port) = try Self.hostAndPort(authority, in: text)
        self.init(
            scheme: scheme,
            host: host,
            port: port ?? (scheme == .https ? 443 : 80),
            pathPrefix: String(path)
        )
    }

    private static func hostAndPort(
        _ authority: Substring,
        in text: String
    ) throws(ServerURLError) -> (String, UInt16?) {
        let host: Substring
        let rest: Substring
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { throw .badHost(text) }
            host = authority[..<end].dropFirst()
            rest = authority[authority.index(after: end)...]
            guard host.contains(":"), host.allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." }) else {
                throw .badHost(text)
            }
        } else {
            host = authority.prefix { $0 != ":" }
            rest = authority[host.endIndex...]
            guard !host.isEmpty, host.allSatisfy({ $0.isLetter || $0.isNumber || "-._".contains($0) }) else {
                throw .badHost(text)
            }
        }
        if rest.isEmpty { return (String(host), nil) }
        let digits = rest.dropFirst()
        guard rest.hasPrefix(":"), digits.allSatisfy(\.isNumber), let port = UInt16(digits), port > 0 else {
            throw .badPort(text)
        }
        return (String(host), port)
    }
}

/// What is wrong with the URL of an API server, and what would be right.
package enum ServerURLError: Error, Hashable, CustomStringConvertible {
    case notPrintable
    case noScheme(String)
    case hasUserInfo
    case hasQuery
    case badHost(String)
    case badPort(String)

    package var description: String {
        switch self {
        case .notPrintable:
            "the API server's URL has a space, a control character or a letter outside of ASCII in it\(Self.form)"
        case .noScheme(let text):
            "the API server's URL '\(text)' begins with neither https:// nor http://\(Self.form)"
        case .hasUserInfo:
            "the API server's URL has a user or password in it, which is not supported; use a token file instead"
        case .hasQuery:
            "the API server's URL has a query or fragment, which it cannot have\(Self.form)"
        case .badHost(let text):
            "the API server's URL '\(text)' has no valid host; write a name, an IPv4 address, or an IPv6 address in"
                + " brackets\(Self.form)"
        case .badPort(let text):
            "the API server's URL '\(text)' has no valid port; write 1 to 65535, or none\(Self.form)"
        }
    }

    private static let form = ", for example https://10.0.0.1:6443 or http://localhost:8001"
}
