import HTTP
import Testing

/// Input that nobody would think of: it must never trap, and mean the same however it is cut.
@Suite struct RequestNoiseTests {
    /// xorshift64: the same noise in every run.
    private struct Noise: RandomNumberGenerator {
        var state: UInt64 = 0x2545_f491_4f6c_dd1d

        mutating func next() -> UInt64 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return state
        }
    }

    private static let fragments = [
        "GET ", "POST ", "/", "http://a", " HTTP/1.1", " HTTP/1.0", "\r\n", "\r\n\r\n", "\n", "\r", ":", " ", "\t",
        "Host: a\r\n", "Content-Length: 3\r\n", "Content-Length: ", "Transfer-Encoding: chunked\r\n", "chunked", "0",
        "3\r\nabc\r\n", "0\r\n\r\n", "ffffffffffffffff", "9223372036854775808", ";", "\u{0}", "ü",
        "Connection: close\r\n", "Expect: 100-continue\r\n", "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n",
    ]

    @Test func fragmentsOfRequestsMeanTheSameHoweverTheyAreCut() {
        var noise = Noise()
        let limits = RequestLimits(requestLineBytes: 64, headerBytes: 96, headerFields: 3, bodyBytes: 32)
        var requests = 0
        for _ in 0..<10_000 {
            var bytes: [UInt8] = []
            for _ in 0..<Int.random(in: 1...16, using: &noise) {
                bytes += Self.fragments[Int.random(in: 0..<Self.fragments.count, using: &noise)].utf8
            }
            let whole = steps([bytes], limits: limits)
            requests += whole.count
            #expect(steps(bytes.map { [$0] }, limits: limits) == whole)
            let cut = Int.random(in: 0...bytes.count, using: &noise)
            #expect(steps([Array(bytes[..<cut]), Array(bytes[cut...])], limits: limits) == whole)
        }
        #expect(requests > 1000, "noise that never makes a request tests nothing")
    }

    @Test func bytesAtRandomNeverTrap() {
        var noise = Noise()
        for _ in 0..<2000 {
            let bytes = (0..<Int.random(in: 0...200, using: &noise)).map { _ in UInt8.random(in: 0...255, using: &noise)
            }
            #expect(steps([bytes]) == steps(bytes.map { [$0] }))
        }
    }

    @Test func aRequestWithOneByteChangedMeansTheSameHoweverItIsCut() {
        var noise = Noise()
        let good = Array(
            "PUT /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3;x\r\nabc\r\n0\r\na: b\r\n\r\n".utf8
        )
        for index in good.indices {
            for _ in 0..<20 {
                var bytes = good
                bytes[index] = UInt8.random(in: 0...255, using: &noise)
                #expect(steps([bytes]) == steps(bytes.map { [$0] }))
            }
        }
    }
}
