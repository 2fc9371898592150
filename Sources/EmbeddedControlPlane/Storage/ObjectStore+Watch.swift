internal import KubernetesModel
internal import Synchronization

extension ObjectStore {
    /// What happened to a resource since a revision.
    enum Changes: Sendable {
        case changes([Change], revision: Int64)
        /// The changes are forgotten.
        case expired
    }

    /// The changes of `resource` after `revision`, and the revision up to which they are complete.
    func changes(_ resource: ResourceKey, after revision: Int64) -> Changes {
        state.withLock { state in
            guard let changes = state.table(resource).changes(after: revision) else { return .expired }
            return .changes(Array(changes), revision: state.revision)
        }
    }

    /// From which version on changes of `resource` are known.
    func oldestRevision(of resource: ResourceKey) -> Int64 {
        state.withLock { $0.table(resource).compacted + 1 }
    }

    /// Wakes `waiter` at each change of `resource` until ``removeWaiter(_:from:)``.
    func addWaiter(_ waiter: ChangeWaiter, to resource: ResourceKey) {
        state.withLock { state in
            state.tables[resource, default: Table(compacted: state.firstRevision)].waiters[ObjectIdentifier(waiter)] =
                waiter
        }
    }

    func removeWaiter(_ waiter: ChangeWaiter, from resource: ResourceKey) {
        state.withLock { state in _ = state.tables[resource]?.waiters.removeValue(forKey: ObjectIdentifier(waiter)) }
    }

    /// Wakes everybody who watches `resource`, such as when it is served no more.
    func wakeWaiters(of resource: ResourceKey) {
        let waiters = state.withLock { state in state.tables[resource].map { Array($0.waiters.values) } ?? [] }
        for waiter in waiters { waiter.wake() }
    }
}

extension ObjectStore {
    /// The revision of the latest change of a resource, for those who keep what they computed from it.
    func lastChange(_ resource: ResourceKey) -> Int64 {
        state.withLock { state in
            guard let table = state.tables[resource] else { return 0 }
            return table.changes.last?.version ?? table.compacted
        }
    }
}

extension ObjectStore {
    /// Wakes `waiter` at each change of any resource.
    func addGlobalWaiter(_ waiter: ChangeWaiter) {
        state.withLock { $0.globalWaiters[ObjectIdentifier(waiter)] = waiter }
    }

    func removeGlobalWaiter(_ waiter: ChangeWaiter) {
        state.withLock { _ = $0.globalWaiters.removeValue(forKey: ObjectIdentifier(waiter)) }
    }

    /// The resources that ever had an object or a watch.
    var knownResources: [ResourceKey] { state.withLock { Array($0.tables.keys) } }
}
