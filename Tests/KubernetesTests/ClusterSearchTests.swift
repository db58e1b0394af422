import Kubernetes
import Testing

struct ClusterSearchTests {
    static let inPod = [
        "KUBERNETES_SERVICE_HOST": "10.96.0.1", "KUBERNETES_SERVICE_PORT": "443", "HOME": "/root",
    ]

    func search(_ environment: [String: String] = inPod, _ adjust: (inout ClusterSearch) -> Void = { _ in })
        -> ClusterSearch
    {
        var search = ClusterSearch(environment: environment)
        adjust(&search)
        return search
    }

    @Test func insideAPodItsServiceAccountIsUsed() throws {
        let cluster = try search().cluster(readingFilesBy: Files.pod.read)
        #expect(
            cluster
                == Cluster(
                    server: ServerURL(scheme: .https, host: "10.96.0.1", port: 443),
                    authority: .pem(.file("/var/run/secrets/kubernetes.io/serviceaccount/ca.crt")),
                    credentials: .tokenFile("/var/run/secrets/kubernetes.io/serviceaccount/token"),
                    namespace: try Namespace("lab"),
                    source: "in-cluster service account"
                )
        )
    }

    @Test func anIPv6AddressOfTheServiceNeedsNoBrackets() throws {
        let variables = ["KUBERNETES_SERVICE_HOST": "fd00::1", "KUBERNETES_SERVICE_PORT": "6443"]
        let cluster = try search(variables).cluster(readingFilesBy: Files.pod.read)
        #expect(cluster.server == ServerURL(scheme: .https, host: "fd00::1", port: 6443))
    }

    @Test func aServerNamedByAFlagComesFirst() throws {
        let search = search {
            $0.server = "http://localhost:8001"
            $0.kubeconfig = "/tmp/config"
            $0.mustBeInCluster = true
        }
        let cluster = try search.cluster(readingFilesBy: Files.pod.read)
        #expect(cluster.server.text == "http://localhost:8001")
        #expect(cluster.credentials == .none)
        #expect(cluster.namespace.text == "default")
        #expect(cluster.source == "--server")
    }

    @Test func aServerHasItsOwnAuthorityAndToken() throws {
        let search = search {
            $0.server = "https://h"
            $0.certificateAuthorityPath = InClusterConfiguration.certificateAuthorityPath
            $0.tokenPath = InClusterConfiguration.tokenPath
        }
        let cluster = try search.cluster(readingFilesBy: Files.pod.read)
        #expect(cluster.authority == .pem(.file(InClusterConfiguration.certificateAuthorityPath)))
        #expect(cluster.credentials == .tokenFile(InClusterConfiguration.tokenPath))
    }

    @Test func theNamespaceOfAFlagComesBeforeThePods() throws {
        let chosen = try Namespace("other")
        #expect(try search { $0.namespace = chosen }.cluster(readingFilesBy: Files.pod.read).namespace == chosen)
    }

    @Test func aPodWithoutANamespaceFileIsInTheDefaultOne() throws {
        var files = Files.pod
        files.contents[InClusterConfiguration.namespacePath] = nil
        #expect(try search().cluster(readingFilesBy: files.read).namespace.text == "default")
    }

    @Test func aPodWithoutATokenSaysSo() {
        var files = Files.pod
        files.contents[InClusterConfiguration.tokenPath] = nil
        #expect(throws: ClusterError.unreadable(.missing(path: InClusterConfiguration.tokenPath))) {
            try search().cluster(readingFilesBy: files.read)
        }
    }

    @Test(arguments: [("", TokenError.empty), (" \n\t\n", .empty), ("a\r\nX: y", .notPrintable), ("ä", .notPrintable)])
    func aTokenThatIsNoneIsRefused(text: String, error: TokenError) {
        var files = Files.pod
        files.contents[InClusterConfiguration.tokenPath] = text
        #expect(throws: ClusterError.badToken(path: InClusterConfiguration.tokenPath, error)) {
            try search().cluster(readingFilesBy: files.read)
        }
    }

    @Test(arguments: ["", "MA==", "-----BEGIN RSA PRIVATE KEY-----"])
    func anAuthorityThatIsNoneIsRefusedNotIgnored(text: String) {
        var files = Files.pod
        files.contents[InClusterConfiguration.certificateAuthorityPath] = text
        #expect(throws: ClusterError.notACertificate(path: InClusterConfiguration.certificateAuthorityPath)) {
            try search().cluster(readingFilesBy: files.read)
        }
    }

    @Test func anUnreadableAuthorityIsRefusedNotIgnored() {
        var files = Files.pod
        files.unreadable = [InClusterConfiguration.certificateAuthorityPath]
        #expect(throws: ClusterError.self) { try search().cluster(readingFilesBy: files.read) }
    }

    @Test func aNamespaceFileThatHoldsNoNamespaceIsRefused() {
        var files = Files.pod
        files.contents[InClusterConfiguration.namespacePath] = "../x"
        #expect(throws: ClusterError.self) { try search().cluster(readingFilesBy: files.read) }
    }

    @Test(arguments: [
        ["KUBERNETES_SERVICE_HOST": "10.96.0.1"], ["KUBERNETES_SERVICE_PORT": "443"],
        ["KUBERNETES_SERVICE_HOST": "a b", "KUBERNETES_SERVICE_PORT": "443"],
        ["KUBERNETES_SERVICE_HOST": "h", "KUBERNETES_SERVICE_PORT": "tcp://h:443"],
    ])
    func variablesThatMakeNoAddressAreRefused(variables: [String: String]) {
        let error = ClusterError.badServiceVariables(
            host: variables["KUBERNETES_SERVICE_HOST"] ?? "",
            port: variables["KUBERNETES_SERVICE_PORT"] ?? ""
        )
        #expect(throws: error) { try search(variables).cluster(readingFilesBy: Files.pod.read) }
    }

    @Test func outsideOfAPodItsCredentialsCannotBeAskedFor() {
        #expect(throws: ClusterError.notInCluster) {
            try search([:]) { $0.mustBeInCluster = true }.cluster(readingFilesBy: Files().read)
        }
    }

    @Test(arguments: [["HOME": "/root"], ["HOME": "/home/x", "KUBECONFIG": "/none::/root/.kube/config"]])
    func outsideOfAPodAKubeconfigIsUsed(environment: [String: String]) throws {
        let cluster = try search(environment).cluster(readingFilesBy: Files.laptop.read)
        #expect(cluster.server.text == "https://one:443")
        #expect(cluster.namespace.text == "shop")
        #expect(cluster.source == "kubeconfig /root/.kube/config, context one")
    }

    @Test func aKubeconfigOrContextNamedByAFlagComesBeforeThePod() throws {
        var files = Files.pod
        files.contents.merge(Files.laptop.contents) { $1 }
        let cluster = { (adjust: (inout ClusterSearch) -> Void) in
            try search(Self.inPod, adjust).cluster(readingFilesBy: files.read)
        }
        #expect(try cluster { $0.kubeconfig = "/root/.kube/config" }.server.host == "one")
        #expect(try cluster { $0.context = "two" }.server.host == "two")
        let both = try cluster {
            $0.kubeconfig = "/root/.kube/config"
            $0.context = "two"
            $0.mustBeInCluster = true
        }
        #expect(both.server.host == "two")
        #expect(try cluster { _ in }.server.host == "10.96.0.1")
    }

    @Test func theNamespaceOfAFlagComesBeforeTheContexts() throws {
        let chosen = try Namespace("other")
        let search = search(["HOME": "/root"]) { $0.namespace = chosen }
        #expect(try search.cluster(readingFilesBy: Files.laptop.read).namespace == chosen)
    }

    @Test func aKubeconfigThatAFlagNamesMustBeThere() {
        #expect(throws: ClusterError.unreadableFlag("kubeconfig", .missing(path: "/none"))) {
            try search { $0.kubeconfig = "/none" }.cluster(readingFilesBy: Files.pod.read)
        }
    }

    @Test func aKubeconfigThatCannotBeReadIsNotPassedOver() {
        var files = Files.laptop
        files.unreadable = ["/secret"]
        let search = search(["KUBECONFIG": "/secret:/root/.kube/config"])
        let error = FileError.unreadable("cannot read /secret: permission denied")
        #expect(throws: ClusterError.unreadableKubeconfig(error)) { try search.cluster(readingFilesBy: files.read) }
    }

    @Test func nothingAtAllNamesWhatWasLookedForAndTheDemo() throws {
        let error = try #require(throws: ClusterError.self) {
            try search(["HOME": "/root"]).cluster(readingFilesBy: Files().read)
        }
        #expect(error == .nothingFound(["/root/.kube/config"]))
        for word in ["--server", "KUBERNETES_SERVICE_HOST", "/root/.kube/config", "leader-elector-lab demo"] {
            #expect(error.description.contains(word))
        }
    }
}
