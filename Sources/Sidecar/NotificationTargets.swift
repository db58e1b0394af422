import Runtime

/// Whom a sidecar tells of who leads without being asked, checked.
package struct NotificationTargets: Hashable, Sendable {
    /// The path of a file that is kept up to date; nil for none.
    package var leaderFile: String?
    package var webhook: Webhook?
    package var hooks: Hooks?

    package init(leaderFile: String? = nil, webhook: Webhook? = nil, hooks: Hooks? = nil) {
        self.leaderFile = leaderFile
        self.webhook = webhook
        self.hooks = hooks
    }

    /// Those who tell them; a former life's leader file goes at once.
    ///
    /// - Throws: `RuntimeError.unwritableFile`
    func subscribers(_ context: NotifierContext) throws(RuntimeError) -> [any Subscriber] {
        var subscribers: [any Subscriber] = []
        if let leaderFile { subscribers.append(try LeaderFile(path: leaderFile, context)) }
        if let webhook { subscribers.append(WebhookSender(webhook, context)) }
        if let hooks { subscribers.append(HookRunner(hooks, context)) }
        return subscribers
    }
}
