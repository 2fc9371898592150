import ControllerRuntimeTesting
import Synchronization
import Testing

@testable import ControllerRuntime

@Suite(.timeLimit(.minutes(1))) struct WorkQueueTests {
    @Test func `no item is worked on twice at once, and the limit holds`() async {
        let queue = WorkQueue<Int>(minimumDelay: .milliseconds(1), maximumDelay: .seconds(1), time: .system)
        let state = SharedLock((running: Set<Int>(), most: 0, runs: 0, clashes: 0))
        for round in 0..<200 { queue.add(round % 20) }
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await queue.run(concurrency: 3) { key in
                    let total = state.withLock { state in
                        if !state.running.insert(key).inserted { state.clashes += 1 }
                        state.most = max(state.most, state.running.count)
                        state.runs += 1
                        return state.runs
                    }
                    if total <= 100 { queue.add(key) }
                    await Task.yield()
                    state.withLock { _ = $0.running.remove(key) }
                    if total == 120 { queue.shutDown() }
                    return .forget
                }
            }
            await group.waitForAll()
        }
        let result = state.withLock { $0 }
        #expect(result.clashes == 0)
        #expect(result.most <= 3)
        #expect(result.runs >= 120)
        #expect(result.running.isEmpty)
    }

    @Test func `a shutdown waits for work in progress`() async {
        let queue = WorkQueue<Int>(minimumDelay: .milliseconds(1), maximumDelay: .seconds(1), time: .system)
        let finished = SharedLock(false)
        queue.add(1)
        await queue.run(concurrency: 1) { _ in
            queue.shutDown()
            await Task.yield()
            finished.withLock { $0 = true }
            return .after(.seconds(3600))
        }
        #expect(finished.withLock { $0 })
    }
}
