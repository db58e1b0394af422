import Election

/// Keeps what a credential plugin gave, and decides when to run it again.
///
/// A credential is used until it expires or the server refuses it. It is renewed ahead, at three quarters of its life or
/// a minute before its end, while requests go on with the one that is there. One run at a time; when the plugin fails, or
/// the server refuses one credential after the other, the next run waits longer and longer, up to a minute.
///
/// # What the caller must do
///
/// Before each request call `request(at:)`; if it says so, start a run, bound it, and report its end with `runEnded`.
/// Report how the server took the credential, with `accepted` or `refused`.
package struct ExecCredentialCache: Sendable {
    /// What a request gets.
    package enum Supply: Hashable, Sendable {
        case credential(ExecCredential)
        /// What the run that is under way will bring.
        case awaited
        /// Nothing for now, since the plugin failed and is not to be run again yet.
        case none(ExecPluginFailure)
    }

    /// An answer to a request.
    package struct Reply: Hashable, Sendable {
        package var supply: Supply
        /// Whether the caller is to run the plugin now.
        package var startsRun: Bool

        package init(supply: Supply, startsRun: Bool) {
            self.supply = supply
            self.startsRun = startsRun
        }
    }

    private static let longestMargin = Duration.seconds(60)
    private static let longestBackOff = Duration.seconds(60)
    private static let longestLife = Duration.seconds(365 * 86_400)

    private let command: String
    private var credential: ExecCredential?
    private var expiresAt: Instant?
    private var renewAt: Instant?
    private var isRefused = false
    private var isRunning = false
    /// Runs, and refusals of what they brought, since the server last accepted something.
    private var failures = 0
    private var notBefore: Instant?
    private var failure: ExecPluginFailure

    package init(of plugin: ExecPlugin) {
        command = plugin.command
        failure = .refused(command: plugin.command)
    }

    /// What a request gets now, and whether the plugin is to be run for it or for those after it.
    package mutating func request(at now: Instant) -> Reply {
        let isUsable = credential != nil && !isRefused && expiresAt.map { now < $0 } ?? true
        let isDue = !isUsable || renewAt.map { $0 <= now } ?? false
        let startsRun = isDue && !isRunning && notBefore.map { $0 <= now } ?? true
        if startsRun { isRunning = true }
        guard isUsable, let credential else {
            return Reply(supply: isRunning ? .awaited : .none(failure), startsRun: startsRun)
        }
        return Reply(supply: .credential(credential), startsRun: startsRun)
    }

    /// A run has ended.
    ///
    /// Those who wait for it get what it brought, also if that has expired by our clock, which may be wrong; the
    /// requests after them run it again.
    package mutating func runEnded(_ result: Result<ExecCredential, ExecPluginFailure>, at now: Moment) {
        isRunning = false
        switch result {
        case .success(let credential):
            self.credential = credential
            isRefused = false
            notBefore = nil
            expiresAt = nil
            renewAt = nil
            guard let expiration = credential.expiration else { return }
            let told = Duration.microseconds(expiration.microseconds) - .microseconds(now.wall.microseconds)
            // Some say "never" with the year 9999, which no instant can hold.
            let life = min(max(told, .zero), Self.longestLife)
            expiresAt = now.instant + life
            renewAt = now.instant + life - min(Self.longestMargin, life / 4)
        case .failure(let failure):
            fail(failure, at: now.instant)
        }
    }

    /// The server has answered a request with this credential, and with anything but 401.
    package mutating func accepted(_ credential: ExecCredential) {
        if credential == self.credential { failures = 0 }
    }

    /// The server has answered a request with this credential with 401.
    package mutating func refused(_ credential: ExecCredential, at now: Instant) {
        guard credential == self.credential, !isRefused else { return }
        isRefused = true
        fail(.refused(command: command), at: now)
    }

    /// The first time asks for another run at once, each one after it for twice the pause before.
    private mutating func fail(_ failure: ExecPluginFailure, at now: Instant) {
        self.failure = failure
        failures = min(failures + 1, 8)
        notBefore = failures == 1 ? nil : now + min(.seconds(1) * (1 << (failures - 2)), Self.longestBackOff)
    }
}
