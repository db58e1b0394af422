/// Which proxy the environment names for an API server, by Go's rules (golang.org/x/net/http/httpproxy), as kubectl and
/// client-go have it: `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, in capitals first.
///
/// Loopback never goes through a proxy. An entry of NO_PROXY is `*`, an address, an address range, a domain with all
/// below it, or `.domain` for what is below it alone; with a port it counts for that port only.
package struct ProxyEnvironment: Sendable {
    private let environment: [String: String]

    package init(_ environment: [String: String]) {
        self.environment = environment
    }

    /// The proxy for a server; nil for none.
    ///
    /// - Throws: `ProxyURLError` where the variable that counts makes no sense. Go goes without a proxy then, and nobody
    ///   is told why nothing gets through.
    package func proxy(for server: ServerURL) throws(ProxyURLError) -> ProxyURL? {
        let names = server.scheme == .https ? ["HTTPS_PROXY", "https_proxy"] : ["HTTP_PROXY", "http_proxy"]
        guard let (name, text) = first(of: names), !isDirect(server) else { return nil }
        return try ProxyURL(parsing: text, impliesHTTP: true, from: name)
    }

    private func isDirect(_ server: ServerURL) -> Bool {
        let host = server.host.lowercased()
        let address = IPAddress(host)
        if host == "localhost" || address?.isLoopback == true { return true }
        let entries = first(of: ["NO_PROXY", "no_proxy"])?.value.split(separator: ",") ?? []
        return entries.contains { entry in
            let entry = entry.lowercased().filter { !$0.isWhitespace }
            return Self.matches(entry, host: host, address: address, port: server.port)
        }
    }

    private static func matches(_ entry: String, host: String, address: IPAddress?, port: UInt16) -> Bool {
        if entry == "*" { return true }
        if let slash = entry.lastIndex(of: "/"), let network = IPAddress(entry[..<slash]) {
            guard let bits = UInt8(entry[entry.index(after: slash)...]) else { return false }
            return address?.shares(Int(bits), with: network) ?? false
        }
        var name = entry[...]
        // One colon, or one behind a bracket, sets off a port; more are an IPv6 address.
        if let colon = entry.lastIndex(of: ":"), entry[..<colon].hasSuffix("]") || !entry[..<colon].contains(":") {
            guard UInt16(entry[entry.index(after: colon)...]) == port else { return false }
            name = entry[..<colon]
        }
        if name.hasPrefix("["), name.hasSuffix("]") { name = name.dropFirst().dropLast() }
        if let excepted = IPAddress(name) { return excepted == address }
        if name.hasPrefix("*.") { name = name.dropFirst() }
        guard !name.isEmpty else { return false }
        return name.hasPrefix(".") ? host.hasSuffix(name) : host == name || host.hasSuffix(".\(name)")
    }

    private func first(of names: [String]) -> (name: String, value: String)? {
        for name in names {
            if let value = environment[name], !value.isEmpty { return (name, value) }
        }
        return nil
    }
}
