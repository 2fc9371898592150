internal import KubernetesModel
internal import Platform

/// Tells one controller which objects changed, and wakes it when one is due again.
///
/// Level-based: a key says that something happened to it, not what. All objects are announced once at the start, and
/// again when the history does not reach back far enough.
struct ChangeFeed: ~Copyable {
    struct Item: Sendable, Hashable {
        var resource: ResourceKey
        var key: ObjectKey
    }

    private let store: ObjectStore
    private let resources: [ResourceKey]
    private let waiter = ChangeWaiter()
    private var seen: [ResourceKey: Int64] = [:]
    private var due: [Item: Duration] = [:]
    private let children: [ResourceKey]
    private let ownerKind: String
    private let alarm: Alarm

    /// - Parameters:
    ///   - children: resources whose changes announce the first of `resources` that controls them.
    ///   - ownerKind: its kind, as owner references write it.
    ///   - alarm: what wakes it when something is due.
    init(
        _ store: ObjectStore, _ resources: [ResourceKey], children: [ResourceKey] = [], of ownerKind: String = "",
        alarm: Alarm = .eventLoops
    ) {
        self.store = store
        self.resources = resources
        self.children = children
        self.ownerKind = ownerKind
        self.alarm = alarm
        for resource in resources + children { store.addWaiter(waiter, to: resource) }
    }

    deinit { for resource in resources + children { store.removeWaiter(waiter, from: resource) } }

    /// The keys that changed since the last call, or became due; waits until there are some. Empty when cancelled.
    mutating func next() async -> Set<Item> {
        while !Task.isCancelled {
            let items = collect()
            if !items.isEmpty { return items }
            await sleep()
        }
        return []
    }

    /// Announces `item` again after `delay`.
    mutating func announce(_ item: Item, after delay: Duration) {
        let time = MonotonicTime.now() + delay
        due[item] = min(due[item] ?? time, time)
    }

    /// Drops what was to be announced of `item`, such as when it is gone.
    mutating func forget(_ item: Item) { due[item] = nil }

    private mutating func collect() -> Set<Item> {
        var items: Set<Item> = []
        for resource in resources {
            for object in changed(resource) { items.insert(Item(resource: resource, key: object.key)) }
        }
        for child in children {
            for object in changed(child) {
                guard let owner = object.owners.first(where: { $0.isController && $0.kind == ownerKind }) else {
                    continue
                }
                let key = ObjectKey(namespace: object.key.namespace, name: owner.name)
                items.insert(Item(resource: resources[0], key: key))
            }
        }
        let now = MonotonicTime.now()
        for (item, time) in due where time <= now {
            items.insert(item)
            due[item] = nil
        }
        return items
    }

    private mutating func changed(_ resource: ResourceKey) -> [StoredObject] {
        if let version = seen[resource] {
            if case .changes(let changes, let revision) = store.changes(resource, after: version) {
                seen[resource] = revision
                return changes.map(\.object)
            }
        }
        let snapshot = store.snapshot(resource)
        seen[resource] = snapshot.revision
        return snapshot.objects
    }

    /// Waits for a change, or until the next item is due. Being woken by one leaves nothing of the other behind.
    private func sleep() async {
        guard let next = due.values.min() else { return await waiter.wait() }
        let delay = next - MonotonicTime.now()
        guard delay > .zero else { return }
        let callOff = alarm.set(delay, waiter)
        await waiter.wait()
        callOff()
    }
}
