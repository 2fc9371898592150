internal import DocumentModel
public import KubernetesModel

extension KubernetesClient {
    /// The object, typed. One with content its kind does not know is `unreadableAnswer`, naming the field.
    public func get<Resource: CustomResource>(
        _ type: Resource.Type, _ key: ObjectKey
    ) async throws(KubernetesError) -> Resource {
        try Self.typed(try await get(Resource.groupVersionKind, key))
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
        let list = try await list(Resource.groupVersionKind, options)
        var result = ResourceList<Resource>(items: [], unreadable: [], resourceVersion: list.resourceVersion)
        for object in list.items {
            do throws(DocumentError) { result.items.append(try Resource(object)) } catch {
                result.unreadable.append((object.key, error))
            }
        }
        return result
    }

    /// Creates the object and returns it as stored.
    @discardableResult
    public func create<Resource: CustomResource>(
        _ resource: Resource, _ options: WriteOptions = WriteOptions()
    ) async throws(KubernetesError) -> Resource {
        try Self.typed(try await create(try Self.untyped(resource), options))
    }

    /// Replaces the object and returns it as stored.
    @discardableResult
    public func replace<Resource: CustomResource>(
        _ resource: Resource, _ options: WriteOptions = WriteOptions()
    ) async throws(KubernetesError) -> Resource {
        try Self.typed(try await replace(try Self.untyped(resource), options))
    }

    /// Changes the object and returns it as stored.
    @discardableResult
    public func patch<Resource: CustomResource>(
        _ type: Resource.Type, _ key: ObjectKey, _ patch: ObjectPatch, _ options: WriteOptions = WriteOptions()
    ) async throws(KubernetesError) -> Resource {
        try Self.typed(try await self.patch(Resource.groupVersionKind, key, patch, options))
    }

    private static func typed<Resource: CustomResource>(_ object: KubernetesObject) throws(KubernetesError) -> Resource
    {
        do throws(DocumentError) { return try Resource(object) } catch {
            throw KubernetesError(.unreadableAnswer, "cannot read \(object.kind) \(object.key): \(error)")
        }
    }

    private static func untyped(_ resource: some CustomResource) throws(KubernetesError) -> KubernetesObject {
        do throws(DocumentError) { return try resource.kubernetesObject() } catch {
            throw KubernetesError(.invalidRequest, "cannot write \(resource.key): \(error)")
        }
    }
}
