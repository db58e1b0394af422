import Foundation
import Glibc
import TestKit
import Testing

/// Crowds over real sockets: whom they name, and that another takes the place of a leader that is gone.
@Suite struct CandidatesCommandTests {
    private struct Lease: Decodable {
        struct Metadata: Decodable {
            var annotations: [String: String]
        }

        struct Spec: Decodable {
            var holderIdentity: String
        }

        var metadata: Metadata
        var spec: Spec
    }

    @Test(arguments: [[], ["--client-go"]])
    func anotherTakesThePlaceOfALeaderThatIsGone(options: [String]) throws {
        let lab = try Lab()
        let crowd = try lab.start(
            [try Lab.path(), "candidates", "--server", lab.url, "--count", "5", "--ttl", "2s"] + options
        )
        func news(_ what: String) -> [[Substring]] {
            crowd.result.output.map { $0.split(separator: " ") }.filter { $0.first == Substring(what) }
        }
        lab.wait(for: "all to name the first leader") { news("named").count == 1 }
        let first = try #require(news("named").first)
        #expect(first.count == 4 && first[1] == "crowd")
        crowd.child?.send(SIGUSR1)
        lab.wait(for: "all to name the next") { news("named").count == 2 }
        #expect(news("gone").map { $0[2] } == [first[2]])
        let next = try #require(news("named").last)
        #expect(next[2] != first[2])

        let path = "/apis/coordination.k8s.io/v1/namespaces/default/leases/crowd"
        let text = try lab.run(["curl", "-s", lab.url + path]).text
        let lease = try JSONDecoder().decode(Lease.self, from: Data(text.utf8))
        #expect(lease.spec.holderIdentity == String(next[2]))
        // What polls knows no marks, and no heirs.
        let isOurs = options.isEmpty
        #expect((lease.metadata.annotations["leader-elector/writer"] == "/0/0") != isOurs)
        if !isOurs { #expect(lease.metadata.annotations.count == 1) }
    }

    @Test(arguments: [["--count", "0"], ["--elections", "1001"], ["--ttl", "soon"]])
    func whatItDoesNotUnderstandIsAUsageError(arguments: [String]) throws {
        let lab = try Lab()
        let result = try lab.run([try Lab.path(), "candidates", "--server", lab.url] + arguments)
        #expect(result.code == 64)
        #expect(result.complaint.contains("Error: "))
    }
}
