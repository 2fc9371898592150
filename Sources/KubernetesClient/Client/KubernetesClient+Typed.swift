public import KubernetesModel

extension KubernetesClient {
    /// The object, typed. One with content its kind does not know is `unreadableAnswer`, naming the field.
    public func get<Resource: CustomResource>(
        _ type: Resource.Type, _ key: ObjectKey
    ) async throws(KubernetesError) -> Resource {
        throw KubernetesError(.other, "not built")
    }

    /// The object, typed; nil when there is none.
    public func getIfPresent<Resource: CustomResource>(
        _ type: Resource.Type, _ key: ObjectKey
    ) async throws(KubernetesError) -> Resource? {
        do throws(KubernetesError) { return try await get(type, key) } catch {
            if error.isNotFound { return nil }
            throw error
        }
    }

    /// All objects of the kind, typed.
    public func list<Resource: CustomResource>(
        _ type: Resource.Type, _ options: ListOptions = ListOptions()
    ) async throws(KubernetesError) -> ResourceList<Resource> {
        throw KubernetesError(.other, "not built")
    }

    /// Creates the object and returns it as stored.
    @discardableResult
    public func create<Resource: CustomResource>(
        _ resource: Resource, _ options: WriteOptions = WriteOptions()
    ) async throws(KubernetesError) -> Resource {
        throw KubernetesError(.other, "not built")
    }

    /// Replaces the object and returns it as stored.
    @discardableResult
    public func replace<Resource: CustomResource>(
        _ resource: Resource, _ options: WriteOptions = WriteOptions()
    ) async throws(KubernetesError) -> Resource {
        throw KubernetesError(.other, "not built")
    }

    /// Changes the object and returns it as stored.
    @discardableResult
    public func patch<Resource: CustomResource>(
        _ type: Resource.Type, _ key: ObjectKey, _ patch: ObjectPatch, _ options: WriteOptions = WriteOptions()
    ) async throws(KubernetesError) -> Resource {
        throw KubernetesError(.other, "not built")
    }
}
