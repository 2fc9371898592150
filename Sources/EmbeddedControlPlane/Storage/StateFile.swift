internal import DocumentModel
internal import KubernetesModel

/// The durable side of the store: one row an object, and the revision. Used by one thread at a time.
final class StateFile {
    private let database: SQLiteDatabase

    init(path: String) throws(SQLiteError) {
        database = try SQLiteDatabase(path: path)
        try database.execute(
            """
            CREATE TABLE IF NOT EXISTS objects (resource TEXT NOT NULL, namespace TEXT NOT NULL, name TEXT NOT NULL, \
            version INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY (resource, namespace, name)) WITHOUT ROWID
            """)
        try database.execute("CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value) WITHOUT ROWID")
    }

    /// The revision of the last commit; nil in a new file.
    func revision() throws(SQLiteError) -> Int64? {
        var revision: Int64?
        try database.run("SELECT value FROM facts WHERE name = 'revision'") { revision = $0.integer(0) }
        return revision
    }

    /// All objects.
    func load() throws(SQLiteError) -> [(ResourceKey, StoredObject)] {
        var objects: [(ResourceKey, StoredObject)] = []
        try database.run("SELECT resource, version, body FROM objects") { row in
            guard let key = ResourceKey(row.text(0)), let object = Self.parse(row.blob(2)) else { return }
            objects.append((key, StoredObject(object, encoded: EncodedObject(object), version: row.integer(1))))
        }
        return objects
    }

    /// Writes changes in one transaction, all or nothing.
    func commit(_ changes: [Change], revision: Int64) throws(SQLiteError) {
        try database.execute("BEGIN IMMEDIATE")
        do throws(SQLiteError) {
            for change in changes { try apply(change) }
            try database.run(
                "INSERT OR REPLACE INTO facts (name, value) VALUES ('revision', ?)", [.integer(revision)])
            try database.execute("COMMIT")
        } catch {
            do throws(SQLiteError) { try database.execute("ROLLBACK") } catch {}
            throw error
        }
    }

    private func apply(_ change: Change) throws(SQLiteError) {
        let key = change.object.key
        let place: [SQLiteValue] = [.text(change.resource.description), .text(key.namespace), .text(key.name)]
        if change.isDeletion {
            try database.run("DELETE FROM objects WHERE resource = ? AND namespace = ? AND name = ?", place)
        } else {
            try database.run(
                "INSERT OR REPLACE INTO objects (resource, namespace, name, version, body) VALUES (?, ?, ?, ?, ?)",
                place + [.integer(change.object.version), .blob(change.object.bytes)])
        }
    }

    private static func parse(_ bytes: [UInt8]) -> Object? {
        do { return try JSON.parse(bytes).object } catch { return nil }
    }
}
