import Runtime

/// A request to the API server under way, with what is left to do for it: to wait for credentials, to be answered, to be
/// sent once more.
final class APICall {
    /// What carries it at the moment; nil while it waits for credentials.
    var transfer: TransferID?
    /// Whether nobody waits for it any more.
    var isOver = false
    /// Whether it has been sent a second time, after the first was answered 401.
    var isRepeated = false
}
