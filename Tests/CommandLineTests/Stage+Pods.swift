import Foundation
import TestKit
import Testing

extension Stage {
    var pods: String { "\(url)/api/v1/namespaces/default/pods" }

    func createPod(_ name: String, labels: [String: String] = [:], election: String? = nil) throws {
        let metadata: [String: Any] = [
            "name": name, "labels": labels, "annotations": election.map { ["leader-elector/election": $0] } ?? [:],
        ]
        let pod: [String: Any] = ["apiVersion": "v1", "kind": "Pod", "metadata": metadata]
        let body = String(decoding: try JSONSerialization.data(withJSONObject: pod), as: UTF8.self)
        let type = "Content-Type: application/json"
        let answer = try bench.run(["curl", "-sf", "--max-time", "5", "-H", type, "-d", body, pods])
        try #require(answer.code == 0, "\(answer.complaint)")
    }
}
