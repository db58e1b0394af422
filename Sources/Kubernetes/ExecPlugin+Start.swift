import JSON

extension ExecPlugin {
    /// Our environment with what the plugin's user has added to it and `KUBERNETES_EXEC_INFO`, as `NAME=value`, each name
    /// once.
    ///
    /// - Parameters:
    ///   - inherited: Our own variables, as `NAME=value`.
    ///   - info: What `info` gives.
    package func environment(inheriting inherited: [String], info: [UInt8]) -> [String] {
        var values: [(name: Substring, entry: String)] = inherited.map { ($0.prefix { $0 != "=" }, $0) }
        let own =
            environment.map { ($0.name, $0.value) } + [
                ("KUBERNETES_EXEC_INFO", String(decoding: info, as: UTF8.self))
            ]
        for (name, value) in own {
            values.removeAll { $0.name == name }
            values.append((Substring(name), "\(name)=\(value)"))
        }
        return values.map(\.entry)
    }

    /// What the plugin is told: an ExecCredential that says that nobody can be asked, and, where the user's entry wants
    /// it, which cluster the credentials are for.
    ///
    /// - Parameter authority: The certificates of `cluster.authority`, whose file the caller has read.
    package func info(for cluster: Cluster, authority: [UInt8]?) -> [UInt8] {
        var spec: JSONValue = ["interactive": false]
        if providesClusterInfo {
            var about: JSONValue = ["server": .string(cluster.server.text)]
            about["tls-server-name"] = cluster.tlsServerName.map { .string($0) }
            about["insecure-skip-tls-verify"] = cluster.authority == .nobody ? true : nil
            about["certificate-authority-data"] = authority.map { .string(Base64.encode($0)) }
            about["proxy-url"] = cluster.proxy.map { .string($0) }
            spec["cluster"] = about
        }
        let object: JSONValue = [
            "apiVersion": .string(apiVersion.rawValue), "kind": "ExecCredential", "spec": spec,
        ]
        return object.bytes
    }
}
