import Kubernetes
import Sidecar

extension Settings {
    /// Settings that name an election and a server, changed by a test.
    static func given(
        environment: [String: String] = [:],
        _ change: (inout Settings) -> Void = { _ in }
    ) -> Settings {
        var settings = Settings(environment: environment)
        settings.election = "example"
        settings.server = "http://localhost:8001"
        change(&settings)
        return settings
    }

    /// The configuration on a machine that has these files only.
    func configuration(files: [String: String] = [:]) throws(ConfigurationError) -> SidecarConfiguration {
        try configuration(hostName: "host-0", version: "1.2.3") { (path) throws(FileError) in
            guard let text = files[path] else { throw .missing(path: path) }
            return Array(text.utf8)
        }
    }

    mutating func set(kubeconfig: String) {
        server = nil
        self.kubeconfig = kubeconfig
    }

    /// Why there is no configuration; nil if there is one.
    func refusal(files: [String: String] = [:]) -> ConfigurationError? {
        do throws(ConfigurationError) {
            _ = try configuration(files: files)
            return nil
        } catch {
            return error
        }
    }
}
