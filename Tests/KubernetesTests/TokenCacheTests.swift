import Election
import Kubernetes
import Testing

struct TokenCacheTests {
    let start = Instant(nanoseconds: 5_000_000_000)

    func cache(holding text: String) throws -> TokenCache {
        var cache = TokenCache()
        try cache.look(Array(text.utf8), at: start)
        return cache
    }

    @Test func theFirstRequestReadsTheFile() {
        #expect(TokenCache().isDue(at: start))
    }

    @Test func aTokenIsUsedForAWhile() throws {
        let cache = try cache(holding: " abc.def\r\n")
        #expect(cache.token?.headerValue == "Bearer abc.def")
        #expect(!cache.isDue(at: start + .milliseconds(9_999)))
        #expect(cache.isDue(at: start + .seconds(10)))
    }

    @Test func aRefusedTokenIsReadAgainAtOnceAndOnce() throws {
        var cache = try cache(holding: "old")
        cache.refused()
        #expect(cache.isDue(at: start))
        try cache.look(Array("new".utf8), at: start)
        #expect(cache.token?.headerValue == "Bearer new")
        #expect(!cache.isDue(at: start))
    }

    @Test func aFileThatCannotBeReadLeavesTheTokenThatWas() throws {
        var cache = try cache(holding: "old")
        cache.failedToLook(at: start + .seconds(10))
        #expect(cache.token?.headerValue == "Bearer old")
        #expect(!cache.isDue(at: start + .seconds(11)))
    }

    @Test func aFileThatHoldsNoTokenLeavesTheOneThatWas() throws {
        var cache = try cache(holding: "old")
        #expect(throws: TokenError.empty) { try cache.look([], at: start + .seconds(10)) }
        #expect(cache.token?.headerValue == "Bearer old")
    }

    @Test func withoutAnyTokenEveryRequestLooks() {
        var cache = TokenCache()
        cache.failedToLook(at: start)
        #expect(cache.isDue(at: start))
    }

    @Test func aTokenIsNeverPrinted() throws {
        let token = try BearerToken(fileContents: Array("secret".utf8))
        #expect(!"\(token)".contains("secret"))
        #expect(!String(reflecting: token).contains("secret"))
        #expect(try !"\(cache(holding: "secret"))".contains("secret"))
    }
}
