import Platform

/// Small looks at files.
enum FileSystemProbe {
    static func list(_ path: String) throws -> [String] { try FileSystem.list(path).map(\.name) }
    static func write(_ text: String, to path: String) throws {
        try FileSystem.writeAtomically(Array(text.utf8), to: path)
    }
}
