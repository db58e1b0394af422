import Kubernetes
import Locks

/// What an operator's command is told, checked: a cluster, and perhaps an election in it.
package struct OperatorConfiguration: Sendable {
    /// Nil for all.
    package var election: ObjectName?
    /// Nil for Leases, or whatever there is.
    package var lock: LockChoice?
    package var cluster: Cluster
    /// What stands between us and the cluster's API server.
    package var proxy: ProxyURL?
    package var version: String

    /// A session of the election's lock, of the first of its kinds; nil where no election was named.
    package var session: LockSession? {
        election.map { election in
            let kind = (lock ?? .leases).kinds[0]
            return LockSession(kind: kind, name: election, namespace: cluster.namespace, version: version)
        }
    }
}

extension Settings {
    /// The checked configuration of a command that looks at elections, of which it can do without a name.
    ///
    /// - Throws: `ConfigurationError` with the first thing that is wrong.
    package func operatorConfiguration(
        version: String,
        readingFilesBy read: FileReader
    ) throws(ConfigurationError) -> OperatorConfiguration {
        var name: ObjectName?
        if let text = value(election, "election") { name = try checked("election", text, ObjectName.init) }
        let choice = try lockChoice()
        let cluster = try cluster(readingFilesBy: read)
        if let plugin = cluster.interactivePlugin { throw .interactivePlugin(command: plugin.command) }
        return OperatorConfiguration(
            election: name,
            lock: choice,
            cluster: cluster,
            proxy: try proxy(to: cluster),
            version: version
        )
    }
}
