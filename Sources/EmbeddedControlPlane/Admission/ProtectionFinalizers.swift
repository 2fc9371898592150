internal import DocumentModel
internal import KubernetesModel

/// Claims and volumes get the finalizer that keeps them while they are used.
struct ProtectionFinalizers: AdmissionPlugin {
    func mutate(_ object: inout Object, _ review: inout AdmissionReview) async throws(APIError) {
        guard review.operation == .create else { return }
        let finalizer: String
        switch review.target.resource {
        case .persistentVolumeClaims: finalizer = "kubernetes.io/pvc-protection"
        case .persistentVolumes: finalizer = "kubernetes.io/pv-protection"
        default: return
        }
        var view = KubernetesObject(content: object)
        guard !view.finalizers.contains(finalizer) else { return }
        view.finalizers.append(finalizer)
        object = view.content
    }
}
