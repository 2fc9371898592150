public import KubernetesModel
internal import Synchronization

/// How trustworthy an informer's cache is now.
public enum InformerState: Sendable, Hashable {
    /// The first list is not there yet.
    case syncing
    /// The list is complete and the watch runs.
    case warm
    /// The watch broke or was refused; the cache may be old until it is warm again. The message says why.
    case broken(String)
}

/// Why a cache did not become usable.
public struct InformerError: Error, Sendable, CustomStringConvertible {
    public let description: String
}

/// A cache of the objects in one scope, kept current by list and watch.
///
/// It keeps what a transform makes of each object. Deletions missed while the watch was down are reported after the
/// next list. A read sees what this process wrote before, even when the watch has not brought it yet.
public final class Informer<Item: Sendable>: Sendable {
    private struct State {
        var cache = InformerCache<Item>()
        var state = InformerState.syncing
        var hasSynced = false
    }
    private struct Handlers {
        var changes: [@Sendable (ObjectKey, ObjectChange<Item>) -> Void] = []
        var unreadable: [@Sendable (ObjectKey, String) -> Void] = []

        func tell(_ key: ObjectKey, _ change: ObjectChange<Item>) {
            for handler in changes { handler(key, change) }
        }
    }

    /// What it watches.
    public let scope: WatchScope
    private let transform: @Sendable (KubernetesObject) throws -> Item?
    private let storage = Mutex(State())
    /// Held while handlers run, so that they see changes one after the other and in order.
    private let handlers = Mutex(Handlers())
    private let synced = StopSignal()

    init(scope: WatchScope, transform: @escaping @Sendable (KubernetesObject) throws -> Item?) {
        self.scope = scope
        self.transform = transform
    }

    /// The object, if it exists.
    public subscript(key: ObjectKey) -> Item? { storage.withLock { $0.cache[key] } }

    /// All objects, in no order.
    public var items: [Item] { storage.withLock { $0.cache.items } }

    /// The keys of the objects found under `value` in the index of that name, sorted.
    public func keys(in index: String, at value: String) -> [ObjectKey] {
        storage.withLock { $0.cache.keys(in: index, at: value) }
    }

    /// The objects found under `value` in the index of that name.
    public func items(in index: String, at value: String) -> [Item] {
        storage.withLock { state in state.cache.keys(in: index, at: value).compactMap { state.cache[$0] } }
    }

    /// How trustworthy the cache is now.
    public var state: InformerState { storage.withLock(\.state) }

    /// Adds an index; objects already there are indexed at once. Adding the same name again does nothing.
    public func add(_ index: ObjectIndex<Item>) { storage.withLock { $0.cache.add(index) } }

    /// Calls `handler` for each change from now on, in order, after the cache holds it; objects already there come first
    /// as initial additions. It must neither block nor add handlers here.
    public func onChange(_ handler: @escaping @Sendable (ObjectKey, ObjectChange<Item>) -> Void) {
        handlers.withLock { handlers in
            handlers.changes.append(handler)
            for (key, item) in storage.withLock({ $0.cache.pairs }) { handler(key, .added(item, isInitial: true)) }
        }
    }

    /// Returns once the first list is there.
    ///
    /// - Throws: ``InformerError`` after `limit`, with the last failure of the list; `CancellationError`.
    public func waitForSync(within limit: Duration) async throws {
        let isSynced = await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                await self.synced.wait()
                return self.synced.isRaised
            }
            group.addTask {
                try? await Task.sleep(for: limit)
                return self.synced.isRaised
            }
            let first = await group.next() ?? false
            group.cancelAll()
            return first
        }
        try Task.checkCancellation()
        guard !isSynced else { return }
        var cause = "no answer"
        if case .broken(let message) = state { cause = message }
        throw InformerError(
            description:
                "timed out waiting for \(scope.kind.kind) objects to be listed (\(scope.kind.apiVersion)): \(cause)")
    }
}

extension Informer {
    /// Calls `handler` when an object arrives that cannot be read; those already there come first.
    func onUnreadable(_ handler: @escaping @Sendable (ObjectKey, String) -> Void) {
        handlers.withLock { handlers in
            handlers.unreadable.append(handler)
            for (key, reason) in storage.withLock({ $0.cache.unreadable }) { handler(key, reason) }
        }
    }

    /// Why the object cannot be read; nil when it can, or is not there.
    func unreadable(_ key: ObjectKey) -> String? { storage.withLock { $0.cache.unreadable[key] } }

    /// Holds what this process wrote until the watch brings it.
    func absorb(_ object: KubernetesObject) {
        guard let item = try? transform(object) else { return }  // an answer that cannot be read is no news
        storage.withLock { $0.cache.absorb(object.key, item, version: object.resourceVersion) }
    }
}

extension Informer: ReflectorTarget {
    func beginList() { storage.withLock { $0.cache.beginList() } }

    func endList() {
        handlers.withLock { handlers in
            for (key, change) in storage.withLock({ $0.cache.endList() }) { handlers.tell(key, change) }
        }
        storage.withLock { $0.hasSynced = true }
        synced.raise()
    }

    func report(_ new: InformerState) { storage.withLock { $0.state = new } }

    func receive(_ object: KubernetesObject) {
        handlers.withLock { handlers in
            do {
                guard let item = try transform(object) else { return remove(object.key, handlers) }
                let arrival = storage.withLock {
                    $0.cache.store(object.key, item, version: object.resourceVersion)
                }
                if let arrival { handlers.tell(object.key, arrival) }
            } catch {
                let reason = String(describing: error)
                storage.withLock { $0.cache.storeUnreadable(object.key, reason) }
                for handler in handlers.unreadable { handler(object.key, reason) }
            }
        }
    }

    func remove(_ object: KubernetesObject) { handlers.withLock { remove(object.key, $0) } }

    private func remove(_ key: ObjectKey, _ handlers: borrowing Handlers) {
        if let change = storage.withLock({ $0.cache.remove(key) }) { handlers.tell(key, change) }
    }
}
