import Election

/// Tries everything that can happen to two candidates in a bounded number of steps, where the random runs only try what
/// chance suggests.
///
/// Of the steps a few may depart from the ordinary course, which is that messages arrive and timers fire as they should:
/// any few, anywhere. It goes out from an unused lock, breadth first, and comes to each world only once. In every world
/// both candidates are asked, and no two of their yeses may be good at one time.
package struct ExhaustiveWalk {
    package struct Outcome: Sendable {
        /// How many different worlds were reached.
        package var worlds: Int
        package var violation: Violation?
        /// What led to the violation, a line a step.
        package var path: [String]
    }

    /// A step and the one before it, for the path to a violation.
    private struct Step {
        var move: SmallWorld.Move
        var before: Int?
        var time: Int64
    }

    private let depth: Int
    private let beginning: SmallWorld

    /// - Parameters:
    ///   - depth: how many steps to go, at most.
    ///   - departures: how many of them may depart from the ordinary course.
    ///   - skews: how much faster than true time each of the two clocks runs, in parts per million.
    package init(depth: Int, departures: Int, timing: Timing, skews: [Int64] = [0, 0]) {
        self.depth = depth
        beginning = SmallWorld(timing: timing, skews: skews, departures: departures)
    }

    /// Walks to the end, or to the first violation.
    package func run() -> Outcome {
        var steps: [Step] = []
        var frontier: [(world: SmallWorld, step: Int?)] = [(beginning, nil)]
        for _ in 0..<depth {
            // Time goes on, so that a world hardly comes again after other numbers of steps.
            var known: Set<SmallWorld> = []
            var next: [(world: SmallWorld, step: Int?)] = []
            for (world, before) in frontier {
                for move in [world.ordinaryMove].compactMap({ $0 }) + world.departingMoves {
                    var reached = world
                    reached.make(move)
                    guard known.insert(reached).inserted else { continue }
                    steps.append(Step(move: move, before: before, time: reached.now))
                    if let violation = reached.violation {
                        let path = path(to: steps.count - 1, in: steps)
                        return Outcome(worlds: steps.count, violation: Violation(description: violation), path: path)
                    }
                    next.append((reached, steps.count - 1))
                }
            }
            frontier = next
        }
        return Outcome(worlds: steps.count, violation: nil, path: [])
    }

    private func path(to last: Int, in steps: [Step]) -> [String] {
        var lines: [String] = []
        var step: Int? = last
        while let index = step {
            lines.append("\(Duration.nanoseconds(steps[index].time).text) \(steps[index].move)")
            step = steps[index].before
        }
        return lines.reversed()
    }
}
