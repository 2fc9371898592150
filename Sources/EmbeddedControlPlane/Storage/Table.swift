internal import DequeModule
internal import KubernetesModel

/// The objects of one resource, sorted as etcd sorts their keys, with their latest changes.
struct Table: Sendable {
    /// By namespace, then name. A copy of the array is a consistent snapshot.
    private(set) var objects: [StoredObject] = []
    private(set) var changes: Deque<Change> = []
    /// Changes up to this revision are forgotten.
    private(set) var compacted: Int64
    var waiters: [ObjectIdentifier: ChangeWaiter] = [:]

    /// How many changes are kept for watches that come back.
    static let historyLimit = 1_024
    /// How many bytes their objects may have together; the latest change is kept whatever its size.
    static let historyBytesLimit = 64 << 20
    private var historyBytes = 0

    init(compacted: Int64) { self.compacted = compacted }

    /// Where `key` is, or would be.
    func position(of key: ObjectKey) -> (index: Int, isFound: Bool) {
        var low = 0
        var high = objects.count
        while low < high {
            let middle = (low + high) / 2
            if objects[middle].key < key { low = middle + 1 } else { high = middle }
        }
        return (low, low < objects.count && objects[low].key == key)
    }

    func object(_ key: ObjectKey) -> StoredObject? {
        let (index, isFound) = position(of: key)
        return isFound ? objects[index] : nil
    }

    /// Takes over a committed change.
    mutating func apply(_ change: Change) {
        let (index, isFound) = position(of: change.object.key)
        switch (change.isDeletion, isFound) {
        case (true, true): objects.remove(at: index)
        case (true, false): break
        case (false, true): objects[index] = change.object
        case (false, false): objects.insert(change.object, at: index)
        }
        changes.append(change)
        historyBytes += change.object.encoded.byteCount
        forgetOldest()
    }

    private mutating func forgetOldest() {
        while changes.count > Self.historyLimit || historyBytes > Self.historyBytesLimit && changes.count > 1,
            let oldest = changes.popFirst()
        {
            historyBytes -= oldest.object.encoded.byteCount
            compacted = oldest.version
        }
    }

    /// Takes over all objects at once, at start.
    mutating func load(_ all: [StoredObject]) { objects = all.sorted { $0.key < $1.key } }

    /// The changes after `version`; nil when some of them are forgotten.
    func changes(after version: Int64) -> Deque<Change>.SubSequence? {
        guard version >= compacted else { return nil }
        var low = changes.startIndex
        var high = changes.endIndex
        while low < high {
            let middle = (low + high) / 2
            if changes[middle].version <= version { low = middle + 1 } else { high = middle }
        }
        return changes[low...]
    }

    /// The objects as they were at `version`, which must not be before ``compacted``.
    func objects(at version: Int64) -> [StoredObject]? {
        guard let later = changes(after: version) else { return nil }
        if later.isEmpty { return objects }
        var past = self
        past.waiters = [:]
        for change in later.reversed() {
            let (index, isFound) = past.position(of: change.object.key)
            switch (change.previous, isFound) {
            case (let previous?, true): past.objects[index] = previous
            case (let previous?, false): past.objects.insert(previous, at: index)
            case (nil, true): past.objects.remove(at: index)
            case (nil, false): break
            }
        }
        return past.objects
    }
}
