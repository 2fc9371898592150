internal import KubernetesModel

/// Who is owned by whom, over all resources.
struct OwnerGraph: Sendable {
    struct Node: Sendable, Hashable {
        var resource: ResourceKey
        var key: ObjectKey
        var uid: String
    }

    private(set) var nodes: [String: Node] = [:]
    private var owners: [String: Set<String>] = [:]
    private var dependents: [String: Set<String>] = [:]

    /// Takes over the present state of an object, or its end.
    mutating func set(_ object: StoredObject, _ resource: ResourceKey, isGone: Bool) {
        for owner in owners.removeValue(forKey: object.uid) ?? [] {
            dependents[owner]?.remove(object.uid)
            if dependents[owner]?.isEmpty == true { dependents[owner] = nil }
        }
        guard !isGone else {
            nodes[object.uid] = nil
            return
        }
        nodes[object.uid] = Node(resource: resource, key: object.key, uid: object.uid)
        guard !object.owners.isEmpty else { return }
        let uids = Set(object.owners.map(\.uid))
        owners[object.uid] = uids
        for owner in uids { dependents[owner, default: []].insert(object.uid) }
    }

    func isAlive(_ uid: String) -> Bool { nodes[uid] != nil }

    func dependents(of uid: String) -> [Node] { (dependents[uid] ?? []).compactMap { nodes[$0] } }
}
