internal import ControllerRuntime
internal import KubernetesModel
internal import Platform
internal import ResourceApply
internal import Synchronization
internal import ToolkitAPI

/// Watches what Kustomizations applied, per kind and identity, by the owner label. Keeps a record an object.
///
/// A watch starts when an object of its kind was applied, and ends with the last Kustomization that applied one. A watch that is
/// refused is given up for a while; its objects are then compared in every run.
final class OwnedWatches: Sendable {
    /// One watch.
    struct Key: Sendable, Hashable {
        var identity: String
        var kind: GroupVersionKind
        /// Nil watches every namespace.
        var namespace: String?
    }
    private struct Entry {
        let scope: WatchScope
        let informer: Informer<OwnedRecord>
        var users: Set<ObjectKey>
    }
    private struct State {
        var entries: [Key: Entry] = [:]
        /// Since when a watch has been broken, as far as runs noticed that reached the API themselves.
        var broken: [Key: Duration] = [:]
        /// Until when a watch that was refused is not tried again.
        var refused: [Key: Duration] = [:]
    }

    /// How long a watch may be broken while the API answers otherwise, before it counts as refused.
    static let patience = Duration.seconds(60)
    /// How long a refused watch is not tried again.
    static let refusal = Duration.seconds(600)

    private let manager: Manager
    private let digest: OwnedDigest
    private let now: @Sendable () -> Duration
    private let onChange: @Sendable (OwnedRecord, _ isGone: Bool) -> Void
    private let state = Mutex(State())

    init(
        _ manager: Manager, digest: OwnedDigest, now: @escaping @Sendable () -> Duration = MonotonicTime.now,
        onChange: @escaping @Sendable (OwnedRecord, _ isGone: Bool) -> Void
    ) {
        self.manager = manager
        self.digest = digest
        self.now = now
        self.onChange = onChange
    }

    /// Which watch sees an object.
    func key(_ object: ObjectIdentity, apiVersion: String, as access: ClusterAccess) -> Key {
        let kind = GroupVersionKind(apiVersion: apiVersion, kind: object.kind.kind)
        let isWide = object.key.namespace.isEmpty || (access.isOwn && manager.settings.watchNamespace == nil)
        return Key(identity: access.identity, kind: kind, namespace: isWide ? nil : object.key.namespace)
    }

    /// Watches exactly these for `owner`. `isReachable`: whether the API answered just now.
    func use(_ keys: Set<Key>, by owner: ObjectKey, through access: ClusterAccess, isReachable: Bool) {
        release(owner, except: keys)
        guard let api = access.watch else { return }
        for key in keys {
            if isReachable, !access.isOwn { giveUpIfRefused(key) }
            use(key, by: owner, through: api)
        }
    }

    /// `owner` needs no watch any more, but for those it keeps.
    func release(_ owner: ObjectKey, except kept: Set<Key> = []) {
        // Ended under the lock: else somebody who asks for the same watch in between gets the informer that is about to die.
        state.withLock { state in
            for key in state.entries.keys where !kept.contains(key) {
                guard state.entries[key]?.users.remove(owner) != nil, let entry = state.entries[key],
                    entry.users.isEmpty
                else { continue }
                state.entries[key] = nil
                manager.endWatch(entry.scope)
            }
        }
    }

    /// The record of an object; nil when there is none, or its watch is not to be trusted now.
    func record(_ object: ObjectIdentity, _ key: Key) -> OwnedRecord? {
        guard let informer = state.withLock({ $0.entries[key]?.informer }), informer.state == .warm else { return nil }
        return informer[object.key]
    }

    private func use(_ key: Key, by owner: ObjectKey, through api: any ClusterAPI) {
        let isDone = state.withLock { state in
            if let until = state.refused[key], now() < until { return true }
            state.refused[key] = nil
            return state.entries[key]?.users.insert(owner) != nil
        }
        guard !isDone else { return }
        let scope = WatchScope(
            key.kind, namespace: key.namespace, labels: LabelName.kustomizationName,
            identity: key.identity.isEmpty ? "owned" : key.identity)
        let digest = digest
        let informer = state.withLock { state -> Informer<OwnedRecord>? in
            guard state.entries[key] == nil else {
                state.entries[key]?.users.insert(owner)
                return nil
            }
            let informer = manager.watch(scope, through: api) {
                OwnedRecord($0, digest: digest, now: Timestamp.now())
            }
            state.entries[key] = Entry(scope: scope, informer: informer, users: [owner])
            return informer
        }
        guard let informer else { return }
        informer.onChange { [onChange] _, change in
            if case .deleted(let record) = change { onChange(record, true) } else { onChange(change.item, false) }
        }
    }

    private func giveUpIfRefused(_ key: Key) {
        let scope = state.withLock { state -> WatchScope? in
            guard let entry = state.entries[key], case .broken = entry.informer.state else {
                state.broken[key] = nil
                return nil
            }
            let since = state.broken[key] ?? now()
            state.broken[key] = since
            guard now() - since > Self.patience else { return nil }
            state.broken[key] = nil
            state.entries[key] = nil
            state.refused[key] = now() + Self.refusal
            return entry.scope
        }
        if let scope { manager.endWatch(scope) }
    }
}
