internal import KubernetesModel
internal import Platform
internal import Synchronization

/// All objects, in memory for readers and in the state file for the next start.
///
/// Reads and watches never touch the disk. Writes go through one thread, which commits all that wait in one
/// transaction (group commit) before anybody sees them.
final class ObjectStore: Sendable {
    struct State {
        var tables: [ResourceKey: Table] = [:]
        var revision: Int64
        var globalWaiters: [ObjectIdentifier: ChangeWaiter] = [:]
        /// At start; nothing before it is remembered.
        let firstRevision: Int64

        func table(_ key: ResourceKey) -> Table { tables[key] ?? Table(compacted: firstRevision) }
    }

    let state: Mutex<State>
    private let writer: StoreWriter

    /// Opens the state file at `path` and reads all of it.
    init(path: String) throws(SQLiteError) {
        let file = try StateFile(path: path)
        let revision = try file.revision() ?? 100
        var state = State(revision: revision, firstRevision: revision)
        var loaded: [ResourceKey: [StoredObject]] = [:]
        for (key, object) in try file.load() { loaded[key, default: []].append(object) }
        for (key, objects) in loaded {
            var table = Table(compacted: revision)
            table.load(objects)
            state.tables[key] = table
        }
        self.state = Mutex(state)
        writer = StoreWriter(file)
    }

    /// Starts the writing thread. Nothing is written before.
    func start() -> Bool { writer.start(self) }

    /// Ends the writing thread; returns once what waits is written and the file is closed.
    func stop() async { await writer.stop() }

    /// The revision of the latest change.
    var revision: Int64 { state.withLock { $0.revision } }

    func object(_ resource: ResourceKey, _ key: ObjectKey) -> StoredObject? {
        state.withLock { $0.tables[resource]?.object(key) }
    }

    /// A consistent snapshot of a whole resource.
    func snapshot(_ resource: ResourceKey) -> Snapshot {
        state.withLock { Snapshot(objects: $0.tables[resource]?.objects ?? [], revision: $0.revision) }
    }

    /// The resource as it was at `revision`; nil when that is forgotten.
    func snapshot(_ resource: ResourceKey, at revision: Int64) -> Snapshot? {
        state.withLock { state in
            guard let objects = state.table(resource).objects(at: revision) else { return nil }
            return Snapshot(objects: objects, revision: revision)
        }
    }

    /// The resources that have objects.
    var resources: [ResourceKey] {
        state.withLock { state in state.tables.filter { !$0.value.objects.isEmpty }.map(\.key) }
    }

    /// Writes, durably, before it returns.
    func commit(_ write: Write) async -> Result<StoredObject, WriteFailure> { await writer.submit(write) }
}

/// A consistent view of one resource.
struct Snapshot: Sendable {
    /// By namespace, then name.
    var objects: [StoredObject]
    var revision: Int64

    /// The objects of one namespace; all for nil.
    func objects(in namespace: String?) -> ArraySlice<StoredObject> {
        guard let namespace, !namespace.isEmpty else { return objects[...] }
        let start = position(after: ObjectKey(namespace: namespace, name: ""))
        // "0" is what follows "/" in ASCII.
        let end = position(after: ObjectKey(namespace: namespace + "0", name: ""))
        return objects[start..<end]
    }

    /// The index of the first object whose key is not before `key`.
    func position(after key: ObjectKey) -> Int {
        var low = 0
        var high = objects.count
        while low < high {
            let middle = (low + high) / 2
            if objects[middle].key < key { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// One write to one object.
struct Write: Sendable {
    enum Action: Sendable {
        /// The new state.
        case put(StoredObject)
        case delete
    }

    var resource: ResourceKey
    var key: ObjectKey
    /// The version that must be there; 0 for nothing.
    var expected: Int64
    var action: Action
}

/// Why a write was not done.
enum WriteFailure: Error, Sendable {
    /// Another version is there, or none; the current state.
    case conflict(StoredObject?)
    /// The state file could not be written.
    case storage(String)
}
