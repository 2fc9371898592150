internal import KubernetesModel
internal import Synchronization

/// Connects the informers of a process with the runs that wait for what they see.
final class WaitHub: Sendable {
    private let board = Mutex(WaitBoard())
    private let wakes = Mutex<[GroupKind: @Sendable (ObjectKey, _ changed: ObjectKey) -> Void]>([:])

    /// How objects of a reconciled kind are woken.
    func register(_ kind: GroupKind, _ wake: @escaping @Sendable (ObjectKey, _ changed: ObjectKey) -> Void) {
        wakes.withLock { $0[kind] = wake }
    }

    /// Lets changes an informer sees wake those who wait for them.
    func observe<Item: Sendable>(_ informer: Informer<Item>) {
        let kind = informer.scope.kind.groupKind
        informer.onChange { [weak self] key, change in
            if case .deleted = change {
                self?.changed(kind, key, nil)
            } else {
                self?.changed(kind, key, change.item)
            }
        }
    }

    func beginRun() -> UInt64 { board.withLock { $0.beginRun() } }
    func endRun(_ token: UInt64) { board.withLock { $0.endRun(token) } }

    func wait(_ kind: GroupKind, _ key: ObjectKey, for targets: [WaitTarget], since token: UInt64) -> [ObjectKey] {
        board.withLock { $0.wait(.init(kind: kind, key: key), for: targets, since: token) }
    }

    func stop(_ kind: GroupKind, _ key: ObjectKey) { board.withLock { $0.stop(.init(kind: kind, key: key)) } }

    private func changed(_ kind: GroupKind, _ key: ObjectKey, _ item: (any Sendable)?) {
        let candidates = board.withLock { $0.changed(.init(kind: kind, key: key)) }
        let waiters = candidates.filter { $0.wants(item) }.map(\.waiter)
        guard !waiters.isEmpty else { return }
        let wakes = wakes.withLock { $0 }
        for waiter in waiters { wakes[waiter.kind]?(waiter.key, key) }
    }
}
