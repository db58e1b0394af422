import Notifications
import TestKit
import Testing

/// Held to the vectors of the standards, and to OpenSSL where chance picks what they leave out.
@Suite(.ownThread) struct SHA256Tests {
    private func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// FIPS 180-4's examples, as NIST gives their values, and the digest of nothing.
    @Test(arguments: [
        ("", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        ("a", 1_000_000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
    ])
    func digestsAreThoseOfTheStandard(text: String, times: Int, digest: String) {
        let message = Array(String(repeating: text, count: times).utf8)
        #expect(hexadecimal(SHA256.digest(message)) == digest)
    }

    /// RFC 4231, 4.2 to 4.8, without the one that cuts the code off.
    @Test(arguments: [
        (
            [UInt8](repeating: 0x0b, count: 20), Array("Hi There".utf8),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        (
            Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        (
            [UInt8](repeating: 0xaa, count: 20), [UInt8](repeating: 0xdd, count: 50),
            "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
        ),
        (
            Array(1...25), [UInt8](repeating: 0xcd, count: 50),
            "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"
        ),
        (
            [UInt8](repeating: 0xaa, count: 131),
            Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
        (
            [UInt8](repeating: 0xaa, count: 131),
            Array(
                ("This is a test using a larger than block-size key and a larger than block-size data. "
                    + "The key needs to be hashed before being used by the HMAC algorithm.").utf8
            ),
            "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
        ),
    ])
    func codesAreThoseOfTheStandard(key: [UInt8], message: [UInt8], code: String) {
        #expect(hexadecimal(SHA256.authenticationCode(of: message, key: key)) == code)
    }

    @Test func opensslSaysTheSameOfEveryLength() throws {
        let bench = try Workbench()
        var random = SystemRandomNumberGenerator()
        let key = (0..<Int.random(in: 1...200, using: &random)).map { _ in UInt8.random(in: 32...126, using: &random) }
        // All that there is around the ends of a block, and some that is longer.
        let messages = (Array(0...130) + [1000, 4096, 100_001]).map { count in
            (0..<count).map { _ in UInt8.random(in: 32...126, using: &random) }
        }
        let paths = try messages.enumerated().map {
            try bench.file("message-\($0)", String(decoding: $1, as: UTF8.self))
        }
        let digests = try bench.run(["openssl", "dgst", "-sha256", "-r"] + paths)
        #expect(digests.output.map { $0.prefix(64) } == messages.map { hexadecimal(SHA256.digest($0))[...] })
        let options = ["-sha256", "-r", "-mac", "HMAC", "-macopt", "hexkey:\(hexadecimal(key))"]
        let codes = try bench.run(["openssl", "dgst"] + options + paths)
        #expect(
            codes.output.map { $0.prefix(64) }
                == messages.map { hexadecimal(SHA256.authenticationCode(of: $0, key: key))[...] }
        )
    }

    @Test func theLineEndBehindAKeyIsNoPartOfIt() {
        let body = Array("what do ya want for nothing?".utf8)
        let signature = "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        for text in ["Jefe", "Jefe\n", "Jefe\r\n"] {
            #expect(SigningKey(fileContents: Array(text.utf8))?.signature(of: body) == signature)
        }
        let other = SigningKey(fileContents: Array("Jefe\n\n".utf8))
        #expect(other?.signature(of: body) != signature && "\(other as Any)".contains("Jefe") == false)
        for empty in ["", "\n", "\r\n"] { #expect(SigningKey(fileContents: Array(empty.utf8)) == nil) }
    }
}
