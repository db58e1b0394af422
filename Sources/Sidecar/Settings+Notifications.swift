import Election
import Kubernetes
import Notifications

extension Settings {
    /// Less than that is over before a reader has seen the deadline.
    private static let shortestGraceForFile = Duration.milliseconds(100)

    /// Whom to tell without being asked.
    func notifications(
        _ timing: Timing,
        readingFilesBy read: FileReader
    ) throws(ConfigurationError) -> NotificationTargets {
        let leaderFile = value(leaderFile, "leader-file")
        guard leaderFile == nil || timing.handoverGrace >= Self.shortestGraceForFile else {
            throw .graceTooShortForFile(timing.handoverGrace, shortest: Self.shortestGraceForFile)
        }
        return NotificationTargets(
            leaderFile: leaderFile,
            webhook: try checkedWebhook(read),
            hooks: try checkedHooks()
        )
    }

    private func checkedWebhook(_ read: FileReader) throws(ConfigurationError) -> Webhook? {
        let secretPath = value(webhookSecretFile, "webhook-secret-file")
        let authorityPath = value(webhookCertificateAuthority, "webhook-certificate-authority")
        guard let text = value(webhook, "webhook") else {
            if secretPath != nil { throw .noWebhook(flag: "webhook-secret-file") }
            if authorityPath != nil { throw .noWebhook(flag: "webhook-certificate-authority") }
            return nil
        }
        var webhook: Webhook
        do throws(ServerURLError) {
            webhook = try Webhook(parsing: text)
        } catch {
            throw .badWebhook
        }
        webhook.secretPath = secretPath
        webhook.authorityPath = authorityPath
        if let secretPath { try checkSecret(secretPath, read) }
        do throws(ClusterError) {
            if let authorityPath {
                try ClusterError.checkAuthority(authorityPath, flag: "webhook-certificate-authority", read)
            }
        } catch {
            throw .cluster(error)
        }
        webhook.proxy = try proxy(for: webhook.server)
        return webhook
    }

    private func checkSecret(_ path: String, _ read: FileReader) throws(ConfigurationError) {
        let contents: [UInt8]
        do throws(FileError) {
            contents = try read(path)
        } catch {
            throw .cluster(.unreadableFlag("webhook-secret-file", error))
        }
        guard SigningKey(fileContents: contents) != nil else { throw .emptySecret(path: path) }
    }

    private func proxy(for server: ServerURL) throws(ConfigurationError) -> ProxyURL? {
        do throws(ProxyURLError) {
            return try ProxyEnvironment(environment).proxy(for: server)
        } catch {
            throw .proxy(error)
        }
    }

    private func checkedHooks() throws(ConfigurationError) -> Hooks? {
        let started = try command(onStartedLeading, "on-started-leading")
        let stopped = try command(onStoppedLeading, "on-stopped-leading")
        let limit = try duration(hookTimeout, "hook-timeout") ?? Hooks.standardLimit
        guard limit > .zero, limit <= Hooks.longestLimit else { throw .badHookTimeout(limit) }
        return started == nil && stopped == nil ? nil : Hooks(started: started, stopped: stopped, limit: limit)
    }

    private func command(_ text: String?, _ flag: String) throws(ConfigurationError) -> HookCommand? {
        guard let text = value(text, flag) else { return nil }
        do throws(HookCommandError) {
            return try HookCommand(text)
        } catch {
            throw .badCommand(flag: flag, text, error)
        }
    }
}
