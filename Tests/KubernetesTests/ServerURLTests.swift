import Kubernetes
import Testing

struct ServerURLTests {
    @Test(arguments: [
        ("https://10.0.0.1", ServerURL(scheme: .https, host: "10.0.0.1", port: 443)),
        ("http://localhost:8001/", ServerURL(scheme: .http, host: "localhost", port: 8001)),
        ("HTTP://a", ServerURL(scheme: .http, host: "a", port: 80)),
        ("https://[fd00::1]:6443", ServerURL(scheme: .https, host: "fd00::1", port: 6443)),
        ("https://[::1]", ServerURL(scheme: .https, host: "::1", port: 443)),
        ("https://h/k8s/c-1//", ServerURL(scheme: .https, host: "h", port: 443, pathPrefix: "/k8s/c-1")),
    ])
    func aURLIsReadIntoItsParts(text: String, url: ServerURL) throws {
        #expect(try ServerURL(parsing: text) == url)
        #expect(try ServerURL(parsing: url.text) == url)
    }

    @Test(arguments: [
        ("", ServerURLError.noScheme("")),
        ("localhost:8001", .noScheme("localhost:8001")),
        ("ftp://a", .noScheme("ftp://a")),
        ("https:/a", .noScheme("https:/a")),
        ("https://", .badHost("https://")),
        ("https://:443", .badHost("https://:443")),
        ("https://fd00::1", .badPort("https://fd00::1")),
        ("https://[fd00::1", .badHost("https://[fd00::1")),
        ("https://[fe80::1%25eth0]", .badHost("https://[fe80::1%25eth0]")),
        ("https://[10.0.0.1]", .badHost("https://[10.0.0.1]")),
        ("https://a_b!", .badHost("https://a_b!")),
        ("https://a:", .badPort("https://a:")),
        ("https://a:0", .badPort("https://a:0")),
        ("https://a:+80", .badPort("https://a:+80")),
        ("https://a:65536", .badPort("https://a:65536")),
        ("https://[::1]6443", .badPort("https://[::1]6443")),
        ("https://a/?x=1", .hasQuery), ("https://a#b", .hasQuery), ("https://a?b", .hasQuery),
        ("https://user:secret@a", .hasUserInfo), ("user:secret@a:6443", .hasUserInfo),
        ("https://a b", .notPrintable), ("https://a\r\nX: y", .notPrintable), ("https://ä", .notPrintable),
    ])
    func whatIsNoURLOfAServerIsRefused(text: String, error: ServerURLError) {
        #expect(throws: error) { try ServerURL(parsing: text) }
        #expect(!error.description.contains("secret"))
        #expect(!error.description.contains("\n"))
    }
}
