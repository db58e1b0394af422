// Works while this pod leads, in slices that end before the last yes does. swiftc Leader.swift
import Foundation
#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

struct Status: Decodable {
    var identity: String
    var isLeader: Bool
    var fencingToken: UInt64?
    var validForMilliseconds: Int
    var revision: String
}

let environment = ProcessInfo.processInfo.environment
let elector = environment["ELECTOR"] ?? "http://localhost:4040"
let store = environment["STORE"] ?? ""
let clock = ContinuousClock()

func send(_ url: String, _ patience: Duration, _ change: (inout URLRequest) -> Void = { _ in }) async throws -> Data {
    guard let url = URL(string: url) else { throw URLError(.badURL) }
    var request = URLRequest(url: url, timeoutInterval: patience / .seconds(1))
    change(&request)
    return try await URLSession.shared.data(for: request).0
}

func ask(_ query: String = "", patience: Duration = .seconds(1)) async throws -> Status {
    try JSONDecoder().decode(Status.self, from: try await send("\(elector)/leader\(query)", patience))
}

while true {
    do {
        let asked = clock.now  // A yes counts from the question: the answer may have waited somewhere.
        let status = try await ask()
        let left = asked + .milliseconds(status.validForMilliseconds) - clock.now
        if status.isLeader, left > .zero, let token = status.fencingToken {
            // One slice; the store refuses a token that is smaller than one that it has seen.
            _ = try await send("\(store)/\(status.identity)", left) {
                $0.httpMethod = "PUT"
                $0.setValue("\(token)", forHTTPHeaderField: "Fencing-Token")
            }
            try await Task.sleep(for: .milliseconds(50))
        } else if !status.isLeader {
            // Answered as soon as that changes. A yes that was waited for is not acted on: the next turn asks again.
            _ = try await ask("?wait=30s&revision=\(status.revision)", patience: .seconds(31))
        }
    } catch {
        print(error)  // No answer is a no.
        try await Task.sleep(for: .milliseconds(200))
    }
}
