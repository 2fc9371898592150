internal import DocumentModel
public import KubernetesModel

extension KubernetesClient {
    /// The object.
    ///
    /// - Parameter metadataOnly: fetches nothing but metadata; the object keeps its own kind.
    /// - Throws: ``KubernetesError`` with `notFound` when there is none, with `noMatch` when its kind is not served.
    public func get(
        _ kind: GroupVersionKind, _ key: ObjectKey, metadataOnly: Bool = false
    ) async throws(KubernetesError) -> KubernetesObject {
        let resource = try await resource(for: kind)
        var request = APIRequest("get \(kind.kind) \(key)", path: try ResourcePath.object(resource, key))
        if metadataOnly { request.accept = MediaType.metadata }
        return try await object(request, of: resource)
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

    /// Creates the object and returns it as stored. With neither name nor `generateName` it is refused.
    @discardableResult
    public func create(
        _ object: KubernetesObject, _ options: WriteOptions = WriteOptions()
    ) async throws(KubernetesError) -> KubernetesObject {
        let resource = try await resource(for: object.groupVersionKind)
        guard !object.name.isEmpty || object.metadata["generateName"]?.string?.isEmpty == false else {
            throw KubernetesError(.invalidRequest, "the \(object.kind) has neither a name nor a generateName")
        }
        guard !resource.isNamespaced || !object.namespace.isEmpty else {
            throw KubernetesError(
                .invalidRequest, "\(object.kind) \"\(object.name)\" lives in a namespace, but none is given")
        }
        var request = APIRequest(
            "create \(object.kind) \(object.key)",
            path: try ResourcePath.collection(resource, namespace: object.namespace))
        if let subresource = options.subresource {
            request.path = try ResourcePath.object(resource, object.key, subresource: subresource)
        }
        request.method = "POST"
        request.set(object.value, type: MediaType.json)
        request.add(options, default: core.options.fieldManager)
        return try await self.object(request, of: resource)
    }

    /// Replaces the object and returns it as stored. With a resource version in it, only that version is replaced.
    @discardableResult
    public func replace(
        _ object: KubernetesObject, _ options: WriteOptions = WriteOptions()
    ) async throws(KubernetesError) -> KubernetesObject {
        let resource = try await resource(for: object.groupVersionKind)
        var request = APIRequest(
            "replace \(object.kind) \(object.key)",
            path: try ResourcePath.object(resource, object.key, subresource: options.subresource))
        request.method = "PUT"
        request.set(object.value, type: MediaType.json)
        request.add(options, default: core.options.fieldManager)
        return try await self.object(request, of: resource)
    }

    /// Changes the object and returns it as stored.
    @discardableResult
    public func patch(
        _ kind: GroupVersionKind, _ key: ObjectKey, _ patch: ObjectPatch, _ options: WriteOptions = WriteOptions()
    ) async throws(KubernetesError) -> KubernetesObject {
        let resource = try await resource(for: kind)
        var request = APIRequest(
            "patch \(kind.kind) \(key)",
            path: try ResourcePath.object(resource, key, subresource: options.subresource))
        request.method = "PATCH"
        request.set(patch.value, type: patch.mediaType)
        request.add(options, default: core.options.fieldManager)
        return try await object(request, of: resource)
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
        let resource = try await resource(for: object.groupVersionKind)
        var request = APIRequest(
            "apply \(object.kind) \(object.key)",
            path: try ResourcePath.object(resource, object.key, subresource: subresource))
        request.method = "PATCH"
        var sent = object
        if object.metadata["managedFields"] != nil {
            var metadata = object.metadata
            metadata.removeValue(forKey: "managedFields")
            sent.metadata = metadata
        }
        request.set(sent.value, type: MediaType.apply)
        request.add(WriteOptions(fieldManager: fieldManager, dryRun: dryRun), default: nil)
        request.query.append(("force", force ? "true" : "false"))
        return try await self.object(request, of: resource)
    }

    /// Deletes the object.
    ///
    /// - Returns: the object when it is still there, waiting for finalizers or its grace period; nil when the server says no
    ///   more than that it took the request.
    @discardableResult
    public func delete(
        _ kind: GroupVersionKind, _ key: ObjectKey, _ options: DeleteOptions = DeleteOptions()
    ) async throws(KubernetesError) -> KubernetesObject? {
        let resource = try await resource(for: kind)
        var request = APIRequest("delete \(kind.kind) \(key)", path: try ResourcePath.object(resource, key))
        request.method = "DELETE"
        request.set(options.body, type: MediaType.json)
        let answer = try await object(request, of: resource)
        return answer.kind == "Status" && kind.kind != "Status" ? nil : answer
    }

    /// Deletes the objects that `which` selects; without a namespace, those of all namespaces.
    public func deleteCollection(
        _ kind: GroupVersionKind, _ which: ListOptions, _ options: DeleteOptions = DeleteOptions()
    ) async throws(KubernetesError) {
        let resource = try await resource(for: kind)
        var request = APIRequest(
            "delete \(kind.kind) objects", path: try ResourcePath.collection(resource, namespace: which.namespace))
        request.method = "DELETE"
        request.addSelectors(which)
        request.set(options.body, type: MediaType.json)
        _ = try await value(request, about: resource)
    }
}
