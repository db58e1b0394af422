/// A program that prints credentials, as a kubeconfig's user names it ("client-go credential plugins").
package struct ExecPlugin: Hashable, Sendable {
    /// The version of `client.authentication.k8s.io` that the program speaks.
    package enum APIVersion: String, Sendable, CaseIterable {
        case v1 = "client.authentication.k8s.io/v1"
        case v1beta1 = "client.authentication.k8s.io/v1beta1"
    }

    /// Whether the program may ask the person at the terminal.
    package enum InteractiveMode: String, Sendable, CaseIterable {
        case never = "Never"
        case ifAvailable = "IfAvailable"
        case always = "Always"
    }

    /// A name that is looked for in PATH, or a path; one that was relative in a kubeconfig stands from its directory.
    package var command: String
    package var arguments: [String]
    /// What is added to our own environment, the last of a name counting.
    package var environment: [EnvironmentEntry]
    package var apiVersion: APIVersion
    /// What people are told where the program is missing.
    package var installHint: String?
    /// Whether the program is told which cluster it is for, in `KUBERNETES_EXEC_INFO`.
    package var providesClusterInfo: Bool
    package var interactiveMode: InteractiveMode

    package struct EnvironmentEntry: Hashable, Sendable {
        package var name: String
        package var value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    package init(
        command: String,
        arguments: [String] = [],
        environment: [EnvironmentEntry] = [],
        apiVersion: APIVersion,
        installHint: String? = nil,
        providesClusterInfo: Bool = false,
        interactiveMode: InteractiveMode
    ) {
        self.command = command
        self.arguments = arguments
        self.environment = environment
        self.apiVersion = apiVersion
        self.installHint = installHint
        self.providesClusterInfo = providesClusterInfo
        self.interactiveMode = interactiveMode
    }
}
