import Election

/// Somebody who acts on who leads, and looks it up for every act: what was true at an earlier event may be over (rule 5).
protocol Subscriber: AnyObject {
    /// For how long a process that ends politely waits for `drain`.
    var drainLimit: Duration { get }

    /// Looks whether there is something to do now; called after every event of the election.
    func settle()

    /// Calls back once nothing is left to do, at the latest then; called when the election is over for this process.
    func drain(by end: Instant, completion: @escaping () -> Void)

    /// Gives up what is under way; called when the process is about to end.
    func close()
}

extension Subscriber {
    var drainLimit: Duration { .milliseconds(500) }

    /// For those who are told nothing that they do not ask for.
    func drain(by end: Instant, completion: @escaping () -> Void) {
        completion()
    }
}
