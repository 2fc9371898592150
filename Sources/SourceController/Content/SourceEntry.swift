internal import Platform

/// A file or folder on its way into an artifact.
struct SourceEntry: Sendable {
    enum Kind: Sendable, Hashable {
        case folder, file, executable, link
        /// The place of another repository, at that commit.
        case submodule(commit: String)
    }

    /// From the root, names with `/` between them.
    var path: String
    let kind: Kind
    /// The content of a file. Blocks.
    let read: @Sendable () throws -> [UInt8]

    init(_ path: String, _ kind: Kind, read: @escaping @Sendable () throws -> [UInt8] = { [] }) {
        self.path = path
        self.kind = kind
        self.read = read
    }

    /// Whether it is a folder, or stands for one.
    var isFolder: Bool {
        if case .submodule = kind { return true }
        return kind == .folder
    }
}

/// Where the files of a source come from.
protocol SourceTree: Sendable {
    /// All files and folders, each folder before what is in it, names in byte order. Blocks.
    ///
    /// - Parameters:
    ///   - isWanted: whether to list an entry, and to enter a folder.
    ///   - isCancelled: asked now and then.
    func entries(
        where isWanted: (_ path: String, _ isFolder: Bool) -> Bool, isCancelled: () -> Bool
    ) throws -> [SourceEntry]
}

extension SourceTree {
    /// The same on a blocking thread; cancelling the task stops it.
    func allEntries(
        where isWanted: @escaping @Sendable (String, Bool) -> Bool = { _, _ in true }
    ) async throws -> [SourceEntry] {
        try await BlockingPool.shared.runCancellable { flag in try entries(where: isWanted) { flag.isRaised } }
    }
}

extension [SourceEntry] {
    /// In the order of a walk: each folder before what is in it, names in byte order.
    mutating func sortAsWalk() {
        let keyed = map { entry in
            (entry: entry, names: entry.path.split(separator: "/").map { name -> [UInt8] in [UInt8](name.utf8) })
        }
        let sorted = keyed.sorted { left, right in
            for (a, b) in zip(left.names, right.names) where a != b { return a.lexicographicallyPrecedes(b) }
            return left.names.count < right.names.count
        }
        self = sorted.map { $0.entry }
    }
}
