import Election
import Testing

@testable import Simulation

@Suite struct EventQueueTests {
    @Test func itGivesByTimeAndThenInTheOrderOfComing() {
        var random = SeededGenerator(seed: 5)
        var queue = EventQueue<Int>()
        var expected: [(time: Int64, order: Int)] = []
        for order in 0..<500 {
            let time = Int64.random(in: 0..<50, using: &random)
            queue.schedule(order, at: time)
            expected.append((time, order))
        }
        expected.sort { ($0.time, $0.order) < ($1.time, $1.order) }
        for (time, order) in expected {
            let next = queue.next()
            #expect(next?.time == time && next?.payload == order)
        }
        #expect(queue.next() == nil)
    }
}
