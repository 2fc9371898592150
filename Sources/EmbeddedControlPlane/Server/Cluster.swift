internal import DocumentModel
internal import KubernetesModel
internal import Logging

/// The API from inside, for the control plane's own controllers: no HTTP, no authorization, the same rules.
struct Cluster: Sendable {
    let server: APIServer
    let logger: Logger

    var store: ObjectStore { server.store }
    var registry: ResourceRegistry { server.registry }

    /// The target for one object of a resource in its storage version; nil when that is not served.
    func target(_ resource: ResourceKey, namespace: String = "", name: String = "", subresource: String = "") -> Target?
    {
        guard let definition = registry.served.definition(resource),
            let version = definition.version(definition.storageVersion) ?? definition.versions.first
        else { return nil }
        return Target(
            definition: definition, version: version, namespace: namespace, name: name, subresource: subresource,
            user: .controllerManager)
    }

    private static let options = WriteOptions(fieldManager: "kube-controller-manager")

    /// Creates an object; nothing happens when it is there.
    @discardableResult
    func create(_ resource: ResourceKey, _ object: Object, manager: String = "kube-controller-manager")
        async throws(APIError) -> Object?
    {
        let view = KubernetesObject(content: object)
        guard let target = target(resource, namespace: view.namespace, name: view.name) else { return nil }
        do throws(APIError) {
            let options = WriteOptions(fieldManager: manager)
            return try await server.writer.create(object, target.named(""), options).object
        } catch {
            guard error.reason == "AlreadyExists" else { throw error }
            return nil
        }
    }

    /// Changes an object that is there. `change` returns false to leave it.
    @discardableResult
    func update(
        _ resource: ResourceKey, _ key: ObjectKey, subresource: String = "",
        manager: String = "kube-controller-manager", change: (inout Object) -> Bool
    ) async throws(APIError) -> Object? {
        guard let target = target(resource, namespace: key.namespace, name: key.name, subresource: subresource) else {
            return nil
        }
        do throws(APIError) {
            let options = WriteOptions(fieldManager: manager)
            return try await server.writer.update(target, options) { current throws(APIError) in
                var object = current ?? [:]
                let before = object
                if !change(&object) { object = before }
                return ObjectWriter.Revised(object: object)
            }.object
        } catch {
            guard error.code == 404 else { throw error }
            return nil
        }
    }

    /// Applies a configuration by force to an object that is there.
    func apply(
        _ resource: ResourceKey, _ key: ObjectKey, subresource: String = "", _ configuration: Object, manager: String
    ) async throws(APIError) {
        guard let target = target(resource, namespace: key.namespace, name: key.name, subresource: subresource) else {
            return
        }
        let request = ApplyRequest(
            configuration: configuration, manager: manager, force: true, context: target.context)
        do throws(APIError) {
            _ = try await server.writer.update(target, WriteOptions(fieldManager: manager)) {
                current throws(APIError) in
                ObjectWriter.Revised(
                    object: try target.definition.rules.apply(request, to: current), isApplied: true)
            }
        } catch {
            guard error.code == 404 else { throw error }
        }
    }

    /// Deletes an object; nothing happens when it is gone.
    func delete(
        _ resource: ResourceKey, _ key: ObjectKey, uid: String? = nil,
        propagation: DeleteOptions.Propagation = .background
    ) async throws(APIError) {
        guard let target = target(resource, namespace: key.namespace, name: key.name) else { return }
        var options = DeleteOptions(propagation: propagation)
        options.uid = uid
        do throws(APIError) {
            _ = try await server.writer.delete(target, options)
        } catch {
            guard error.code == 404 || error.code == 409 else { throw error }
        }
    }
}
