/// The directories of `spec.sparseCheckout`: what lies in none of them stays out.
struct SparseSelection: Sendable {
    private let wanted: [(spec: String, path: String)]

    /// No directory means everything.
    init(_ directories: [String]) {
        wanted = directories.map { ($0, SourcePath.confined($0)) }
    }

    /// Whether nothing stays out.
    var isEverything: Bool { wanted.isEmpty }

    /// Whether the entry lies in a wanted directory, or is a folder on the way to one.
    func includes(_ path: String, isFolder: Bool) -> Bool {
        if wanted.isEmpty { return true }
        return wanted.contains {
            SourcePath.isWithin(path, $0.path) || (isFolder && SourcePath.isWithin($0.path, path))
        }
    }

    /// The first directory, as the spec writes it, that the tree does not have.
    func missing(in entries: [SourceEntry]) -> String? {
        guard !wanted.isEmpty else { return nil }
        let paths = Set(entries.map(\.path))
        return wanted.first { !$0.path.isEmpty && !paths.contains($0.path) }?.spec
    }
}
