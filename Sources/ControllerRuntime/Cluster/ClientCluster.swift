package import DocumentModel
package import KubernetesClient
package import KubernetesModel

/// The Kubernetes API as a client sees it, for the runtime.
package struct ClientCluster: ClusterAPI {
    package let client: KubernetesClient

    package init(_ client: KubernetesClient) { self.client = client }

    package func list(
        _ scope: WatchScope, page: ([KubernetesObject]) -> Void
    ) async throws(ClusterError) -> String {
        try await list(scope, restart: {}, page: page)
    }

    package func list(
        _ scope: WatchScope, restart: () -> Void, page: ([KubernetesObject]) -> Void
    ) async throws(ClusterError) -> String {
        do throws(KubernetesError) {
            return try await client.listPages(scope.kind, scope.options, restart: restart, page: page)
        } catch {
            throw ClusterError(error)
        }
    }

    package func watch(
        _ scope: WatchScope, from resourceVersion: String, _ handle: (ClusterEvent) -> Void
    ) async throws(ClusterError) {
        do throws(KubernetesError) {
            try await client.watch(scope.kind, scope.options, from: resourceVersion) { event in
                switch event {
                case .added(let object), .modified(let object): handle(.changed(object))
                case .deleted(let object): handle(.deleted(object))
                case .bookmark(let version): handle(.bookmark(version))
                }
                return .proceed
            }
        } catch {
            throw ClusterError(error)
        }
    }

    package func get(_ kind: GroupVersionKind, _ key: ObjectKey) async throws(ClusterError) -> KubernetesObject? {
        do throws(KubernetesError) { return try await client.getIfPresent(kind, key) } catch {
            throw ClusterError(error)
        }
    }

    package func create(_ object: KubernetesObject) async throws(ClusterError) -> KubernetesObject {
        do throws(KubernetesError) { return try await client.create(object) } catch { throw ClusterError(error) }
    }

    package func replace(_ object: KubernetesObject) async throws(ClusterError) -> KubernetesObject {
        do throws(KubernetesError) { return try await client.replace(object) } catch { throw ClusterError(error) }
    }

    package func mergePatch(
        _ kind: GroupVersionKind, _ key: ObjectKey, subresource: String?, _ patch: Value, fieldManager: String?
    ) async throws(ClusterError) -> KubernetesObject {
        let options = WriteOptions(fieldManager: fieldManager, subresource: subresource)
        do throws(KubernetesError) { return try await client.patch(kind, key, .merge(patch), options) } catch {
            throw ClusterError(error)
        }
    }
}

extension WatchScope {
    fileprivate var options: ListOptions {
        ListOptions(namespace: namespace, labelSelector: labels, metadataOnly: metadataOnly)
    }
}

extension ClusterError {
    /// What a client's failure means to the runtime.
    package init(_ error: KubernetesError) {
        let code: Code =
            switch error.code {
            case .notFound: .notFound
            case .conflict: .conflict
            case .alreadyExists: .alreadyExists
            case .expired: .expired
            case .forbidden: .forbidden
            case .unauthorized: .unauthorized
            case .invalid: .invalid
            case .tooManyRequests, .timeout, .serverError, .connection, .certificate, .unreadableAnswer: .unavailable
            case .cancelled: .cancelled
            case .configuration, .invalidRequest, .noMatch, .badRequest, .methodNotAllowed, .tooLarge,
                .unsupportedMediaType, .other:
                .other
            }
        self.init(code, error.message)
    }
}
