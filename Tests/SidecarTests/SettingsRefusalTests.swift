import Kubernetes
import Runtime
import Sidecar
import Testing

// Testing has one too.
import enum Sidecar.ExitStatus

/// What is wrong is named with its flag and value, and ends the process with the status of its kind.
@Suite struct SettingsRefusalTests {
    private func expect(
        _ status: ExitStatus,
        _ words: String,
        environment: [String: String] = [:],
        files: [String: String] = [:],
        sourceLocation: SourceLocation = #_sourceLocation,
        _ change: (inout Settings) -> Void
    ) {
        let refusal = Settings.given(environment: environment, change).refusal(files: files)
        #expect(refusal?.exitStatus == status, sourceLocation: sourceLocation)
        #expect(refusal?.description.contains(words) == true, "\(refusal as Any)", sourceLocation: sourceLocation)
    }

    @Test func withoutAnElectionThereIsNothingToDo() {
        expect(.usage, "name it with --election or LEADER_ELECTOR_ELECTION") { $0.election = nil }
        expect(.usage, "name it with --election or LEADER_ELECTOR_ELECTION") { $0.election = "" }
    }

    @Test func namesAreHeldToTheRulesOfKubernetes() {
        expect(.configuration, "--election: the election's name 'My_App'") { $0.election = "My_App" }
        expect(.configuration, "'my-app' would do") { $0.election = "My_App" }
        expect(.configuration, "--election-namespace: 'a.b' is no name") { $0.electionNamespace = "a.b" }
        expect(.configuration, "--id: the identity contains a control character") { $0.id = "a\nb" }
        expect(.configuration, "--id: the identity has 1025 bytes") { $0.id = String(repeating: "a", count: 1025) }
    }

    @Test(arguments: ["ttl", "lease-duration", "renew-deadline", "retry-period", "handover-grace"])
    func aDurationNeedsAUnitWhereverItStands(flag: String) {
        let variable = "LEADER_ELECTOR_" + flag.uppercased().replacing("-", with: "_")
        expect(.usage, "--\(flag) is '10', but must be a duration", environment: [variable: "10"]) { _ in }
    }

    @Test(arguments: [
        ("0", "is 0s, but must be 2s to 24h"), ("-1s", "is -1s, but must be 2s to 24h"),
        ("25h", "is 90000s, but must be 2s to 24h"), ("2.5s", "is 2.5s, but a lock counts whole seconds"),
    ])
    func aLeaseDurationThatCannotBeSaysWhy(text: String, words: String) {
        expect(.configuration, words) { $0.ttl = text }
        expect(.configuration, words) { $0.leaseDuration = text }
    }

    @Test func aLockOfAnUnknownKindSaysWhichThereAre() {
        let kinds = "leases, endpoints, configmaps, endpointsleases, configmapsleases"
        expect(.usage, "--lock is 'lease', but must be one of \(kinds)") { $0.lock = "lease" }
        expect(.usage, "--lock is 'Leases'", environment: ["LEADER_ELECTOR_LOCK": "Leases"]) { _ in }
    }

    @Test func anAnnotationWantsLongerTimes() {
        for lock in ["endpoints", "configmaps", "endpointsleases", "configmapsleases"] {
            expect(.configuration, "(--ttl) is 3s, but must be 5s or more with a lock that is an annotation") {
                $0.lock = lock
                $0.ttl = "3s"
            }
            expect(.configuration, "the retry period is 900ms, but must be 1s or more") {
                $0.lock = lock
                $0.retryPeriod = "900ms"
            }
        }
    }

    @Test func timingsThatContradictEachOtherSayWhich() {
        expect(.configuration, "--ttl is 10s and --lease-duration is 15s") {
            $0.ttl = "10s"
            $0.leaseDuration = "15s"
        }
        expect(.configuration, "the renew deadline is 9.5s") { $0.renewDeadline = "9.5s" }
        expect(.configuration, "the renew deadline is 0s") { $0.renewDeadline = "0s" }
        expect(.configuration, "the retry period is 4s") { $0.retryPeriod = "4s" }
        expect(.configuration, "the retry period is 10ms") { $0.retryPeriod = "10ms" }
        expect(.configuration, "the handover grace is 7s") { $0.handoverGrace = "7s" }
    }

    @Test(arguments: ["localhost", "localhost:", ":http", "::1:80", "[::1]", ":65536", ":-1", "[localhost]:80", "Off"])
    func anAddressNeedsAPort(text: String) {
        expect(.usage, "--http is '\(text)', but must be host:port") { $0.http = text }
        expect(.usage, "--probe is '\(text)', but must be host:port") { $0.probe = text }
    }

    @Test(arguments: ["pod/0", "$(POD_UID)", "a b", String(repeating: "a", count: 65)])
    func whatIsNoUIDOfAPodIsNotTakenForOne(text: String) {
        expect(.configuration, "POD_UID is '\(text)', but must be", environment: ["POD_UID": text]) { _ in }
    }

    @Test func aVariableThatIsNeitherTrueNorFalseIsNamed() {
        let environment = ["LEADER_ELECTOR_USE_CLUSTER_CREDENTIALS": "yes"]
        expect(.usage, "LEADER_ELECTOR_USE_CLUSTER_CREDENTIALS is 'yes'", environment: environment) { _ in }
        expect(.usage, "--create-lock is 'no', but must be true or false") { $0.createLock = "no" }
    }

    @Test func aFileThatAFlagNamesIsNamedWithTheFlag() {
        expect(.badFile, "--token-file: there is no file /nope") { $0.tokenFile = "/nope" }
        expect(.badFile, "--certificate-authority: there is no file /nope") { $0.certificateAuthority = "/nope" }
        expect(.badFile, "/token cannot be used: it is empty", files: ["/token": "\n"]) { $0.tokenFile = "/token" }
        expect(.badFile, "/ca holds no certificate", files: ["/ca": "key"]) { $0.certificateAuthority = "/ca" }
    }

    @Test func whereThereIsNoClusterItSaysWhatWasLookedFor() {
        for words in [
            "no --server", "KUBERNETES_SERVICE_HOST is not set", "/h/.kube/config", "leader-elector-lab demo",
        ] {
            expect(.noCluster, words, environment: ["HOME": "/h"]) { $0.server = nil }
        }
        expect(.noCluster, "this is no pod") {
            $0.server = nil
            $0.useClusterCredentials = true
        }
        expect(.configuration, "begins with neither https:// nor http://") { $0.server = "localhost:8001" }
    }

    @Test func aKubeconfigThatCannotBeUsedSaysWhere() {
        expect(.badFile, "--kubeconfig: there is no file /nope") { $0.set(kubeconfig: "/nope") }
        expect(.badFile, "kubeconfig /k, line 1, column 4: an anchor", files: ["/k": "a: &b c"]) {
            $0.set(kubeconfig: "/k")
        }
        expect(.badFile, "kubeconfig /k, line 1: 'contexts' must be a list", files: ["/k": "contexts: {a: b}"]) {
            $0.set(kubeconfig: "/k")
        }
        expect(.configuration, "kubeconfig /k names no current context", files: ["/k": ""]) { $0.set(kubeconfig: "/k") }
        expect(
            .configuration,
            "no context 'prod' in kubeconfig /k",
            environment: ["KUBECONFIG": "/k"],
            files: ["/k": ""]
        ) {
            $0.server = nil
            $0.context = "prod"
        }
    }

    @Test func whatTheMachineRefusesHasAStatusToo() {
        #expect(ExitStatus(.cannotListen(address: "localhost:4040", code: 98)) == .cannotListen)
        #expect(ExitStatus(.notAnAddress(text: "example.com:80")) == .cannotListen)
        #expect(ExitStatus(.unreadableFile(path: "/nope", code: 2)) == .badFile)
        #expect(ExitStatus(.systemCall(name: "epoll_create1", purpose: "wait", code: 24)) == .internalError)
    }
}
