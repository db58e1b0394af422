import Election
import HTTP
import JSON
import Kubernetes
import Locks
import TestKit

/// The session of the recorded exchanges, and what their answers show.
enum Wire {
    /// The recorded version of the file's name, or of another object.
    static func session(
        _ kind: LockKind = .leases,
        name: String = "wire",
        namespace: String = "lab"
    ) throws -> LockSession {
        LockSession(kind: kind, name: try ObjectName(name), namespace: try Namespace(namespace), version: "1.0")
    }

    /// What a recorded response says of the lock.
    static func snapshot(_ name: String, _ kind: LockKind = .leases) throws -> LockSnapshot {
        let lock = ElectionLock(kind: kind, name: "wire", namespace: "lab")
        return try lock.snapshot(of: WireExchange(named: name).response.body)
    }

    /// The write whose record a recorded body carries as a Lease's spec.
    static func write(_ name: String, over base: LockSnapshot?) throws -> Elector.Write {
        let spec = try JSONValue(parsing: WireExchange(named: name).request.body)["spec"]
        let record = LeaderRecord(
            holderIdentity: spec?["holderIdentity"]?.string ?? "",
            leaseDurationSeconds: Int(spec?["leaseDurationSeconds"]?.integer ?? 0),
            acquireTime: spec?["acquireTime"]?.string.flatMap(MicroTime.time),
            renewTime: spec?["renewTime"]?.string.flatMap(MicroTime.time),
            leaderTransitions: Int(spec?["leaseTransitions"]?.integer ?? 0)
        )
        return Elector.Write(base: base, record: record, mark: WriterMark(podUID: "p", life: 1, counter: 1))
    }

    /// A recorded stream as it went over the wire: its last line has its line feed.
    static func stream(_ name: String) throws -> [UInt8] {
        let body = try WireExchange(named: name).response.body
        return body.isEmpty ? [] : body + [UInt8(ascii: "\n")]
    }
}

extension JSONValue {
    /// The first path at which `other` has something that this value has not, or has differently.
    func firstDifference(from other: JSONValue, at path: String = "") -> String? {
        guard case .object(let members) = other else { return self == other ? nil : path }
        for (key, value) in members.sorted(by: { $0.key < $1.key }) {
            guard let own = self[key] else { return "\(path)/\(key)" }
            if let difference = own.firstDifference(from: value, at: "\(path)/\(key)") { return difference }
        }
        return nil
    }
}
