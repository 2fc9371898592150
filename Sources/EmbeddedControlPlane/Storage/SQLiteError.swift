internal import CLibsqlite

/// Why the state file could not be read or written.
struct SQLiteError: Error, Sendable, CustomStringConvertible {
    /// SQLite's result code.
    var code: Int32
    var description: String

    init(code: Int32, action: String, database: OpaquePointer?) {
        self.code = code
        let detail = database.map { String(cString: sqlite3_errmsg($0)) } ?? String(cString: sqlite3_errstr(code))
        description = "cannot \(action): \(detail)"
    }
}
