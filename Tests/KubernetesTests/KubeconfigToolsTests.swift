import Foundation
import Kubernetes
import Testing

/// Kubeconfigs as kind, minikube, k3s, Rancher, OpenShift, Docker Desktop and the clouds' tools write them.
@Suite struct KubeconfigToolsTests {
    private static let certificate = Array("-----BEGIN CERTIFICATE-----\nY2xpZW50\n-----END CERTIFICATE-----\n".utf8)
    private static let authority = Array("-----BEGIN CERTIFICATE-----\nQ0E=\n-----END CERTIFICATE-----\n".utf8)
    private static let key = Array("-----BEGIN RSA PRIVATE KEY-----\na2V5\n-----END RSA PRIVATE KEY-----\n".utf8)
    private static let inline = Cluster.ClientCertificate(certificate: .data(certificate), key: .data(key))

    /// The cluster of a context of one of the files, on a machine that has minikube's certificates.
    private func cluster(_ tool: String, context: String? = nil) throws -> Cluster {
        let directory = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Kubeconfigs")
        var kubeconfig = Kubeconfig()
        try kubeconfig.add(Array(Data(contentsOf: directory.appending(path: "\(tool).yaml"))), from: "/k")
        return try kubeconfig.cluster(context: context, namespace: nil) { path throws(FileError) in
            switch path {
            case "/home/dev/.minikube/ca.crt": return Self.authority
            case "/home/dev/.minikube/profiles/minikube/client.crt": return Self.certificate
            case "/home/dev/.minikube/profiles/minikube/client.key": return Self.key
            default: throw .missing(path: path)
            }
        }
    }

    private func token(_ text: String) throws -> Cluster.Credentials {
        .token(try BearerToken(fileContents: Array(text.utf8)))
    }

    @Test(arguments: [
        ("kind", "https://127.0.0.1:37841"), ("k3s", "https://127.0.0.1:6443"),
        ("docker-desktop", "https://kubernetes.docker.internal:6443"),
    ])
    func clustersOnThisMachineHaveCertificatesInline(tool: String, server: String) throws {
        let cluster = try cluster(tool)
        #expect(cluster.server.text == server)
        #expect(cluster.authority == .pem(.data(Self.authority)))
        #expect(cluster.clientCertificate == Self.inline)
        #expect(cluster.credentials == .none)
        #expect(cluster.namespace == .default)
    }

    @Test func minikubeNamesFiles() throws {
        let cluster = try cluster("minikube")
        #expect(cluster.authority == .pem(.file("/home/dev/.minikube/ca.crt")))
        #expect(cluster.clientCertificate?.certificate == .file("/home/dev/.minikube/profiles/minikube/client.crt"))
        #expect(cluster.clientCertificate?.key == .file("/home/dev/.minikube/profiles/minikube/client.key"))
        #expect(cluster.source == "kubeconfig /k, context minikube")
    }

    @Test func eksAsksTheCommandLineOfAWS() throws {
        let plugin = ExecPlugin(
            command: "aws",
            arguments: [
                "--region", "eu-central-1", "eks", "get-token", "--cluster-name", "prod", "--output", "json",
            ],
            environment: [ExecPlugin.EnvironmentEntry(name: "AWS_PROFILE", value: "production")],
            apiVersion: .v1beta1,
            interactiveMode: .ifAvailable
        )
        #expect(try cluster("eks").credentials == .exec(plugin))
    }

    @Test func gkeTellsHowToInstallItsPlugin() throws {
        let plugin = ExecPlugin(
            command: "gke-gcloud-auth-plugin",
            apiVersion: .v1beta1,
            installHint: "Install gke-gcloud-auth-plugin for use with kubectl by following"
                + " https://cloud.google.com/kubernetes-engine/docs/how-to/cluster-access-for-kubectl#install_plugin",
            providesClusterInfo: true,
            interactiveMode: .ifAvailable
        )
        #expect(try cluster("gke").credentials == .exec(plugin))
    }

    @Test func aksHasAnInstallHintOfSeveralLines() throws {
        guard case .exec(let plugin) = try cluster("aks").credentials else {
            Issue.record("no exec plugin")
            return
        }
        #expect(plugin.command == "kubelogin" && plugin.arguments.count == 7 && plugin.environment.isEmpty)
        #expect(
            plugin.installHint
                == "\nkubelogin is not installed which is required to connect to AAD enabled cluster.\n\n"
                + "To learn more, please go to https://aka.ms/aks/kubelogin\n"
        )
    }

    @Test func rancherStandsBetweenOrBeside() throws {
        let through = try cluster("rancher")
        #expect(through.server.text == "https://rancher.example.com:443/k8s/clusters/c-m-4x7k2p9q")
        #expect(through.authority == .system)
        #expect(try through.credentials == token("kubeconfig-u-4x7k2p9q:not-a-secret"))
        let node = try cluster("rancher", context: "prod-node-1")
        #expect(node.server.text == "https://198.51.100.7:6443")
        #expect(node.authority == .pem(.data(Self.authority)))
    }

    @Test func openShiftNamesTheProject() throws {
        let cluster = try cluster("openshift")
        #expect(cluster.authority == .nobody)
        #expect(cluster.namespace.text == "shop")
        #expect(try cluster.credentials == token("sha256~not-a-secret"))
    }
}
