/// What stands in the way of a manifest, as a sentence that says what to do.
package enum ManifestError: Error, Hashable, CustomStringConvertible {
    case noElection
    case badName(String)
    case badImage(String)
    case badServiceAccount(String)
    case badReplicas(Int)
    case hasNoPlaceHere(flag: String)
    case oneIdentity
    case unmountedFile(flag: String)
    case unreachableProbe(String)
    case noProbe(Manifest)
    case noLeader(Manifest)
    case anyPort(flag: String)
    case badLeaderFile(String)
    case alone(Manifest)
    case noSidecar(Manifest)
    case noProgram(flag: String)
    case neverRuns
    case noImage
    case controlCharacter(flag: String)

    package var description: String {
        switch self {
        case .noElection:
            "which election? name it with --election, for example --election example"
        case .badName(let text):
            "'\(text)' cannot name a workload: at most \(WorkloadName.limitBytes) of a-z, 0-9 and '-', beginning with a"
                + " letter and not ending with '-'; give another --name"
        case .badImage(let text):
            "--image is '\(text)', but must be an image's name, for example registry.example/leader-elector:1.0"
        case .badServiceAccount(let text):
            "--service-account is '\(text)', but must be an object's name: a-z, 0-9, '-' and '.', for example default"
        case .badReplicas(let count):
            "--replicas is \(count), but must be from 1 to 10000"
        case .hasNoPlaceHere(let flag):
            "--\(flag) is for a sidecar outside of a cluster; leave it out, since the pods have their service account"
        case .oneIdentity:
            "--id would give all pods one name; leave it out, and each stands under its own"
        case .unmountedFile(let flag):
            "--\(flag) names a file that nothing here mounts; leave it out, and add it together with your volume"
        case .unreachableProbe(let text):
            "--probe is '\(text)', which the kubelet cannot reach; leave it out, or let it be of the form ':4041'"
        case .noProbe(let manifest):
            "a \(manifest.rawValue) is about --probe, which is off; leave that out"
        case .noLeader(let manifest):
            "a \(manifest.rawValue) is about the leader's pod, and with --observe none leads; leave one of them out"
        case .anyPort(let flag):
            "--\(flag) has port 0, which nobody would find; name one"
        case .badLeaderFile(let text):
            "--leader-file is '\(text)', but must be in a directory of its own, which becomes a volume, for example"
                + " /var/run/leader/status.json"
        case .alone(let manifest):
            "a \(manifest.rawValue) is a file by itself; print it without others"
        case .noSidecar(let manifest):
            "a \(manifest.rawValue) is about a sidecar, and --exec is for a program without one; leave one of them out"
        case .noProgram(let flag):
            "--\(flag) is about the program of --exec, which is missing; name it, or leave that out"
        case .neverRuns:
            "with --observe no pod leads, and the program of --exec would never run; leave one of them out"
        case .noImage:
            "which image has both the program of --exec and leader-elector? name it with --image"
        case .controlCharacter(let flag):
            "--\(flag) has a control character, which would not stay in its line; leave it out"
        }
    }
}
