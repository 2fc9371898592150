internal import KubernetesModel

/// What an informer holds. Pure; the informer guards it with a lock.
struct InformerCache<Item: Sendable> {
    /// An object as last seen.
    struct Entry {
        var item: Item
        var version: String
    }

    private var entries: [ObjectKey: Entry] = [:]
    /// What this process wrote itself and the watch has not brought yet.
    private var ahead: [ObjectKey: Entry] = [:]
    /// Objects that cannot be read, and why.
    private(set) var unreadable: [ObjectKey: String] = [:]
    private var indexes: [String: IndexTable<Item>] = [:]
    /// The keys not seen in the list that is being read; nil outside a list.
    private var unseen: Set<ObjectKey>?

    var items: [Item] { entries.map { ahead[$0.key]?.item ?? $0.value.item } }
    var pairs: [(ObjectKey, Item)] { entries.map { ($0.key, ahead[$0.key]?.item ?? $0.value.item) } }
    var count: Int { entries.count }

    subscript(key: ObjectKey) -> Item? { ahead[key]?.item ?? entries[key]?.item }

    func keys(in index: String, at value: String) -> [ObjectKey] { indexes[index]?.keys(at: value) ?? [] }

    mutating func add(_ index: ObjectIndex<Item>) {
        guard indexes[index.name] == nil else { return }
        var table = IndexTable(index)
        for (key, entry) in entries { table.update(key, entry.item) }
        indexes[index.name] = table
    }

    mutating func beginList() { unseen = Set(entries.keys).union(unreadable.keys) }

    /// Ends a list; what it did not hold is gone.
    mutating func endList() -> [(ObjectKey, ObjectChange<Item>)] {
        defer { unseen = nil }
        return (unseen ?? []).sorted().compactMap { key in remove(key).map { (key, $0) } }
    }

    /// An object arrived, from a list or a watch.
    ///
    /// - Returns: what changed; nil when this version was known.
    mutating func store(_ key: ObjectKey, _ item: Item, version: String) -> ObjectChange<Item>? {
        let isListed = unseen != nil
        unseen?.remove(key)
        unreadable[key] = nil
        let old = entries[key]
        if let old, old.version == version { return nil }
        entries[key] = Entry(item: item, version: version)
        if let written = ahead[key], !Self.isNewer(written.version, than: version) { ahead[key] = nil }
        for name in indexes.keys { indexes[name]?.update(key, item) }
        return old.map { .updated(old: $0.item, new: item) } ?? .added(item, isInitial: isListed)
    }

    /// An object arrived that cannot be read: what was known of it no longer holds.
    mutating func storeUnreadable(_ key: ObjectKey, _ reason: String) {
        unseen?.remove(key)
        unreadable[key] = reason
        forget(key)
    }

    /// An object is gone.
    mutating func remove(_ key: ObjectKey) -> ObjectChange<Item>? {
        unreadable[key] = nil
        unseen?.remove(key)
        return forget(key).map { .deleted($0.item) }
    }

    /// Holds what this process wrote until the watch brings it, so that the next run does not read its own past.
    mutating func absorb(_ key: ObjectKey, _ item: Item, version: String) {
        guard let entry = entries[key], Self.isNewer(version, than: entry.version) else { return }
        if let written = ahead[key], !Self.isNewer(version, than: written.version) { return }
        ahead[key] = Entry(item: item, version: version)
    }

    @discardableResult
    private mutating func forget(_ key: ObjectKey) -> Entry? {
        ahead[key] = nil
        for name in indexes.keys { indexes[name]?.update(key, nil) }
        return entries.removeValue(forKey: key)
    }

    /// Resource versions are numbers on every API server we know; others are never newer, which only costs freshness.
    private static func isNewer(_ version: String, than other: String) -> Bool {
        guard let left = UInt64(version), let right = UInt64(other) else { return false }
        return left > right
    }
}

/// One index: which objects stand under which value.
private struct IndexTable<Item: Sendable> {
    let index: ObjectIndex<Item>
    private var keys: [String: Set<ObjectKey>] = [:]
    private var values: [ObjectKey: [String]] = [:]

    init(_ index: ObjectIndex<Item>) { self.index = index }

    func keys(at value: String) -> [ObjectKey] { (keys[value] ?? []).sorted() }

    mutating func update(_ key: ObjectKey, _ item: Item?) {
        let new = item.map(index.values) ?? []
        let old = values[key] ?? []
        guard new != old else { return }
        for value in old {
            keys[value]?.remove(key)
            if keys[value]?.isEmpty == true { keys[value] = nil }
        }
        for value in new { keys[value, default: []].insert(key) }
        values[key] = new.isEmpty ? nil : new
    }
}
