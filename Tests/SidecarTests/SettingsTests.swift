import Election
import Kubernetes
import Runtime
import Sidecar
import Testing

@Suite struct SettingsTests {
    @Test func anElectionAndAServerAreEnough() throws {
        let configuration = try Settings.given().configuration()
        #expect(configuration.election.text == "example")
        #expect(configuration.identity.text == "host-0")
        #expect(configuration.namespace == .default)
        #expect(configuration.podUID.isEmpty)
        #expect(configuration.timing == (try Timing(leaseDuration: .seconds(10))))
        #expect(configuration.statusAddress == ListenAddress(host: "localhost", port: 4040))
        #expect(configuration.createsLock && configuration.stands && configuration.priority == 0)
        #expect(configuration.probeAddress == nil)
        #expect(configuration.cluster.server.text == "http://localhost:8001")
        #expect(configuration.version == "1.2.3")
    }

    @Test func everyFlagHasAVariable() throws {
        let environment = [
            "LEADER_ELECTOR_ELECTION": "other",
            "LEADER_ELECTOR_ID": "me",
            "LEADER_ELECTOR_ELECTION_NAMESPACE": "lab",
            "LEADER_ELECTOR_TTL": "20s",
            "LEADER_ELECTOR_LEASE_DURATION": "20s",
            "LEADER_ELECTOR_RENEW_DEADLINE": "15s",
            "LEADER_ELECTOR_RETRY_PERIOD": "3s",
            "LEADER_ELECTOR_HANDOVER_GRACE": "2s",
            "LEADER_ELECTOR_CREATE_LOCK": "false",
            "LEADER_ELECTOR_OBSERVE": "true",
            "LEADER_ELECTOR_PRIORITY": "-3",
            "LEADER_ELECTOR_LEADER_FILE": "/shared/leader.json",
            "LEADER_ELECTOR_HTTP": ":80",
            "LEADER_ELECTOR_PROBE": "[::1]:81",
            "LEADER_ELECTOR_SERVER": "https://[fd00::1]:6443",
            "LEADER_ELECTOR_CERTIFICATE_AUTHORITY": "/ca",
            "LEADER_ELECTOR_TOKEN_FILE": "/token",
        ]
        let files = ["/ca": "-----BEGIN CERTIFICATE-----", "/token": "secret"]
        let configuration = try Settings(environment: environment).configuration(files: files)
        #expect(configuration.election.text == "other")
        #expect(configuration.identity.text == "me")
        #expect(configuration.namespace.text == "lab")
        #expect(configuration.timing.leaseDuration == .seconds(20))
        #expect(configuration.timing.renewDeadline == .seconds(15))
        #expect(configuration.timing.retryPeriod == .seconds(3))
        #expect(configuration.timing.handoverGrace == .seconds(2))
        #expect(!configuration.createsLock && !configuration.stands && !configuration.recordsEvents)
        #expect(configuration.priority == -3)
        #expect(configuration.notifications.leaderFile == "/shared/leader.json")
        #expect(configuration.statusAddress == ListenAddress(host: "", port: 80))
        #expect(configuration.probeAddress == ListenAddress(host: "::1", port: 81))
        #expect(configuration.cluster.server.text == "https://[fd00::1]:6443")
        #expect(configuration.cluster.authority == .pem(.file("/ca")))
        #expect(configuration.cluster.credentials == .tokenFile("/token"))
    }

    @Test func aKubeconfigAndItsContextHaveVariablesToo() throws {
        let text = """
            clusters: [{name: c, cluster: {server: "https://h"}}]
            contexts: [{name: a, context: {cluster: c, namespace: lab}}, {name: b, context: {cluster: c}}]
            current-context: b
            """
        let environment = ["LEADER_ELECTOR_ELECTION": "e", "LEADER_ELECTOR_KUBECONFIG": "/k"]
        let current = try Settings(environment: environment).configuration(files: ["/k": text])
        #expect(current.cluster.source == "kubeconfig /k, context b")
        let chosen = try Settings(environment: environment.merging(["LEADER_ELECTOR_CONTEXT": "a"]) { $1 })
            .configuration(files: ["/k": text])
        #expect(chosen.cluster.source == "kubeconfig /k, context a")
        #expect(chosen.namespace.text == "lab")
    }

    @Test func aFlagComesBeforeItsVariable() throws {
        let environment = ["LEADER_ELECTOR_ID": "variable", "LEADER_ELECTOR_TTL": "20s", "LEADER_ELECTOR_HTTP": ":1"]
        let configuration = try Settings.given(environment: environment) {
            $0.id = "flag"
            $0.ttl = "30s"
            $0.http = ":2"
        }.configuration()
        #expect(configuration.identity.text == "flag")
        #expect(configuration.timing.leaseDuration == .seconds(30))
        #expect(configuration.statusAddress?.port == 2)
    }

    @Test func whatIsSetButEmptyIsNotSet() throws {
        let environment = [
            "LEADER_ELECTOR_ID": "", "POD_NAME": "pod-0", "POD_NAMESPACE": "", "LEADER_ELECTOR_TTL": "",
            "LEADER_ELECTOR_PROBE": "", "LEADER_ELECTOR_USE_CLUSTER_CREDENTIALS": "", "KUBERNETES_SERVICE_HOST": "",
        ]
        let configuration = try Settings.given(environment: environment) {
            $0.id = ""
            $0.ttl = ""
            $0.electionNamespace = ""
            $0.tokenFile = ""
        }.configuration()
        #expect(configuration.identity.text == "pod-0")
        #expect(configuration.namespace == .default)
        #expect(configuration.timing.leaseDuration == .seconds(10))
        #expect(configuration.probeAddress == nil)
        #expect(configuration.cluster.credentials == .none)
    }

    @Test(arguments: ["", "off"])
    func emptyOrOffServesNoStatus(text: String) throws {
        #expect(try Settings.given { $0.http = text }.configuration().statusAddress == nil)
        let environment = ["LEADER_ELECTOR_HTTP": text]
        #expect(try Settings.given(environment: environment).configuration().statusAddress == nil)
        let flag = try Settings.given(environment: environment) { $0.http = ":1" }.configuration()
        #expect(flag.statusAddress?.port == 1)
    }

    @Test func theDownwardAPINamesThePod() throws {
        let environment = ["POD_NAME": "pod-0", "POD_NAMESPACE": "lab", "POD_UID": "5b1c"]
        let configuration = try Settings.given(environment: environment).configuration()
        #expect(configuration.identity.text == "pod-0")
        #expect(configuration.namespace.text == "lab")
        #expect(configuration.podUID == "5b1c")
    }

    @Test func bothNamesOfTheLeaseDurationMayBeGivenIfTheyAgree() throws {
        let both = Settings.given {
            $0.ttl = "60s"
            $0.leaseDuration = "1m"
        }
        #expect(try both.configuration().timing.leaseDuration == .seconds(60))
        let one = Settings.given { $0.leaseDuration = "20s" }
        #expect(try one.configuration().timing.leaseDuration == .seconds(20))
    }

    @Test(arguments: [("true", true), ("1", true), ("false", false), ("0", false)])
    func aTruthValueIsReadFromTheEnvironment(text: String, mustBeInCluster: Bool) {
        let environment = ["LEADER_ELECTOR_USE_CLUSTER_CREDENTIALS": text]
        let refusal = Settings.given(environment: environment) { $0.server = nil }.refusal()
        #expect(refusal == .cluster(mustBeInCluster ? .notInCluster : .nothingFound([])))
    }

    @Test func creatingTheLockIsAFlagBeforeItsVariable() throws {
        let environment = ["LEADER_ELECTOR_CREATE_LOCK": "f"]
        #expect(try !Settings.given(environment: environment).configuration().createsLock)
        #expect(try Settings.given(environment: environment) { $0.createLock = "true" }.configuration().createsLock)
        #expect(try !Settings.given { $0.createLock = "0" }.configuration().createsLock)
        #expect(try Settings.given { $0.createLock = "" }.configuration().createsLock)
    }

    @Test func theLockIsALeaseUnlessSomebodySaysOtherwise() throws {
        #expect(try Settings.given().configuration().lockText == "leases/example")
        let environment = ["LEADER_ELECTOR_LOCK": "endpoints"]
        let old = try Settings.given(environment: environment).configuration()
        #expect(old.lockText == "endpoints/example" && old.timing.timePrecision == .seconds)
        #expect(try Settings.given(environment: environment) { $0.lock = "leases" }.configuration().lock == .leases)
        let pair = try Settings.given { $0.lock = "configmapsleases" }.configuration()
        #expect(pair.lockText == "configmaps/example+leases/example" && pair.timing.timePrecision == .seconds)
        #expect(pair.rights.items.count == 9)
    }

    @Test func eventsAreRecordedUnlessSomebodySaysNo() throws {
        #expect(try Settings.given().configuration().recordsEvents)
        #expect(try !Settings.given { $0.events = "false" }.configuration().recordsEvents)
        let off = ["LEADER_ELECTOR_EVENTS": "false"]
        #expect(try !Settings.given(environment: off).configuration().recordsEvents)
        #expect(try Settings.given(environment: off) { $0.events = "true" }.configuration().recordsEvents)
    }

    @Test func aPodKnowsItsCluster() throws {
        let environment = ["KUBERNETES_SERVICE_HOST": "fd00::1", "KUBERNETES_SERVICE_PORT": "443"]
        let files = [
            InClusterConfiguration.tokenPath: "secret", InClusterConfiguration.namespacePath: "lab\n",
            InClusterConfiguration.certificateAuthorityPath: "-----BEGIN CERTIFICATE-----",
        ]
        let configuration = try Settings.given(environment: environment) { $0.server = nil }.configuration(files: files)
        #expect(configuration.namespace.text == "lab")
        #expect(configuration.cluster.server.text == "https://[fd00::1]:443")
    }

    @Test func theEnvironmentsProxyIsTaken() throws {
        func proxy(_ server: String, _ environment: [String: String]) throws -> String? {
            try Settings.given(environment: environment) { $0.server = server }.configuration().proxy?.description
        }
        let environment = ["HTTPS_PROXY": "http://me:secret@p:3128", "NO_PROXY": ".example"]
        #expect(try proxy("https://10.0.0.1", environment) == "http://p:3128")
        #expect(try proxy("https://api.example", environment) == nil)
        #expect(try proxy("http://10.0.0.1", environment) == nil)
    }
}
