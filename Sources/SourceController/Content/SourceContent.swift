internal import Archiving
internal import Artifacts
internal import Platform

/// Which entries of a tree an artifact holds, and how they get in.
struct SourceContent: Sendable {
    /// In the order of a walk.
    let entries: [SourceEntry]

    /// Reads the ignore files among `entries` and leaves out what they, `spec.ignore` and the built-in rules exclude, and
    /// links. Blocks.
    ///
    /// - Throws: ``IgnoreFileProblem``, `CancellationError`.
    init(of entries: [SourceEntry], ignoring spec: String?) throws {
        let rules = IgnoreRules(files: try Self.ignoreFiles(in: entries), spec: spec)
        // A folder that is left out is still walked through: what is in it may be let in again.
        self.entries = entries.filter { $0.kind != .link && !rules.ignores($0.path, isDirectory: $0.isFolder) }
    }

    /// Adds everything to an archive. Blocks.
    func write(to archive: ArchiveWriter) throws {
        try archive.addDirectory(".")
        for entry in entries {
            switch entry.kind {
            case .folder, .submodule: try archive.addDirectory(entry.path)
            case .file: try archive.addFile(entry.path, isExecutable: false, bytes: try entry.read())
            case .executable: try archive.addFile(entry.path, isExecutable: true, bytes: try entry.read())
            case .link: continue
            }
        }
    }

    /// The ignore files, the root's first, then depth first.
    private static func ignoreFiles(in entries: [SourceEntry]) throws -> [IgnoreRules.IgnoreFile] {
        var files: [(folder: [Substring], text: String)] = []
        for entry in entries where entry.kind == .file || entry.kind == .executable {
            let names = entry.path.split(separator: "/")
            guard names.last == Substring(IgnoreRules.fileName) else { continue }
            do {
                files.append((Array(names.dropLast()), String(decoding: try entry.read(), as: UTF8.self)))
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                throw IgnoreFileProblem(path: entry.path, cause: error)
            }
        }
        files.sort { left, right in
            left.folder.lexicographicallyPrecedes(right.folder) { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        }
        return files.map { IgnoreRules.IgnoreFile(folder: $0.folder.joined(separator: "/"), text: $0.text) }
    }
}

/// An ignore file that cannot be read.
struct IgnoreFileProblem: Error, CustomStringConvertible {
    let path: String
    let cause: any Error
    var description: String { "cannot read the ignore file \"\(path)\": \(cause)" }
}
