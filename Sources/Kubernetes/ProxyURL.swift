import HTTP

/// Where a proxy is, as `proxy-url` and the proxy environment variables name it: `http://user:password@host:port`.
///
/// Its description names neither user nor password: logs are read by others.
package struct ProxyURL: Hashable, Sendable, CustomStringConvertible {
    package enum Scheme: String, Hashable, Sendable, CaseIterable {
        case http
        case https
        case socks5

        var defaultPort: UInt16 {
            switch self {
            case .http: 80
            case .https: 443
            case .socks5: 1080
            }
        }
    }

    package struct Login: Hashable, Sendable {
        package var name: String
        package var password: String
    }

    package var scheme: Scheme
    /// A name or an address; an IPv6 address without brackets.
    package var host: String
    package var port: UInt16
    package var login: Login?

    package var description: String { "\(scheme.rawValue)://\(host.contains(":") ? "[\(host)]" : host):\(port)" }

    /// Reads a URL; a path behind it means nothing, as for client-go.
    ///
    /// - Parameters:
    ///   - text: It must name one of the schemes, unless `impliesHTTP`: then `host:port` will do (Go's httpproxy).
    ///   - source: What named it, for the error, which does not repeat the text: a password may stand in it.
    /// - Throws: `ProxyURLError`
    package init(parsing text: String, impliesHTTP: Bool = false, from source: String) throws(ProxyURLError) {
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else { throw ProxyURLError(source: source) }
        var rest = text[...]
        if let range = text.firstRange(of: "://") {
            // socks5h is what curl's users write for what Go's socks5 does.
            let name = text[..<range.lowerBound].lowercased()
            guard let named = Scheme(rawValue: name == "socks5h" ? "socks5" : name) else {
                throw ProxyURLError(source: source)
            }
            scheme = named
            rest = text[range.upperBound...]
        } else if impliesHTTP {
            scheme = .http
        } else {
            throw ProxyURLError(source: source)
        }
        rest = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        if let at = rest.lastIndex(of: "@") {
            let parts = rest[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            // A plus sign stands for itself before the host.
            let decoded = parts.map { percentDecoded($0.replacing("+", with: "%2B")) }
            login = Login(name: decoded[0], password: decoded.count > 1 ? decoded[1] : "")
            rest = rest[rest.index(after: at)...]
        }
        do throws(ServerURLError) {
            // Host and port follow the rules of the API server's URL.
            let address = try ServerURL(parsing: "http://\(rest)")
            let namesPort = rest.last != "]" && rest.contains(":")
            (host, port) = (address.host, namesPort ? address.port : scheme.defaultPort)
        } catch {
            throw ProxyURLError(source: source)
        }
    }
}

/// The URL of a proxy makes no sense; what it says is not repeated, since a password may stand in it.
package struct ProxyURLError: Error, Hashable, CustomStringConvertible {
    /// What named it, for example `HTTPS_PROXY`.
    package var source: String

    package init(source: String) {
        self.source = source
    }

    package var description: String {
        "the proxy URL of \(source) cannot be used; write http://, https:// or socks5:// and host:port, for example"
            + " http://proxy.example:3128"
    }
}
