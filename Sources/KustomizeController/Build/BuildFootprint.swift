internal import Kustomize

/// What a build depended on: every path it looked at, and what it found there.
struct BuildFootprint: Sendable {
    var filesRead: [FileRead]

    /// Whether another artifact would build the same. Blocks: call it off the cooperative pool.
    func holds(in files: any FileTree) -> Bool {
        !filesRead.isEmpty && filesRead.allSatisfy { Self.isUnchanged($0, files) }
    }

    private static func isUnchanged(_ read: FileRead, _ files: some FileTree) -> Bool { read.isUnchanged(in: files) }
}
