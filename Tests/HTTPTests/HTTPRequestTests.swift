import HTTP
import Testing

@Suite struct HTTPRequestTests {
    @Test(arguments: [
        ("/", "/", [:]), ("/leader", "/leader", [:]), ("/leader?", "/leader", [:]), ("?a=b", "", ["a": "b"]),
        ("/leader?wait=30s&revision=5f-7", "/leader", ["wait": "30s", "revision": "5f-7"]),
        ("/?a", "/", ["a": ""]), ("/?a=1=2&&b=?&a=3", "/", ["a": "3", "b": "?"]),
        ("/a%2Fb?c%3Dd=e%26f+g", "/a%2Fb", ["c=d": "e&f g"]), ("/?=x", "/", ["": "x"]),
    ])
    func aTargetIsAPathAndAQuery(target: String, path: String, query: [String: String]) {
        let request = HTTPRequest(method: "GET", target: target)
        #expect(request.path == path)
        #expect(request.query == query)
    }

    @Test(arguments: [
        ("%41%7a%c3%BC", "Azü"), ("%", "%"), ("%4", "%4"), ("%4g", "%4g"), ("%%41", "%A"), ("%+1", "% 1"),
        ("%-0", "%-0"),
        ("%ff", "\u{fffd}"), ("", ""),
    ])
    func percentSignsThatNoDigitsFollowStandForThemselves(text: String, decoded: String) {
        #expect(percentDecoded(text) == decoded)
    }

    @Test(arguments: ["pod-0.example_~", "a b/c?d=e&f%", "ü🙂\u{0}"])
    func encodingAndDecodingAreEachOthersReverse(text: String) {
        let encoded = percentEncoded(text)
        #expect(percentDecoded(encoded) == text)
        #expect(
            encoded.utf8.allSatisfy { "-._~%".utf8.contains($0) || Character(Unicode.Scalar($0)).isLetter || $0 < 58 }
        )
    }

    @Test func headersAreFoundWhateverTheirCase() {
        var headers: HTTPHeaders = ["Accept": "a"]
        headers.append("ACCEPT", "b")
        headers.append("Acc", "c")
        #expect(headers["accept"] == "a")
        #expect(headers.values("aCCept") == ["a", "b"])
        #expect(headers["acceptx"] == nil)
        headers["accept"] = "d"
        #expect(headers.fields.map(\.value) == ["c", "d"])
        headers["Acc"] = nil
        #expect(headers.fields.map(\.name) == ["accept"])
    }

    @Test func onlyLettersHaveCase() {
        #expect(!equalIgnoringCase("@[", "`{"))
        #expect(!equalIgnoringCase("Ü", "ü"))
        #expect(equalIgnoringCase("aZ", "Az"))
    }
}
