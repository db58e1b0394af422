import Election

/// A fleet on its way from one kind of lock to another, beside everything else that goes wrong.
extension Simulation {
    mutating func scheduleRollout() {
        queue.schedule(.rollOut, at: now + Int64.random(in: 3_000_000_000...25_000_000_000, using: &random))
    }

    /// Goes on with the rollout until the faults stop; that can be anywhere.
    mutating func rollOut() {
        guard !isCalm else { return }
        scheduleRollout()
        let pods = nodes.map { node in
            Rollout.Pod(choice: node.choice, isReady: node.process?.ours?.candidate.hasSeenLock ?? false)
        }
        switch rollout.move(pods, at: now, random: &random) {
        case .wait:
            break
        case .replace(let index, let choice):
            note("is replaced by one with \(choice)", index)
            nodes[index].nextChoice = choice
            // The new pod is another one with, as in a StatefulSet, the same name.
            nodes[index].nextPodUID = "uid-\(random.next() % 1_000_000)"
            if Int.random(in: 0..<4, using: &random) == 0 {
                stop(index)
            } else {
                queue.schedule(.deliver(address(of: index), .resignationAsked, request: nil, watch: nil), at: now)
            }
        case .kill(let index):
            stop(index)
        }
    }
}
