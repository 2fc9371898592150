public import KubernetesModel

/// How trustworthy an informer's cache is now.
public enum InformerState: Sendable, Hashable {
    /// The first list is not there yet.
    case syncing
    /// The list is complete and the watch runs.
    case warm
    /// The watch broke or was refused; the cache may be old until it is warm again. The message says why.
    case broken(String)
}

/// A cache of the objects in one scope, kept current by list and watch.
///
/// It keeps what a transform makes of each object. Deletions missed while the watch was down are reported after the
/// next list.
public final class Informer<Item: Sendable>: Sendable {
    /// What it watches.
    public let scope: WatchScope

    init(scope: WatchScope) { self.scope = scope }

    /// The object, if it exists.
    public subscript(key: ObjectKey) -> Item? { fatalError("not built") }

    /// All objects, in no order.
    public var items: [Item] { fatalError("not built") }

    /// The keys of the objects found under `value` in the index of that name, sorted.
    public func keys(in index: String, at value: String) -> [ObjectKey] { fatalError("not built") }

    /// The objects found under `value` in the index of that name.
    public func items(in index: String, at value: String) -> [Item] { fatalError("not built") }

    /// How trustworthy the cache is now.
    public var state: InformerState { fatalError("not built") }

    /// Adds an index; objects already there are indexed at once. Adding the same name again does nothing.
    public func add(_ index: ObjectIndex<Item>) { fatalError("not built") }

    /// Calls `handler` for each change from now on, in order, after the cache holds it; objects already there come first
    /// as initial additions. It must not block.
    public func onChange(_ handler: @escaping @Sendable (ObjectChange<Item>) -> Void) { fatalError("not built") }

    /// Returns once the first list is there.
    ///
    /// - Throws: ``InformerError`` after `limit`, with the last failure of the list.
    public func waitForSync(within limit: Duration) async throws { fatalError("not built") }
}

/// Why a cache did not become usable.
public struct InformerError: Error, Sendable, CustomStringConvertible {
    public let description: String
}
