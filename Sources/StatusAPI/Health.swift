/// What the pod's probes are told, computed when they ask.
package struct Health: Hashable, Sendable {
    /// Why this process should be restarted, as a sentence; nil while it is alive.
    package var whyNotLive: String?
    /// Why this pod is not ready yet, as a sentence; nil from the first answer about the lock on, for good.
    ///
    /// Neither the loss of the API server nor the loss of the lead makes a pod unready: readiness that follows the
    /// lead deadlocks rolling updates.
    package var whyNotReady: String?

    package init(whyNotLive: String? = nil, whyNotReady: String? = nil) {
        self.whyNotLive = whyNotLive
        self.whyNotReady = whyNotReady
    }
}
