internal import Cryptography
public import KubernetesModel

/// What a build made.
public struct BuildResult: Sendable {
    /// The objects in their final order.
    public var objects: [KubernetesObject]
    /// Sentences about deprecated fields, once each, in the order they were met.
    public var warnings: [String]
    /// Every path the build looked at, each once, in byte order: the result depends on nothing else in the tree.
    public var filesRead: [FileRead]

    public init(objects: [KubernetesObject], warnings: [String] = [], filesRead: [FileRead] = []) {
        self.objects = objects
        self.warnings = warnings
        self.filesRead = filesRead
    }
}

/// One path a build looked at and what it found there.
public struct FileRead: Sendable, Hashable {
    /// The clean path in the tree.
    public var path: String
    /// The SHA-256 in lower-case hex of a file's content, or of the names in a folder that were listed; nil when the
    /// build found no file there.
    public var digest: String?

    public init(path: String, digest: String?) {
        self.path = path
        self.digest = digest
    }
}

extension FileRead {
    /// Whether a build that looked at this path would find the same in `tree`.
    public func isUnchanged(in tree: some FileTree) -> Bool {
        switch tree.kind(of: path) {
        case nil: return digest == nil
        case .file: return digest != nil && (try? tree.read(path)).map { Digest.of($0).hex } == digest
        case .folder: return digest == nil || (try? tree.names(in: path)).map(Self.digest) == digest
        }
    }

    /// The digest of the names in a folder.
    static func digest(ofNames names: [String]) -> String { Digest.of(names.joined(separator: "\n")).hex }
}
