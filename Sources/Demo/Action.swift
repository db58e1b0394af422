/// What the demo does to its processes, by their place among them.
package enum Action: Hashable, Sendable {
    case start(Int)
    case signal(Int, Signal)
}
