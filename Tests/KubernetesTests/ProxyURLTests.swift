import Kubernetes
import Testing

struct ProxyURLTests {
    @Test(arguments: [
        ("http://p", "http://p:80"), ("https://p", "https://p:443"), ("socks5://p", "socks5://p:1080"),
        ("socks5h://p", "socks5://p:1080"), ("HTTP://p:3128/", "http://p:3128"), ("http://[::1]", "http://[::1]:80"),
        ("http://[::1]:3128/path?x", "http://[::1]:3128"), ("http://me:secret@p:3128", "http://p:3128"),
    ])
    func formsThatPeopleWriteAreRead(text: String, expected: String) throws {
        #expect(try ProxyURL(parsing: text, from: "a test").description == expected)
    }

    @Test func aLoginIsDecodedAndNeverPrinted() throws {
        let url = try ProxyURL(parsing: "http://m%40e:s+e%2Fc:r@et@p", from: "a test")
        #expect(url.login?.name == "m@e" && url.login?.password == "s+e/c:r@et")
        #expect(!"\(url)".contains("s+e") && !"\(url)".contains("m@e"))
        #expect(try ProxyURL(parsing: "http://me@p", from: "a test").login?.password == "")
    }

    @Test(arguments: [
        "", "p", "p:3128", "ftp://p", "http://", "http://:80", "http://p:0", "http://p:65536", "http://p:x",
        "http://::1",
        "http://a b", "http://p\n", "http://me:secret@", "socks4://p",
    ])
    func nothingElseIs(text: String) {
        #expect(throws: ProxyURLError(source: "a test")) { try ProxyURL(parsing: text, from: "a test") }
    }
}
