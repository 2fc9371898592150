package import DocumentModel
package import KubernetesModel

/// What the runtime needs of a Kubernetes API. Narrow, so that tests can stand in for it.
package protocol ClusterAPI: Sendable {
    /// Lists a scope page by page; `page` gets each.
    ///
    /// - Returns: the resource version to watch from.
    func list(_ scope: WatchScope, page: ([KubernetesObject]) -> Void) async throws(ClusterError) -> String

    /// The same; calls `restart` when the list had to begin anew and what came before no longer counts.
    func list(
        _ scope: WatchScope, restart: () -> Void, page: ([KubernetesObject]) -> Void
    ) async throws(ClusterError) -> String

    /// Watches a scope and hands the events over in order. Returns at the normal end of the stream.
    ///
    /// - Throws: ``ClusterError`` with code `expired` when the version is too old to watch from.
    func watch(
        _ scope: WatchScope, from resourceVersion: String, _ handle: (ClusterEvent) -> Void
    ) async throws(ClusterError)

    /// The object; nil when there is none.
    func get(_ kind: GroupVersionKind, _ key: ObjectKey) async throws(ClusterError) -> KubernetesObject?

    /// Creates the object and returns it as stored.
    func create(_ object: KubernetesObject) async throws(ClusterError) -> KubernetesObject

    /// Replaces the object, whose resource version must still be current, and returns it as stored.
    func replace(_ object: KubernetesObject) async throws(ClusterError) -> KubernetesObject

    /// Sends a merge patch and returns the object as stored.
    ///
    /// - Parameters:
    ///   - subresource: such as `status`; nil for the object itself.
    ///   - fieldManager: nil for the client's default.
    func mergePatch(
        _ kind: GroupVersionKind, _ key: ObjectKey, subresource: String?, _ patch: Value, fieldManager: String?
    ) async throws(ClusterError) -> KubernetesObject
}

extension ClusterAPI {
    package func list(
        _ scope: WatchScope, restart: () -> Void, page: ([KubernetesObject]) -> Void
    ) async throws(ClusterError) -> String {
        try await list(scope, page: page)
    }
}

/// One event of a watch.
package enum ClusterEvent: Sendable {
    /// The object was added or changed.
    case changed(KubernetesObject)
    /// The object is gone; its last state.
    case deleted(KubernetesObject)
    /// Nothing changed up to this resource version.
    case bookmark(String)
}

/// Why the API refused or could not be asked.
package struct ClusterError: Error, Sendable, CustomStringConvertible {
    package enum Code: Sendable, Hashable {
        case notFound, conflict, alreadyExists, expired, forbidden, unauthorized, invalid, unavailable, cancelled, other
    }
    package var code: Code
    /// A sentence that names the request and the cause; no secrets.
    package var message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}
