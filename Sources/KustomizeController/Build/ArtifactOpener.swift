internal import Artifacts
package import Kustomize
package import ToolkitAPI

/// An artifact that is open: its files, for as long as the value is held.
package struct OpenArtifact: Sendable {
    package let files: any FileTree
    /// What keeps the files there.
    private let holder: any Sendable

    package init(_ files: any FileTree, heldBy holder: any Sendable = ()) {
        self.files = files
        self.holder = holder
    }
}

/// Fetches and opens artifacts.
package protocol ArtifactOpener: Sendable {
    /// - Throws: `ArtifactError`, `KustomizeError`, `CancellationError`.
    func open(_ artifact: Artifact) async throws -> OpenArtifact
}

/// Opens artifacts through a cache in which each digest is fetched once.
struct CachedArtifacts: ArtifactOpener {
    let cache: ArtifactCache

    func open(_ artifact: Artifact) async throws -> OpenArtifact {
        let tree = try await cache.tree(of: artifact)
        return OpenArtifact(try DirectoryTree(tree.root), heldBy: tree)
    }
}
