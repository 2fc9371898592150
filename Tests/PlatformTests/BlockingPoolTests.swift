import Foundation
import Platform
import Synchronization
import Testing

@Suite struct BlockingPoolTests {
    struct Broken: Error {}

    /// Keeps a thread busy until told to let go.
    private final class Gate: Sendable {
        private let opened = DispatchSemaphore(value: 0)
        let entered = AsyncStream.makeStream(of: Void.self)

        func hold() {
            entered.continuation.yield()
            opened.wait()
        }

        func open() { opened.signal() }

        func waitUntilHeld() async { for await _ in entered.stream { return } }
    }

    /// Counts how many are inside at once.
    private final class Running: Sendable {
        private let state = Mutex((now: 0, most: 0))

        var most: Int { state.withLock { $0.most } }

        func count(_ body: () -> Int) -> Int {
            state.withLock {
                $0.now += 1
                $0.most = max($0.most, $0.now)
            }
            defer { state.withLock { $0.now -= 1 } }
            return body()
        }
    }

    @Test func `work returns what it returns and throws what it throws`() async throws {
        let pool = BlockingPool(label: "test", threads: 2)
        #expect(try await pool.run { 6 * 7 } == 42)
        await #expect(throws: Broken.self) { try await pool.run { throw Broken() } }
        #expect(await pool.runAlways { 7 } == 7)
    }

    @Test func `no more threads run than allowed, and all work is done`() async throws {
        let pool = BlockingPool(label: "test", threads: 3)
        let running = Running()
        let sum = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<200 { group.addTask { try await pool.run { running.count { number } } } }
            return try await group.reduce(0, +)
        }
        #expect(sum == 19_900)
        #expect(running.most <= 3)
    }

    @Test func `work that waits is dropped when its task is cancelled`() async throws {
        let pool = BlockingPool(label: "test", threads: 1)
        let gate = Gate()
        let busy = Task { try await pool.run { gate.hold() } }
        await gate.waitUntilHeld()
        let ran = CancellationFlag()
        let waiting = Task { try await pool.run { ran.raise() } }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        gate.open()
        try await busy.value
        #expect(try await pool.run { true })
        #expect(!ran.isRaised)
    }

    @Test func `a task cancelled beforehand never begins its work`() async throws {
        let pool = BlockingPool(label: "test", threads: 1)
        let ran = CancellationFlag()
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await pool.run { ran.raise() }
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(!ran.isRaised)
    }

    @Test func `work that looks at its flag stops when the task is cancelled`() async throws {
        let pool = BlockingPool(label: "test", threads: 1)
        let (began, begin) = AsyncStream.makeStream(of: Void.self)
        let task = Task {
            try await pool.runCancellable { flag in
                begin.yield()
                while true { try flag.check() }
            }
        }
        for await _ in began { break }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test func `cleaning up runs even for a cancelled task`() async throws {
        let pool = BlockingPool(label: "test", threads: 1)
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await pool.runAlways { true }
        }
        #expect(await task.value)
    }

    @Test func `a pool may go while its work is being done`() async throws {
        let gate = Gate()
        var pool: BlockingPool? = BlockingPool(label: "test", threads: 1)
        let task = Task { [pool] in try await pool?.run { gate.hold() } }
        pool = nil
        await gate.waitUntilHeld()
        gate.open()
        try await task.value
    }

    @Test func `a deadline cancels the work and waits for it`() async throws {
        let ended = CancellationFlag()
        await #expect(throws: DeadlineExceeded(timeout: .milliseconds(20))) {
            try await withDeadline(.milliseconds(20)) {
                defer { ended.raise() }
                try await Task.sleep(for: .seconds(600))
            }
        }
        #expect(ended.isRaised)
        #expect(try await withDeadline(.seconds(600)) { 1 } == 1)
        #expect(try await withDeadline(nil) { 2 } == 2)
        await #expect(throws: Broken.self) { try await withDeadline(.seconds(600)) { throw Broken() } }
        #expect("\(DeadlineExceeded(timeout: .seconds(90)))" == "timed out after 1m30s")
    }
}
