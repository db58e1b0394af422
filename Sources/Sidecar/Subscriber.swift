/// Somebody who acts on who leads, and looks it up for every act: what was true at an earlier event may be over (rule 5).
protocol Subscriber: AnyObject {
    /// Looks whether there is something to do now; called after every event of the election.
    func settle()

    /// Gives up what is under way; called when the process is about to end.
    func close()
}
