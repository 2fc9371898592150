internal import KubernetesModel
internal import ResourceApply
internal import ToolkitAPI

/// What an inventory says, and how it follows from what was applied. Pure.
enum InventoryBook {
    /// The inventory of a change set, in its order.
    static func inventory(of entries: [ChangeSetEntry]) -> Kustomization.Inventory {
        Kustomization.Inventory(entries: entries.map(entry))
    }

    static func entry(_ change: ChangeSetEntry) -> Kustomization.Inventory.Entry {
        Kustomization.Inventory.Entry(id: InventoryID.encode(change.object), v: change.version)
    }

    /// The objects an inventory lists.
    ///
    /// - Throws: `InventoryID.Malformed`.
    static func objects(
        of inventory: Kustomization.Inventory?
    ) throws(InventoryID.Malformed) -> [ChangeSetEntry] {
        var objects: [ChangeSetEntry] = []
        for entry in inventory?.entries ?? [] {
            objects.append(ChangeSetEntry(try InventoryID.parse(entry.id), version: entry.v, action: .unknown))
        }
        return objects
    }

    /// What the old inventory lists and the new one does not; the version does not matter.
    static func stale(
        _ old: Kustomization.Inventory?, _ new: Kustomization.Inventory
    ) throws(InventoryID.Malformed) -> [ChangeSetEntry] {
        let kept = Set(new.entries.map(\.id))
        return try objects(of: Kustomization.Inventory(entries: (old?.entries ?? []).filter { !kept.contains($0.id) }))
    }

    /// `inventory` with more entries at its end, each once.
    static func adding(
        _ changes: [ChangeSetEntry], to inventory: Kustomization.Inventory?
    ) -> Kustomization.Inventory {
        var result = inventory ?? Kustomization.Inventory(entries: [])
        var known = Set(result.entries.map(\.id))
        for change in changes {
            let entry = entry(change)
            if known.insert(entry.id).inserted { result.entries.append(entry) }
        }
        return result
    }
}
