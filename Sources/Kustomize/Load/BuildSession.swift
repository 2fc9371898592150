internal import Cryptography
internal import DocumentModel

/// What one build has read and said so far, and the limits it keeps.
final class BuildSession {
    let options: BuildOptions
    private(set) var warnings: [String] = []
    private let tree: any FileTree
    private var reads: [String: String?] = [:]
    private var bytes = 0
    private var kustomizations = 0

    init(tree: any FileTree, options: BuildOptions) {
        self.tree = tree
        self.options = options
    }

    /// The paths looked at, in byte order.
    var filesRead: [FileRead] {
        reads.map { FileRead(path: $0.key, digest: $0.value) }
            .sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    }

    func warn(_ sentences: [String]) {
        for sentence in sentences where !warnings.contains(sentence) { warnings.append(sentence) }
    }

    /// Reads the file at a clean path.
    func read(_ path: String) throws(KustomizeError) -> [UInt8] {
        let content: [UInt8]
        do throws(KustomizeError) { content = try tree.read(path) } catch {
            if error.code == .notFound { reads.updateValue(nil, forKey: path) }
            throw error.at(file: path)
        }
        bytes += content.count
        guard bytes <= options.limits.bytes else {
            throw KustomizeError(.limit, "the build reads more than \(options.limits.bytes) bytes", file: path)
        }
        if reads[path] == nil { reads.updateValue(Digest.of(content).hex, forKey: path) }
        return content
    }

    /// What stands at a clean path; that nothing does is noted.
    func kind(of path: String) -> FileKind? {
        let kind = tree.kind(of: path)
        if kind != .file, reads[path] == nil { reads.updateValue(nil, forKey: path) }
        return kind
    }

    /// The names in a folder. That they are as they are is noted, too.
    func names(in path: String) throws(KustomizeError) -> [String] {
        let names = try tree.names(in: path)
        reads.updateValue(FileRead.digest(ofNames: names), forKey: path)
        return names
    }

    /// The clean path without links; nil when it leaves the tree or nothing is there.
    func resolve(_ path: String) -> String? { tree.resolve(path) }

    /// Counts a kustomization that is loaded.
    func countKustomization(depth: Int, at path: String) throws(KustomizeError) {
        kustomizations += 1
        guard depth <= options.limits.depth else {
            throw KustomizeError(
                .limit, "kustomizations nest deeper than \(options.limits.depth) levels", file: path)
        }
        guard kustomizations <= options.limits.kustomizations else {
            throw KustomizeError(
                .limit, "the build loads more than \(options.limits.kustomizations) kustomizations", file: path)
        }
    }

    /// Refuses more objects than the limit.
    func check(objects count: Int) throws(KustomizeError) {
        guard count <= options.limits.objects else {
            throw KustomizeError(.limit, "the build makes more than \(options.limits.objects) objects")
        }
    }
}
