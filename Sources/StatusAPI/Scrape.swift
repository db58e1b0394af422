import Election

/// What `GET /metrics` is answered from: what was counted, and what is true at this instant.
package struct Scrape: Sendable {
    /// How one of our HTTP servers does.
    package struct Server: Hashable, Sendable {
        /// What it is for, as a label: `status` or `probe`.
        package var name: String
        package var connections = 0
        /// Connections for which there was no room.
        package var refusedConnections: UInt64 = 0
        /// Questions that wait for a change, and readers of the stream.
        package var waiting = 0
        package var watching = 0
        /// Those for whom there was no room.
        package var refusedWaiting: UInt64 = 0
        package var refusedWatching: UInt64 = 0
        /// How often each status code was answered.
        package var answers: [Int: UInt64] = [:]

        package init(name: String) {
            self.name = name
        }
    }

    /// What the process has taken of the machine.
    package struct Process: Hashable, Sendable {
        package var processorTime: Duration
        /// Nil where the kernel does not say.
        package var residentBytes: Int?
        package var started: WallTime

        package init(processorTime: Duration, residentBytes: Int?, started: WallTime) {
            self.processorTime = processorTime
            self.residentBytes = residentBytes
            self.started = started
        }
    }

    /// Who leads, computed for nobody who acts on it: it is no yes that a release would have to wait for.
    package var leadership: Leadership
    /// What is left of our authority.
    package var authority: Duration
    package var metrics: Metrics
    package var servers: [Server]
    package var process: Process
    package var version: String

    package init(
        leadership: Leadership,
        authority: Duration,
        metrics: Metrics,
        servers: [Server],
        process: Process,
        version: String
    ) {
        self.leadership = leadership
        self.authority = authority
        self.metrics = metrics
        self.servers = servers
        self.process = process
        self.version = version
    }
}
