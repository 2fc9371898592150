internal import DocumentModel
internal import KubernetesModel

/// Nothing is created in a namespace that is missing or going; the namespaces of the system stay.
struct NamespaceLifecycle: AdmissionPlugin {
    let store: ObjectStore

    private static let protected: Set<String> = ["default", "kube-system", "kube-public"]

    func mutate(_ object: inout Object, _ review: inout AdmissionReview) async throws(APIError) {
        let target = review.target
        guard review.operation == .create, target.definition.isNamespaced, !target.namespace.isEmpty else { return }
        guard let namespace = store.object(.namespaces, ObjectKey(name: target.namespace)) else {
            throw .notFound(group: "", resource: "namespaces", target.namespace)
        }
        guard namespace.isBeingDeleted else { return }
        var error = APIError.forbidden(
            group: target.definition.group, resource: target.definition.plural, target.name,
            "unable to create new content in namespace \(target.namespace) because it is being terminated")
        error.details?.causes = [
            APIError.Cause(
                reason: "NamespaceTerminating", message: "namespace \(target.namespace) is being terminated",
                field: "metadata.namespace")
        ]
        throw error
    }

    func validate(_ object: Object, _ review: inout AdmissionReview) async throws(APIError) {
        let target = review.target
        guard review.operation == .delete, target.resource == .namespaces, Self.protected.contains(target.name) else {
            return
        }
        throw .forbidden(group: "", resource: "namespaces", target.name, "this namespace may not be deleted")
    }
}
