import KubernetesModel
import Testing

@testable import ControllerRuntime

@Suite(.timeLimit(.minutes(1))) struct WaitBoardTests {
    let kind = GroupKind(group: "g", kind: "K")
    let waiter = WaitBoard.Waiter(kind: GroupKind(group: "g", kind: "W"), key: ObjectKey(name: "w"))
    func target(_ name: String) -> WaitBoard.Target { .init(kind: kind, key: ObjectKey(name: name)) }

    private func woken(_ board: inout WaitBoard, _ name: String, _ item: String? = "x") -> [WaitBoard.Waiter] {
        board.changed(target(name)).filter { $0.wants(item) }.map(\.waiter)
    }

    @Test func `a change wakes who waits for it, and nobody else`() {
        var board = WaitBoard()
        let token = board.beginRun()
        #expect(board.wait(waiter, for: [WaitTarget(kind, ObjectKey(name: "a"))], since: token) == [])
        board.endRun(token)
        #expect(woken(&board, "b") == [])
        #expect(woken(&board, "a") == [waiter])
        board.stop(waiter)
        #expect(woken(&board, "a") == [])
    }

    @Test func `a change between the look and the wait is not lost`() {
        var board = WaitBoard()
        let token = board.beginRun()
        _ = woken(&board, "a")
        #expect(
            board.wait(waiter, for: [WaitTarget(kind, ObjectKey(name: "a"))], since: token) == [ObjectKey(name: "a")])
        board.endRun(token)
        let later = board.beginRun()
        #expect(board.wait(waiter, for: [WaitTarget(kind, ObjectKey(name: "a"))], since: later) == [])
    }

    @Test func `states that cannot bring the answer wake nobody, a deletion always does`() {
        var board = WaitBoard()
        let token = board.beginRun()
        let wanted = WaitTarget(kind, ObjectKey(name: "a"), as: String.self) { $0 == "ready" }
        _ = board.wait(waiter, for: [wanted], since: token)
        #expect(woken(&board, "a", "working") == [])
        #expect(woken(&board, "a", "ready") == [waiter])
        #expect(woken(&board, "a", nil) == [waiter])
    }
}
