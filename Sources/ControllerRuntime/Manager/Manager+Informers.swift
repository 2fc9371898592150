public import KubernetesModel
internal import Logging
internal import Synchronization

extension Manager {
    /// The shared informer of a custom kind in the process's namespaces. `labels` selects; the process's shard selector
    /// applies only to kinds it reconciles.
    public func informer<Resource: CustomResource>(of kind: Resource.Type, labels: String = "") -> Informer<Resource> {
        watch(WatchScope(Resource.groupVersionKind, namespace: settings.watchNamespace, labels: labels)) {
            try Resource($0)
        }
    }

    /// The shared informer of the metadata of any kind.
    public func metadataInformer(of kind: GroupVersionKind, labels: String = "") -> Informer<ObjectMetadata> {
        watch(WatchScope(kind, namespace: settings.watchNamespace, labels: labels, metadataOnly: true)) {
            ObjectMetadata($0)
        }
    }

    /// Starts watching `scope` now, or with the process when it does not run yet, and keeps what `transform` makes of each
    /// object; nil leaves an object out. Asking again for the same scope gives the same informer.
    public func watch<Item: Sendable>(
        _ scope: WatchScope, _ transform: @escaping @Sendable (KubernetesObject) throws -> Item?
    ) -> Informer<Item> { watch(scope, through: cluster, transform) }

    /// The same through another view of the API.
    package func watch<Item: Sendable>(
        _ scope: WatchScope, through cluster: any ClusterAPI,
        _ transform: @escaping @Sendable (KubernetesObject) throws -> Item?
    ) -> Informer<Item> {
        let stop = StopSignal()
        let (informer, isNew) = registrations.withLock { state -> (Informer<Item>, Bool) in
            if let known = state.informers[scope] as? Informer<Item> { return (known, false) }
            let informer = Informer(scope: scope, transform: transform)
            state.informers[scope] = informer
            state.watchStops[scope] = stop
            if !state.hasStarted { state.syncs.append { try await informer.waitForSync(within: $0) } }
            return (informer, true)
        }
        guard isNew else { return informer }
        environment.hub.observe(informer)
        let reflector = Reflector(
            target: informer, cluster: cluster, logger: logger.named("runtime"), time: environment.time)
        watches.add { try await running(until: stop) { await reflector.run() } }
        return informer
    }

    /// Ends a watch started with ``watch(_:_:)`` and frees its cache.
    public func endWatch(_ scope: WatchScope) {
        let stop = registrations.withLock { state in
            state.informers[scope] = nil
            return state.watchStops.removeValue(forKey: scope)
        }
        stop?.raise()
    }
}

extension Manager {
    /// The object as the API has it now, past every cache.
    ///
    /// - Returns: nil when there is none.
    /// - Throws: ``ClusterFailure`` when the API refuses or cannot be asked.
    public func object(_ kind: GroupVersionKind, _ key: ObjectKey) async throws(ClusterFailure) -> KubernetesObject? {
        do throws(ClusterError) { return try await cluster.get(kind, key) } catch {
            throw ClusterFailure(isForbidden: error.code == .forbidden, description: error.message)
        }
    }
}

/// Why an object could not be read.
public struct ClusterFailure: Error, Sendable, CustomStringConvertible {
    /// Whether the controller lacks the permission.
    public let isForbidden: Bool
    /// A sentence that names the request and the cause; no secrets.
    public let description: String
}
