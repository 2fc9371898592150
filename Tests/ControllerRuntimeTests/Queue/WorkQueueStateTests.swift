import Testing

@testable import ControllerRuntime

@Suite(.timeLimit(.minutes(1))) struct WorkQueueStateTests {
    typealias Queue = WorkQueueState<String>

    private func queue() -> Queue { Queue(minimumDelay: .milliseconds(750), maximumDelay: .seconds(900)) }

    @Test func `the earliest due time wins`() {
        var queue = queue()
        queue.add("a", at: .seconds(60), now: .zero)
        queue.add("a", at: .seconds(10), now: .zero)
        queue.add("a", at: .seconds(30), now: .zero)
        #expect(queue.next(now: .seconds(9)) == .sleep(until: .seconds(10)))
        #expect(queue.next(now: .seconds(10)) == .run("a", waited: .zero))
        queue.done("a")
        #expect(queue.next(now: .seconds(100)) == .idle)
    }

    @Test func `adds during a run are one run afterwards`() {
        var queue = queue()
        queue.add("a", at: .zero, now: .zero)
        #expect(queue.next(now: .zero) == .run("a", waited: .zero))
        queue.add("a", at: .seconds(1), now: .seconds(1))
        queue.add("a", at: .seconds(2), now: .seconds(2))
        #expect(queue.next(now: .seconds(3)) == .idle, "not while it runs")
        queue.done("a")
        #expect(queue.next(now: .seconds(4)) == .run("a", waited: .seconds(3)))
        queue.done("a")
        #expect(queue.next(now: .seconds(5)) == .idle)
    }

    @Test func `a delay planned at the end of a run does not postpone what came meanwhile`() {
        var queue = queue()
        queue.add("a", at: .zero, now: .zero)
        _ = queue.next(now: .zero)
        queue.add("a", at: .seconds(1), now: .seconds(1))
        queue.add("a", at: .seconds(600), now: .seconds(1))
        queue.done("a")
        #expect(queue.next(now: .seconds(1)) == .run("a", waited: .zero))
    }

    @Test func `higher priorities run first, equal ones in the order they came`() {
        var queue = queue()
        for key in ["list1", "list2"] { queue.add(key, at: .zero, priority: -100, now: .zero) }
        for key in ["change1", "change2"] { queue.add(key, at: .zero, now: .zero) }
        queue.add("list2", at: .zero, priority: 0, now: .zero)
        let order = (0..<4).compactMap { _ in
            if case .run(let key, _) = queue.next(now: .zero) { key } else { nil }
        }
        #expect(order == ["change1", "change2", "list2", "list1"])
    }

    @Test func `failures in a row double the delay up to the maximum, and a success forgets them`() {
        var queue = queue()
        let delays = (0..<12).map { _ in queue.retry("a", now: .zero) }
        #expect(delays.prefix(4) == [.milliseconds(750), .milliseconds(1500), .seconds(3), .seconds(6)])
        #expect(delays.last == .seconds(900))
        for _ in 0..<200 { queue.retry("a", now: .zero) }
        queue.forget("a")
        #expect(queue.retry("a", now: .zero) == .milliseconds(750))
        #expect(queue.retry("b", now: .zero) == .milliseconds(750), "each item has its own count")
    }

    @Test func `the depth counts what is due, by priority`() {
        var queue = queue()
        queue.add("a", at: .zero, priority: -100, now: .zero)
        queue.add("b", at: .zero, now: .zero)
        queue.add("c", at: .seconds(5), now: .zero)
        #expect(queue.depth(now: .zero) == [-100: 1, 0: 1])
    }

    @Test func `an item replanned again and again does not fill the memory`() {
        var queue = queue()
        for second in 0..<20_000 { queue.add("a", at: .seconds(100_000 - second), now: .zero) }
        #expect(queue.plannedCount < 2_000)
        #expect(queue.next(now: .seconds(100_000)) == .run("a", waited: .seconds(19_999)))
        #expect(queue.next(now: .seconds(100_000)) == .idle)
    }
}
