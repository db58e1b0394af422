/// A queue of things to come, by time and then in the order in which they were put in, so that a run can be repeated.
struct EventQueue<Payload> {
    /// What the heap moves about: small, while the payload stays in its slot.
    private struct Entry {
        var time: Int64
        var order: UInt64
        var slot: Int

        func comes(before other: Entry) -> Bool {
            time != other.time ? time < other.time : order < other.order
        }
    }

    /// A binary heap, the next entry at its root.
    private var heap: [Entry] = []
    private var slots: [Payload?] = []
    private var freeSlots: [Int] = []
    private var count: UInt64 = 0

    /// Adds something that happens at `time`, in nanoseconds of true time.
    mutating func schedule(_ payload: Payload, at time: Int64) {
        count += 1
        heap.append(Entry(time: time, order: count, slot: store(payload)))
        var child = heap.count - 1
        while child > 0, heap[child].comes(before: heap[(child - 1) / 2]) {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// When the next thing happens; nil when nothing is left.
    var nextTime: Int64? { heap.first?.time }

    /// Takes out what comes next; nil when nothing is left.
    mutating func next() -> (time: Int64, payload: Payload)? {
        guard let first = heap.first, let last = heap.popLast() else { return nil }
        if !heap.isEmpty {
            heap[0] = last
            sink()
        }
        guard let payload = slots[first.slot].take() else {
            preconditionFailure("an entry of the queue without a payload")
        }
        freeSlots.append(first.slot)
        return (first.time, payload)
    }

    private mutating func store(_ payload: Payload) -> Int {
        if let slot = freeSlots.popLast() {
            slots[slot] = payload
            return slot
        }
        slots.append(payload)
        return slots.count - 1
    }

    private mutating func sink() {
        var parent = 0
        while true {
            var least = parent
            for child in 2 * parent + 1...2 * parent + 2 where child < heap.count {
                if heap[child].comes(before: heap[least]) { least = child }
            }
            if least == parent { return }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
