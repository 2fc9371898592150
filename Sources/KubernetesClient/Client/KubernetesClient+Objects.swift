public import KubernetesModel

extension KubernetesClient {
    /// The object.
    ///
    /// - Parameter metadataOnly: fetches nothing but metadata; the object keeps its own kind.
    /// - Throws: ``KubernetesError`` with `notFound` when there is none, with `noMatch` when its kind is not served.
    public func get(
        _ kind: GroupVersionKind, _ key: ObjectKey, metadataOnly: Bool = false
    ) async throws(KubernetesError) -> KubernetesObject {
        throw KubernetesError(.other, "not built")
    }

    /// The object; nil when there is none. A kind that is not served is an error all the same.
    public func getIfPresent(
        _ kind: GroupVersionKind, _ key: ObjectKey, metadataOnly: Bool = false
    ) async throws(KubernetesError) -> KubernetesObject? {
        do throws(KubernetesError) { return try await get(kind, key, metadataOnly: metadataOnly) } catch {
            if error.isNotFound { return nil }
            throw error
        }
    }

    /// All objects, page by page behind the scenes.
    public func list(
        _ kind: GroupVersionKind, _ options: ListOptions = ListOptions()
    ) async throws(KubernetesError) -> ObjectList {
        throw KubernetesError(.other, "not built")
    }

    /// Lists page by page and hands each page over. When the server forgets the place in between, the list starts anew as one
    /// full page, and `restart` is called first: what came before no longer counts.
    ///
    /// - Returns: the resource version to watch from.
    public func listPages(
        _ kind: GroupVersionKind, _ options: ListOptions = ListOptions(), restart: () -> Void = {},
        page: ([KubernetesObject]) -> Void
    ) async throws(KubernetesError) -> String {
        throw KubernetesError(.other, "not built")
    }

    /// Creates the object and returns it as stored. With neither name nor `generateName` it is refused.
    @discardableResult
    public func create(
        _ object: KubernetesObject, _ options: WriteOptions = WriteOptions()
    ) async throws(KubernetesError) -> KubernetesObject {
        throw KubernetesError(.other, "not built")
    }

    /// Replaces the object and returns it as stored. With a resource version in it, only that version is replaced.
    @discardableResult
    public func replace(
        _ object: KubernetesObject, _ options: WriteOptions = WriteOptions()
    ) async throws(KubernetesError) -> KubernetesObject {
        throw KubernetesError(.other, "not built")
    }

    /// Changes the object and returns it as stored.
    @discardableResult
    public func patch(
        _ kind: GroupVersionKind, _ key: ObjectKey, _ patch: ObjectPatch, _ options: WriteOptions = WriteOptions()
    ) async throws(KubernetesError) -> KubernetesObject {
        throw KubernetesError(.other, "not built")
    }

    /// Applies the object (server-side apply) and returns it as stored. `managedFields` in it are not sent.
    ///
    /// - Parameter force: takes fields over that others own; else they are an error with
    ///   ``KubernetesError/fieldConflicts``.
    @discardableResult
    public func apply(
        _ object: KubernetesObject, fieldManager: String, force: Bool = true, dryRun: Bool = false,
        subresource: String? = nil
    ) async throws(KubernetesError) -> KubernetesObject {
        throw KubernetesError(.other, "not built")
    }

    /// Deletes the object.
    ///
    /// - Returns: the object when it is still there, waiting for finalizers or its grace period; nil when the server says no
    ///   more than that it took the request.
    @discardableResult
    public func delete(
        _ kind: GroupVersionKind, _ key: ObjectKey, _ options: DeleteOptions = DeleteOptions()
    ) async throws(KubernetesError) -> KubernetesObject? {
        throw KubernetesError(.other, "not built")
    }

    /// Deletes the objects that `which` selects. An empty namespace list for a namespaced kind is every namespace's.
    public func deleteCollection(
        _ kind: GroupVersionKind, _ which: ListOptions, _ options: DeleteOptions = DeleteOptions()
    ) async throws(KubernetesError) {
        throw KubernetesError(.other, "not built")
    }
}
