internal import ControllerRuntime
internal import DocumentModel
package import KubernetesModel
internal import Synchronization
package import ToolkitAPI

/// Finds sources.
package protocol SourceReader: Sendable {
    /// The source; nil when there is none.
    ///
    /// - Throws: what kept it from being read, in words.
    func source(
        _ kind: Kustomization.SourceReference.Kind, _ key: ObjectKey
    ) async throws(SourceUnreadable) -> ArtifactSource?
}

/// Why a source could not be read.
package struct SourceUnreadable: Error, Sendable, CustomStringConvertible {
    package let description: String
    package init(_ description: String) { self.description = description }
}

/// Reads sources from watch caches. The cache of a kind starts with the process if its definition is always installed, else
/// with the first source of that kind that is asked for and exists.
final class CachedSources: SourceReader {
    private let manager: Manager
    /// Whether every read goes to the API server.
    private let isDirect: Bool
    private let onChange: @Sendable (ArtifactSource, ObjectChange<ArtifactSource>) -> Void
    private let informers = Mutex<[Kustomization.SourceReference.Kind: Informer<ArtifactSource>]>([:])

    init(
        _ manager: Manager, isDirect: Bool,
        onChange: @escaping @Sendable (ArtifactSource, ObjectChange<ArtifactSource>) -> Void
    ) {
        self.manager = manager
        self.isDirect = isDirect
        self.onChange = onChange
        start(.GitRepository)
    }

    func source(
        _ kind: Kustomization.SourceReference.Kind, _ key: ObjectKey
    ) async throws(SourceUnreadable) -> ArtifactSource? {
        if !isDirect, let informer = informers.withLock({ $0[kind] }), informer.state == .warm { return informer[key] }
        do {
            guard let object = try await manager.object(kind.groupVersionKind, key) else { return nil }
            start(kind)
            return try ArtifactSource(object, kind)
        } catch {
            throw SourceUnreadable(String(describing: error))
        }
    }

    private func start(_ kind: Kustomization.SourceReference.Kind) {
        guard informers.withLock({ $0[kind] == nil }) else { return }
        let scope = WatchScope(kind.groupVersionKind, namespace: manager.settings.watchNamespace)
        let informer = manager.watch(scope) { try ArtifactSource($0, kind) }
        let isNew = informers.withLock { informers in
            defer { informers[kind] = informer }
            return informers[kind] == nil
        }
        guard isNew else { return }
        informer.onChange { [onChange] _, change in onChange(change.item, change) }
    }
}
