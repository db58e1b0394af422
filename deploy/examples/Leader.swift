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
let clock = ContinuousClock()  // On Linux it counts suspend.

/// The body of a 2xx that comes in time; URLRequest's own timeout is not heeded below a second on Linux.
func send(_ url: String, within patience: Duration, put token: UInt64? = nil) async throws -> Data {
    guard let url = URL(string: url) else { throw URLError(.badURL) }
    var request = URLRequest(url: url)
    if let token {
        request.httpMethod = "PUT"
        request.setValue("\(token)", forHTTPHeaderField: "Fencing-Token")
    }
    return try await withThrowingTaskGroup(of: Data.self) { [request] group in
        group.addTask {
            let (data, response) = try await URLSession.shared.data(for: request)
            guard let code = (response as? HTTPURLResponse)?.statusCode, 200..<300 ~= code else {
                throw URLError(.badServerResponse)
            }
            return data
        }
        group.addTask {
            try await Task.sleep(for: patience)
            throw URLError(.timedOut)
        }
        defer { group.cancelAll() }
        guard let data = try await group.next() else { throw URLError(.unknown) }
        return data
    }
}

func ask(_ query: String = "", within patience: Duration = .seconds(1)) async throws -> Status {
    try JSONDecoder().decode(Status.self, from: try await send("\(elector)/leader\(query)", within: patience))
}

while true {
    do {
        let asked = clock.now  // A yes counts from the question: the answer may have waited somewhere.
        let status = try await ask()
        let left = asked + .milliseconds(status.validForMilliseconds) - clock.now
        if !status.isLeader {
            // Answered as soon as that changes. A yes that was waited for is not acted on: the next turn asks again.
            _ = try await ask("?wait=30s&revision=\(status.revision)", within: .seconds(31))
        } else if left > .zero, let token = status.fencingToken {
            // One slice; the store refuses a token that is smaller than one that it has seen.
            _ = try await send("\(store)/\(status.identity)", within: left, put: token)
            try await Task.sleep(for: .milliseconds(50))
        } else {
            try await Task.sleep(for: .milliseconds(200))
        }
    } catch {
        print(error)  // No answer is a no, and so is a refusal.
        try await Task.sleep(for: .milliseconds(200))
    }
}
