extension Kubeconfig {
    /// The cluster of a context, with its user's credentials.
    ///
    /// What the context needs is looked at now, files included, so that a kubeconfig that cannot work says so at the
    /// start.
    ///
    /// - Parameters:
    ///   - chosen: the context; nil for the current one.
    ///   - namespace: comes before the context's.
    /// - Throws: `ClusterError`
    package func cluster(
        context chosen: String?,
        namespace: Namespace?,
        readingFilesBy read: FileReader
    ) throws(ClusterError) -> Cluster {
        guard let name = chosen ?? currentContext else { throw .noCurrentContext(paths: paths, contexts: contextNames) }
        guard let context = contexts[name] else {
            throw .unknownContext(name, paths: paths, contexts: contextNames)
        }
        do throws(KubeconfigError) {
            var cluster = try cluster(of: context, read)
            let own = try context.namespace()
            cluster.namespace = namespace ?? own ?? .default
            cluster.source = "kubeconfig \(context.path), context \(name.readable(limit: 80))"
            return cluster
        } catch {
            throw .kubeconfig(error)
        }
    }

    private func cluster(of context: KubeconfigFields, _ read: FileReader) throws(KubeconfigError) -> Cluster {
        guard let clusterName = try context.text("cluster") else { throw context.error(.missing("cluster")) }
        guard let fields = clusters[clusterName] else {
            throw context.error(.missingEntry("cluster", name: clusterName), about: "cluster")
        }
        var cluster = Cluster(server: try fields.server(), namespace: .default, source: "")
        cluster.authority = try fields.authority(read)
        cluster.tlsServerName = try fields.text("tls-server-name")
        cluster.proxy = try fields.proxy()
        // A context without a user is one of somebody unknown, as behind 'kubectl proxy'.
        guard let userName = try context.text("user") else { return cluster }
        guard let user = users[userName] else {
            throw context.error(.missingEntry("user", name: userName), about: "user")
        }
        cluster.clientCertificate = try user.clientCertificate(read)
        cluster.credentials = try user.credentials(hasCertificate: cluster.clientCertificate != nil, read)
        cluster.impersonation = try user.impersonation()
        return cluster
    }
}

extension KubeconfigFields {
    // MARK: Of a context

    fileprivate func namespace() throws(KubeconfigError) -> Namespace? {
        guard let text = try text("namespace") else { return nil }
        do throws(NameError) {
            return try Namespace(text)
        } catch {
            throw self.error(.badNamespace(error), about: "namespace")
        }
    }

    // MARK: Of a cluster

    fileprivate func server() throws(KubeconfigError) -> ServerURL {
        guard let text = try text("server") else { throw error(.missing("server")) }
        do throws(ServerURLError) {
            return try ServerURL(parsing: text)
        } catch {
            throw self.error(.badServer(error), about: "server")
        }
    }

    fileprivate func authority(_ read: FileReader) throws(KubeconfigError) -> Cluster.Authority {
        let pem = try pem("certificate-authority", read) { PEMText.holdsCertificate($0) ? nil : .notACertificate($1) }
        let isInsecure = try flag("insecure-skip-tls-verify")
        guard let pem else { return isInsecure ? .nobody : .system }
        guard !isInsecure else { throw error(.authorityButInsecure, about: "insecure-skip-tls-verify") }
        return .pem(pem)
    }

    fileprivate func proxy() throws(KubeconfigError) -> String? {
        guard let text = try text("proxy-url") else { return nil }
        do throws(ProxyURLError) {
            _ = try ProxyURL(parsing: text, from: "'proxy-url'")
        } catch {
            throw self.error(.badProxy(error), about: "proxy-url")
        }
        return text
    }

    // MARK: Of a user

    fileprivate func clientCertificate(_ read: FileReader) throws(KubeconfigError) -> Cluster.ClientCertificate? {
        let certificate = try pem("client-certificate", read) {
            PEMText.holdsCertificate($0) ? nil : .notACertificate($1)
        }
        let key = try pem("client-key", read) {
            PEMText.isEncrypted($0) ? .encryptedKey($1) : PEMText.holdsPrivateKey($0) ? nil : .notAPrivateKey($1)
        }
        guard let certificate else {
            if key != nil { throw error(.keyWithoutCertificate) }
            return nil
        }
        guard let key else { throw error(.certificateWithoutKey) }
        return Cluster.ClientCertificate(certificate: certificate, key: key)
    }

    /// The credentials; a token file comes before a token, and anything before a program, as for kubectl.
    fileprivate func credentials(
        hasCertificate: Bool,
        _ read: FileReader
    ) throws(KubeconfigError) -> Cluster.Credentials {
        if has("auth-provider") {
            throw error(.authProvider(try fields("auth-provider").text("name") ?? ""), about: "auth-provider")
        }
        if let path = try path("tokenFile") {
            _ = try token(contents(of: path, "tokenFile", read), "tokenFile")
            return .tokenFile(path)
        }
        if let text = try text("token") { return .token(try token(Array(text.utf8), "token")) }
        if hasCertificate { return .none }
        if has("exec") { return .exec(try fields("exec").execPlugin()) }
        // Beside other credentials they are useless, but do no harm.
        if has("username") || has("password") { throw error(.basicAuthentication, about: "username") }
        return .none
    }

    fileprivate func impersonation() throws(KubeconfigError) -> Impersonation? {
        let uid = try text("as-uid")
        let groups = try texts("as-groups")
        let attributes = try fields("as-user-extra")
        var extra: [String: [String]] = [:]
        for entry in attributes.node.mapping ?? [] { extra[entry.key] = try attributes.texts(entry.key) }
        guard let user = try text("as") else {
            guard uid == nil, groups.isEmpty, extra.isEmpty else { throw error(.impersonationWithoutUser) }
            return nil
        }
        return Impersonation(user: user, uid: uid, groups: groups, extra: extra)
    }

    private func token(_ bytes: [UInt8], _ key: String) throws(KubeconfigError) -> BearerToken {
        do throws(TokenError) {
            return try BearerToken(fileContents: bytes)
        } catch {
            throw self.error(.badToken(key, error), about: key)
        }
    }

    // MARK: Of an exec plugin

    private func execPlugin() throws(KubeconfigError) -> ExecPlugin {
        guard let command = try path("command", isCommand: true) else { throw error(.missing("command")) }
        guard let versionText = try text("apiVersion") else { throw error(.missing("apiVersion")) }
        guard let version = ExecPlugin.APIVersion(rawValue: versionText) else {
            throw error(.execVersion(versionText), about: "apiVersion")
        }
        var environment: [ExecPlugin.EnvironmentEntry] = []
        for variable in try list("env") {
            guard let name = try variable.text("name") else { throw variable.error(.missing("name")) }
            environment.append(ExecPlugin.EnvironmentEntry(name: name, value: try variable.text("value") ?? ""))
        }
        return ExecPlugin(
            command: command,
            arguments: try texts("args"),
            environment: environment,
            apiVersion: version,
            installHint: try text("installHint"),
            providesClusterInfo: try flag("provideClusterInfo"),
            interactiveMode: try interactiveMode(version)
        )
    }

    private func interactiveMode(_ version: ExecPlugin.APIVersion) throws(KubeconfigError) -> ExecPlugin.InteractiveMode
    {
        guard let text = try text("interactiveMode") else {
            if version == .v1 { throw error(.noInteractiveMode) }
            return .ifAvailable
        }
        guard let mode = ExecPlugin.InteractiveMode(rawValue: text) else {
            throw error(.execInteractiveMode(text), about: "interactiveMode")
        }
        return mode
    }

    // MARK: Files

    /// What `<key>-data` holds, or where the file is that `key` names; the former comes first.
    private func pem(
        _ key: String,
        _ read: FileReader,
        problem: ([UInt8], String) -> KubeconfigError.Problem?
    ) throws(KubeconfigError) -> Cluster.PEM? {
        let dataKey = "\(key)-data"
        if let text = try text(dataKey) {
            guard let bytes = Base64.decode(text) else { throw error(.notBase64(dataKey), about: dataKey) }
            if let problem = problem(bytes, dataKey) { throw error(problem, about: dataKey) }
            return .data(bytes)
        }
        guard let path = try path(key) else { return nil }
        if let problem = problem(try contents(of: path, key, read), key) { throw error(problem, about: key) }
        return .file(path)
    }

    private func contents(of path: String, _ key: String, _ read: FileReader) throws(KubeconfigError) -> [UInt8] {
        do throws(FileError) {
            return try read(path)
        } catch {
            throw self.error(.unreadable(key, error), about: key)
        }
    }

    /// A path, relative to the file that it stands in; a command is one only with a slash.
    private func path(_ key: String, isCommand: Bool = false) throws(KubeconfigError) -> String? {
        guard let text = try text(key) else { return nil }
        if isCommand && !text.contains("/") { return text }
        return RelativePath.resolved(text, besideFile: path)
    }
}
