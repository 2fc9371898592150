internal import Artifacts
internal import Kustomize

/// A tree that does not list what ignore files and patterns leave out. What a kustomization names itself is read all the same.
struct IgnoringTree<Base: FileTree>: FileTree {
    private let base: Base
    private let folder: String
    private let rules: IgnoreRules

    /// - Parameters:
    ///   - folder: the folder whose ignore files count, as a clean path in `base`; patterns are relative to it.
    ///   - patterns: more patterns, in gitignore syntax.
    init(_ base: Base, folder: String, patterns: [String]) throws(KustomizeError) {
        self.base = base
        self.folder = folder
        var files: [IgnoreRules.IgnoreFile] = []
        try Self.collect(in: "", of: base, below: folder, depth: 0, into: &files)
        rules = IgnoreRules(files: files, spec: patterns.isEmpty ? nil : patterns.joined(separator: "\n"))
    }

    private static func collect(
        in path: String, of base: Base, below folder: String, depth: Int, into files: inout [IgnoreRules.IgnoreFile]
    ) throws(KustomizeError) {
        guard depth < 128 else { throw KustomizeError(.limit, "folders are nested deeper than 128", file: path) }
        let place = join(folder, path)
        let names = try base.names(in: place)
        if names.contains(IgnoreRules.fileName) {
            let text = String(decoding: try base.read(join(place, IgnoreRules.fileName)), as: UTF8.self)
            files.append(IgnoreRules.IgnoreFile(folder: path, text: text))
        }
        for name in names where name != ".git" {
            let inner = join(place, name)
            // Links are not followed, for they may lead in circles.
            guard base.kind(of: inner) == .folder, base.resolve(inner) == inner else { continue }
            try collect(in: join(path, name), of: base, below: folder, depth: depth + 1, into: &files)
        }
    }

    func read(_ path: String) throws(KustomizeError) -> [UInt8] { try base.read(path) }
    func kind(of path: String) -> FileKind? { base.kind(of: path) }
    func resolve(_ path: String) -> String? { base.resolve(path) }

    func names(in path: String) throws(KustomizeError) -> [String] {
        let names = try base.names(in: path)
        guard path == folder || path.hasPrefix(folder + "/") || folder.isEmpty else { return names }
        let relative = String(path.dropFirst(folder.utf8.count).drop { $0 == "/" })
        return names.filter { name in
            !rules.ignores(
                Self.join(relative, name), isDirectory: base.kind(of: Self.join(path, name)) == .folder)
        }
    }

    private static func join(_ folder: String, _ name: String) -> String {
        if folder.isEmpty { return name }
        return name.isEmpty ? folder : "\(folder)/\(name)"
    }
}
