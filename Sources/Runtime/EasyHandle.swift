import CCurl
import HTTP

/// One of libcurl's easy handles, set up for one request, with everything that it needs to stay alive.
struct EasyHandle: ~Copyable {
    let pointer: UnsafeMutableRawPointer
    private let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
    private var headerLines: UnsafeMutablePointer<curl_slist>?
    private var connectTo: UnsafeMutablePointer<curl_slist>?

    /// Libcurl can be used from the first handle on; it is never shut down, as the process ends before it.
    private static let isInitialized = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    init(_ request: HTTPRequest, endpoint: Endpoint, connectTimeout: Duration, onFreshConnection: Bool) {
        guard Self.isInitialized, let pointer = curl_easy_init() else {
            preconditionFailure("libcurl cannot be initialized: out of memory")
        }
        self.pointer = pointer
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        ccurl_set_pointer(pointer, CURLOPT_ERRORBUFFER, errorText)
        setPolicy()
        setTrust(endpoint.authority)
        setClientCertificate(endpoint.clientCertificate)
        setProxy(endpoint.proxy)
        setRequest(request, endpoint)
        // Libcurl gives half of this to the first of several addresses, so that a dead one does not eat the deadline.
        // A little more than is left, since it counts whole milliseconds and the deadline itself is the loop's.
        ccurl_set_long(pointer, CURLOPT_CONNECTTIMEOUT_MS, max(0, Int(connectTimeout.milliseconds)) + 5)
        ccurl_set_long(pointer, CURLOPT_FRESH_CONNECT, onFreshConnection ? 1 : 0)
    }

    deinit {
        curl_easy_cleanup(pointer)
        curl_slist_free_all(headerLines)
        curl_slist_free_all(connectTo)
        errorText.deallocate()
    }

    /// Libcurl's own words about a failure.
    func reason(_ code: CURLcode) -> String {
        let text = String(cString: errorText)
        return text.isEmpty ? String(cString: curl_easy_strerror(code)) : text
    }

    /// Has the response's header lines and body handed to these functions, with `context`.
    func onData(context: UnsafeMutableRawPointer, header: ccurl_data_function, body: ccurl_data_function) {
        ccurl_set_data_function(pointer, CURLOPT_HEADERFUNCTION, header)
        ccurl_set_pointer(pointer, CURLOPT_HEADERDATA, context)
        ccurl_set_data_function(pointer, CURLOPT_WRITEFUNCTION, body)
        ccurl_set_pointer(pointer, CURLOPT_WRITEDATA, context)
    }

    /// Has this function asked, with `context`, when the connection is there and nothing of the request has been sent.
    func onConnection(context: UnsafeMutableRawPointer, _ function: curl_prereq_callback) {
        ccurl_set_prerequisite_function(pointer, function)
        ccurl_set_pointer(pointer, CURLOPT_PREREQDATA, context)
    }

    private func setPolicy() {
        ccurl_set_text(pointer, CURLOPT_PROTOCOLS_STR, "http,https")
        ccurl_set_long(pointer, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        ccurl_set_long(pointer, CURLOPT_FOLLOWLOCATION, 0)
        ccurl_set_long(pointer, CURLOPT_PATH_AS_IS, 1)
        ccurl_set_long(pointer, CURLOPT_NOSIGNAL, 1)
        // Without it, giving up a transfer waits for the thread that resolves its host's name.
        ccurl_set_long(pointer, CURLOPT_QUICK_EXIT, 1)
        ccurl_set_long(pointer, CURLOPT_TCP_KEEPALIVE, 1)
        ccurl_set_long(pointer, CURLOPT_TCP_KEEPIDLE, 15)
        ccurl_set_long(pointer, CURLOPT_TCP_KEEPINTVL, 5)
    }

    private func setTrust(_ authority: Endpoint.CertificateAuthority) {
        for (peer, host) in [
            (CURLOPT_SSL_VERIFYPEER, CURLOPT_SSL_VERIFYHOST),
            (CURLOPT_PROXY_SSL_VERIFYPEER, CURLOPT_PROXY_SSL_VERIFYHOST),
        ] {
            ccurl_set_long(pointer, peer, authority == .nobody ? 0 : 1)
            ccurl_set_long(pointer, host, authority == .nobody ? 0 : 2)
        }
        ccurl_set_long(pointer, CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        ccurl_set_long(pointer, CURLOPT_PROXY_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        // A rotated CA counts from the next connection on, not a day later.
        ccurl_set_long(pointer, CURLOPT_CA_CACHE_TIMEOUT, 0)
        guard case .pem(let bytes) = authority else { return }
        setBlob(CURLOPT_CAINFO_BLOB, bytes)
        setBlob(CURLOPT_PROXY_CAINFO_BLOB, bytes)
        // Otherwise the machine's authorities would be trusted beside the one that was named.
        ccurl_set_pointer(pointer, CURLOPT_CAPATH, nil)
        ccurl_set_pointer(pointer, CURLOPT_PROXY_CAPATH, nil)
    }

    private func setClientCertificate(_ ours: Endpoint.ClientCertificate?) {
        guard let ours else { return }
        // Bytes, not paths: by them libcurl tells connections and TLS sessions of another certificate apart.
        setBlob(CURLOPT_SSLCERT_BLOB, ours.certificate)
        setBlob(CURLOPT_SSLKEY_BLOB, ours.key)
    }

    private func setBlob(_ option: CURLoption, _ bytes: [UInt8]) {
        bytes.withUnsafeBytes { bytes in
            var blob = curl_blob(
                data: UnsafeMutableRawPointer(mutating: bytes.baseAddress),
                len: bytes.count,
                flags: UInt32(CURL_BLOB_COPY)
            )
            ccurl_set_pointer(pointer, option, &blob)
        }
    }

    private func setProxy(_ proxy: Endpoint.Proxy?) {
        // Libcurl would look into the environment itself, by rules that are not Kubernetes'.
        ccurl_set_text(pointer, CURLOPT_NOPROXY, proxy == nil ? "*" : "")
        guard let proxy else { return }
        // With an h, the proxy resolves the server's name.
        let scheme = proxy.scheme == .socks5 ? "socks5h" : proxy.scheme.rawValue
        ccurl_set_text(pointer, CURLOPT_PROXY, "\(scheme)://\(proxy.hostAndPort)")
        // The proxy's own answer to CONNECT is no part of the server's.
        ccurl_set_long(pointer, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        guard let login = proxy.login else { return }
        ccurl_set_text(pointer, CURLOPT_PROXYUSERNAME, login.name)
        ccurl_set_text(pointer, CURLOPT_PROXYPASSWORD, login.password)
    }

    private mutating func setRequest(_ request: HTTPRequest, _ endpoint: Endpoint) {
        ccurl_set_text(pointer, CURLOPT_URL, endpoint.url(target: request.target))
        if let mapping = endpoint.connectTo {
            connectTo = curl_slist_append(nil, mapping)
            ccurl_set_pointer(pointer, CURLOPT_CONNECT_TO, connectTo)
            appendHeader("Host: \(endpoint.hostAndPort)")
        }
        if request.method != "GET" {
            ccurl_set_text(pointer, CURLOPT_CUSTOMREQUEST, request.method)
            if !request.body.isEmpty || request.method != "DELETE" {
                ccurl_set_size(pointer, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(request.body.count))
                // Libcurl takes no address for "no body".
                _ = (request.body + [0]).withUnsafeBytes {
                    ccurl_set_pointer(pointer, CURLOPT_COPYPOSTFIELDS, $0.baseAddress)
                }
            }
        }
        let keepsConnection = request.headers["Connection"].map { !equalIgnoringCase($0, "close") } ?? true
        ccurl_set_long(pointer, CURLOPT_FORBID_REUSE, keepsConnection ? 0 : 1)
        for field in request.headers.fields {
            appendHeader(field.value.isEmpty ? "\(field.name);" : "\(field.name): \(field.value)")
        }
        // What libcurl would add by itself.
        for name in ["Accept", "Content-Type", "Expect"] where request.headers[name] == nil {
            appendHeader("\(name):")
        }
        ccurl_set_pointer(pointer, CURLOPT_HTTPHEADER, headerLines)
    }

    private mutating func appendHeader(_ line: String) {
        headerLines = curl_slist_append(headerLines, line)
    }
}
