extension Cluster {
    /// The proxy to the server: the one that is named for it, or what the environment says; nil for none.
    ///
    /// - Throws: `ProxyURLError`
    package func proxy(environment: [String: String]) throws(ProxyURLError) -> ProxyURL? {
        guard let proxy, !proxy.isEmpty else { return try ProxyEnvironment(environment).proxy(for: server) }
        return try ProxyURL(parsing: proxy, from: source)
    }

    /// The credential plugin that wants to ask somebody, which nobody is there for; nil if there is none.
    package var interactivePlugin: ExecPlugin? {
        guard case .exec(let plugin) = credentials, plugin.interactiveMode == .always else { return nil }
        return plugin
    }
}
