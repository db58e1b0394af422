import HTTP

/// Who may change something over the status API: a program of the pod, and no page in a browser that another site sent.
///
/// A browser on the pod's node, or behind `kubectl port-forward`, sends what any page bids it to, to loopback addresses
/// too. It says so in Sec-Fetch-Site and Origin (W3C Fetch Metadata; Fetch, 3.2), and a name of another's that was
/// pointed at a loopback address stands in Host.
enum PodOnly {
    /// Why a request is refused; nil if it may be heeded.
    static func refusal(of request: HTTPRequest, fromLoopback: Bool) -> HTTPResponse? {
        guard fromLoopback else {
            return .error(403, "Only programs of this pod may ask for this, over its loopback address.")
        }
        let host = request.headers["Host"]
        if let host, !isLoopback(host) {
            return .error(403, "Host names another machine; ask localhost, 127.0.0.1 or [::1].")
        }
        let sites = request.headers.values("Sec-Fetch-Site")
        let origins = request.headers.values("Origin")
        let isOurs =
            sites.allSatisfy { $0 == "same-origin" || $0 == "none" }
            && origins.allSatisfy { origin in host.map { equalIgnoringCase("http://\($0)", origin) } ?? false }
        return isOurs ? nil : .error(403, "A page of another origin may not ask for this.")
    }

    /// Whether a Host field names this machine: `localhost` or a numeric loopback address, with or without a port.
    ///
    /// A name that only begins like an address, as 127.example, is somebody else's.
    private static func isLoopback(_ host: String) -> Bool {
        let end = host.lastIndex { $0 == ":" || $0 == "]" }
        let name = end.map { host[$0] == ":" ? host[..<$0] : host[...] } ?? host[...]
        if equalIgnoringCase(name, "localhost") || name == "[::1]" { return true }
        let numbers = name.split(separator: ".", omittingEmptySubsequences: false)
        // UInt8 takes a plus sign too.
        return numbers.count == 4 && numbers[0] == "127"
            && numbers.allSatisfy { UInt8($0) != nil && $0.allSatisfy(\.isNumber) }
    }
}
