internal import DequeModule
internal import KubernetesModel
internal import Synchronization

/// Hands records to workers in the order they came, per lane, without ever holding up the sender.
///
/// When too many wait, the oldest of the lane is dropped: a listener that does not answer must not fill the memory.
final class EventDelivery: Sendable {
    private struct Lane {
        var waiting: Deque<EventRecord> = []
    }
    private struct State {
        var isClosed = false
        var lanes: [Lane]
    }

    private let state: Mutex<State>
    private let wakeups: [Wakeup]
    private let limit: Int
    private let deliver: @Sendable (EventRecord) async -> Void
    private let dropped: @Sendable (EventRecord) -> Void

    /// - Parameters:
    ///   - lanes: deliveries at once. Records of one object stay in one lane and in order.
    ///   - limit: waiting records a lane.
    init(
        lanes: Int, limit: Int, deliver: @escaping @Sendable (EventRecord) async -> Void,
        dropped: @escaping @Sendable (EventRecord) -> Void
    ) {
        state = Mutex(State(lanes: Array(repeating: Lane(), count: lanes)))
        wakeups = (0..<lanes).map { _ in Wakeup() }
        self.limit = limit
        self.deliver = deliver
        self.dropped = dropped
    }

    func send(_ record: EventRecord) {
        let lane = Int(record.subject.key.hashValue.magnitude % UInt(wakeups.count))
        let victim = state.withLock { state -> EventRecord? in
            state.lanes[lane].waiting.append(record)
            return state.lanes[lane].waiting.count > limit ? state.lanes[lane].waiting.popFirst() : nil
        }
        if let victim { dropped(victim) }
        wakeups[lane].signal()
    }

    /// Lets ``run()`` return once everything sent so far is delivered.
    func close() {
        state.withLock { $0.isClosed = true }
        for wakeup in wakeups { wakeup.signal() }
    }

    /// Delivers until ``close()`` and the lanes are empty, or until cancelled.
    func run() async {
        await withDiscardingTaskGroup { group in
            for lane in wakeups.indices { group.addTask { await self.run(lane) } }
        }
    }

    private func run(_ lane: Int) async {
        while !Task.isCancelled {
            let (record, isClosed) = state.withLock { ($0.lanes[lane].waiting.popFirst(), $0.isClosed) }
            if let record {
                await deliver(record)
            } else if isClosed {
                return
            } else {
                await wakeups[lane].wait()
            }
        }
    }
}
