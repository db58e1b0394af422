import Kubernetes
import Locks
import YAML

/// What is to be installed in a cluster: a sidecar with its options, checked, and the workload around it.
package struct Installation: Hashable, Sendable {
    /// How the sidecar stands in its pod.
    package enum Style: String, CaseIterable, Sendable {
        /// An init container that goes on, and ends after the application: Kubernetes 1.29, or 1.28 behind a gate.
        case native
        /// A container beside the application, which ends together with it.
        case ordinary
    }

    /// Where the probes are answered unless the options say otherwise; 8080 is the port of many an application.
    package static let standardProbePort: UInt16 = 4041

    package var election: ObjectName
    package var name: WorkloadName
    /// Of the pods, and so of the lock.
    package var namespace: Namespace
    package var lock: LockChoice
    package var rights: Rights
    /// A service account that is there already; nil for one of its own.
    package var givenAccount: String?
    package var image: String
    package var replicas: Int
    package var style: Style
    /// The sidecar's, as they stand in `args`.
    package var arguments: [String]
    /// What runs only while its pod leads, in the place of a program with a sidecar beside it; empty for none.
    package var program: [String]
    /// Nil for no probes.
    package var probePort: UInt16?
    /// Where the application asks; nil for nowhere.
    package var statusPort: UInt16?
    /// The file from which the application reads the status; nil for none.
    package var leaderFile: String?
    /// The longest that a polite end takes: the sidecar's, or the program's and the wrapper's.
    package var stopping: Duration
    package var label: PodLabel

    package init(
        election: ObjectName,
        name: WorkloadName,
        namespace: Namespace,
        lock: LockChoice,
        rights: Rights,
        givenAccount: String?,
        image: String,
        replicas: Int,
        style: Style,
        arguments: [String],
        program: [String] = [],
        probePort: UInt16?,
        statusPort: UInt16?,
        leaderFile: String?,
        stopping: Duration,
        label: PodLabel
    ) throws(ManifestError) {
        guard image.utf8.allSatisfy(Self.isInImageName), (1...500).contains(image.utf8.count), image.first != "-" else {
            throw .badImage(image)
        }
        do throws(NameError) {
            if let givenAccount { _ = try ObjectName(givenAccount) }
        } catch {
            throw .badServiceAccount(givenAccount ?? "")
        }
        guard (1...10_000).contains(replicas) else { throw .badReplicas(replicas) }
        if let leaderFile {
            let parts = leaderFile.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count > 2, parts[0].isEmpty,
                !parts.dropFirst().contains(where: { ["", ".", ".."].contains($0) })
            else { throw .badLeaderFile(leaderFile) }
        }
        self.election = election
        self.name = name
        self.namespace = namespace
        self.lock = lock
        self.rights = rights
        self.givenAccount = givenAccount
        self.image = image
        self.replicas = replicas
        self.style = style
        self.arguments = arguments
        self.program = program
        self.probePort = probePort
        self.statusPort = statusPort
        self.leaderFile = leaderFile
        self.stopping = stopping
        self.label = label
    }

    private static func isInImageName(_ byte: UInt8) -> Bool {
        let character = Character(Unicode.Scalar(byte))
        return byte < 0x80 && (character.isLetter || character.isNumber || "._/:@-".contains(character))
    }

    /// The service account that the pods run as.
    var account: String { givenAccount ?? name.text }

    /// What all pods of the workload carry.
    var labels: YAMLTree { ["app.kubernetes.io/name": .string(name.text)] }

    /// The head of an object; without a name it has the workload's.
    func object(_ apiVersion: String, _ kind: String, name: String? = nil) -> YAMLTree {
        [
            "apiVersion": .string(apiVersion), "kind": .string(kind),
            "metadata": [
                "name": .string(name ?? self.name.text), "namespace": .string(namespace.text), "labels": labels,
            ],
        ]
    }
}
