import Election
import Testing

@testable import Kubernetes

@Suite struct Base64Tests {
    @Test(arguments: [
        ("", ""), ("MA==", "0"), ("MDE=", "01"), ("MDEy", "012"), ("MD\r\nE\n=", "01"), ("Pz8/Pj4+", "???>>>"),
    ])
    func aTextIsDecoded(text: String, expected: String) {
        #expect(Base64.decode(text) == Array(expected.utf8))
    }

    @Test(arguments: ["M", "MA", "MA=", "M===", "MA=A", "MA==MA==", "====", "M A=", "Pz8_", "é==="])
    func whatIsNoBase64IsRefused(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test(arguments: UInt64(1)...50)
    func bytesComeBack(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let bytes = (0..<Int(seed)).map { _ in UInt8.random(in: 0...255, using: &random) }
        #expect(Base64.decode(Base64.encode(bytes)) == bytes)
    }
}
