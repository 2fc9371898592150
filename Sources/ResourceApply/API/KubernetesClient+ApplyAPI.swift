package import DocumentModel
package import KubernetesClient
package import KubernetesModel

extension KubernetesClient: ApplyAPI {
    package func preferredKind(of kind: GroupKind) async throws(KubernetesError) -> GroupVersionKind {
        try await preferredResource(for: kind).groupVersionKind
    }

    package func isNamespaced(_ kind: GroupVersionKind) async throws(KubernetesError) -> Bool {
        try await resource(for: kind).isNamespaced
    }

    package func get(_ kind: GroupVersionKind, _ key: ObjectKey) async throws(KubernetesError) -> KubernetesObject? {
        try await getIfPresent(kind, key)
    }

    package func list(
        _ kind: GroupVersionKind, namespace: String?, labels: String
    ) async throws(KubernetesError) -> [KubernetesObject] {
        try await list(kind, ListOptions(namespace: namespace, labelSelector: labels)).items
    }

    package func apply(
        _ object: KubernetesObject, fieldManager: String, dryRun: Bool
    ) async throws(KubernetesError) -> KubernetesObject {
        try await apply(object, fieldManager: fieldManager, force: true, dryRun: dryRun, subresource: nil)
    }

    package func patch(
        _ kind: GroupVersionKind, _ key: ObjectKey, _ patch: JSONPatch, fieldManager: String
    ) async throws(KubernetesError) -> KubernetesObject {
        try await self.patch(
            kind, key, .json(.array(patch.operations.map(\.value))), WriteOptions(fieldManager: fieldManager))
    }

    package func delete(_ kind: GroupVersionKind, _ key: ObjectKey, uid: String) async throws(KubernetesError) {
        try await delete(kind, key, DeleteOptions(propagation: .background, uid: uid.isEmpty ? nil : uid))
    }
}
