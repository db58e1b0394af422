import Election
import Foundation
import Runtime
import TestKit
import Testing

/// The renewals of a stage's election: what the API server tells a watch, timed by the leader's own clock.
///
/// A record's time is taken when its write is decided, so that what this process or the watch is late with shows nowhere.
final class Renewals {
    private struct Event: Decodable {
        var object: Stage.Object
    }

    private let watch: Workbench.Program

    init(of stage: Stage) throws {
        let path = "/apis/coordination.k8s.io/v1/namespaces/default/leases"
        let query = "watch=true&fieldSelector=metadata.name%3D\(stage.election)"
        watch = try stage.bench.start(["curl", "-sN", "--max-time", "120", "\(stage.url)\(path)?\(query)"])
    }

    private var leases: [Stage.Lease] {
        get throws {
            try watch.result.output.compactMap {
                try JSONDecoder().decode(Event.self, from: Data($0.utf8)).object.spec
            }
        }
    }

    /// When the lock was written, in microseconds of the wall clock.
    var times: [Int64] {
        get throws { try leases.compactMap(\.renewTime).compactMap(MicroTime.time).map(\.microseconds) }
    }

    /// The longest time from one renewal to the next, of those from the given one on.
    func longestGap(from start: Int = 0) throws -> Duration {
        let times = try times.dropFirst(start)
        return .microseconds(zip(times, times.dropFirst()).map { $1 - $0 }.max() ?? 0)
    }

    /// Who held the lock, in turn.
    var holders: [String] {
        get throws {
            try leases.compactMap(\.holderIdentity).reduce(into: []) { if $0.last != $1 { $0.append($1) } }
        }
    }
}
