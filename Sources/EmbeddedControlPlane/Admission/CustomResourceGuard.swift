internal import DocumentModel
internal import KubernetesModel

/// Nothing is created of a kind whose definition is going.
struct CustomResourceGuard: AdmissionPlugin {
    let store: ObjectStore

    func mutate(_ object: inout Object, _ review: inout AdmissionReview) async throws(APIError) {
        let target = review.target
        guard target.definition.isCustom, review.operation == .create,
            let definition = store.object(.crds, ObjectKey(name: target.definition.resourceName)),
            definition.isBeingDeleted
        else { return }
        throw .forbidden(
            group: target.definition.group, resource: target.definition.plural, target.name,
            "create not allowed while custom resource definition is terminating")
    }
}
