internal import Cryptography
internal import Kustomize

/// What a build depended on: the files it looked at, and, where kustomization.yaml was generated, which files there were.
struct BuildFootprint: Sendable {
    var filesRead: [FileRead]
    /// A digest of the names below the path; nil where the artifact has a kustomization file.
    var listing: Digest?

    /// Blocks: call it off the cooperative pool.
    init(_ filesRead: [FileRead], at path: String, in files: any FileTree) {
        self.filesRead = filesRead
        listing = Self.listing(of: path, in: files)
    }

    /// Whether another artifact would build the same. Blocks: call it off the cooperative pool.
    func holds(at path: String, in files: any FileTree) -> Bool {
        guard !filesRead.isEmpty || listing != nil, Self.listing(of: path, in: files) == listing else { return false }
        return filesRead.allSatisfy { Self.digest(of: $0.path, in: files) == $0.digest }
    }

    private static func digest(of path: String, in files: any FileTree) -> String? {
        guard files.kind(of: path) == .file else { return nil }
        do throws(KustomizeError) { return Digest.of(try files.read(path)).hex } catch { return nil }
    }

    private static func listing(of path: String, in files: any FileTree) -> Digest? {
        let names = Kustomize.Kustomization.fileNames.map { path.isEmpty ? $0 : "\(path)/\($0)" }
        guard !names.contains(where: { files.kind(of: $0) == .file }) else { return nil }
        var all: [String] = []
        collect(path, files, depth: 0, &all)
        return Digest.of(all.joined(separator: "\n"))
    }

    private static func collect(_ path: String, _ files: any FileTree, depth: Int, _ all: inout [String]) {
        guard depth < 128, all.count < 1_000_000 else { return }
        let names: [String]
        do throws(KustomizeError) { names = try files.names(in: path) } catch { return }
        for name in names {
            let child = path.isEmpty ? name : "\(path)/\(name)"
            all.append(child)
            if files.kind(of: child) == .folder { collect(child, files, depth: depth + 1, &all) }
        }
    }
}
