package import DocumentModel
package import KubernetesClient
package import KubernetesModel

/// What the apply engine needs of a Kubernetes API, as one identity. Narrow, so that tests can stand in for it.
package protocol ApplyAPI: Sendable {
    /// The kind in the version the server prefers.
    ///
    /// - Throws: with `noMatch` when the server knows no such kind.
    func preferredKind(of kind: GroupKind) async throws(KubernetesError) -> GroupVersionKind

    /// Whether objects of the kind live in a namespace.
    func isNamespaced(_ kind: GroupVersionKind) async throws(KubernetesError) -> Bool

    /// The object; nil when there is none.
    func get(_ kind: GroupVersionKind, _ key: ObjectKey) async throws(KubernetesError) -> KubernetesObject?

    /// The objects with these labels in a namespace.
    func list(
        _ kind: GroupVersionKind, namespace: String?, labels: String
    ) async throws(KubernetesError) -> [KubernetesObject]

    /// Applies the object by force and returns it as stored, or as it would be.
    func apply(
        _ object: KubernetesObject, fieldManager: String, dryRun: Bool
    ) async throws(KubernetesError) -> KubernetesObject

    /// Sends a JSON patch and returns the object as stored.
    func patch(
        _ kind: GroupVersionKind, _ key: ObjectKey, _ patch: JSONPatch, fieldManager: String
    ) async throws(KubernetesError) -> KubernetesObject

    /// Deletes the object with this UID; its dependents follow in the background.
    func delete(_ kind: GroupVersionKind, _ key: ObjectKey, uid: String) async throws(KubernetesError)
}
