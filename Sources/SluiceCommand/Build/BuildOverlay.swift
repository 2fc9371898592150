internal import DocumentModel
internal import KubernetesModel
internal import Kustomize
internal import ToolkitAPI

/// What a Kustomization of the toolkit adds to the kustomization file in its path.
enum BuildOverlay {
    static func overlay(of spec: ToolkitAPI.Kustomization.Spec) throws -> KustomizationOverlay {
        let encoder = ValueEncoder()
        return KustomizationOverlay(
            targetNamespace: spec.targetNamespace, namePrefix: spec.namePrefix, nameSuffix: spec.nameSuffix,
            patches: try (spec.patches ?? []).map { try encoder.encode($0) }, components: spec.components ?? [],
            ignoresMissingComponents: spec.ignoreMissingComponents ?? false,
            images: try (spec.images ?? []).map { try encoder.encode($0) },
            buildMetadata: (spec.buildMetadata ?? []).map(\.rawValue))
    }

    /// Common labels and annotations, and the labels that tell the owner.
    static func addMetadata(of kustomization: ToolkitAPI.Kustomization, to object: inout KubernetesObject) {
        if let common = kustomization.spec.commonMetadata {
            object.labels.merge(common.labels ?? [:]) { $1 }
            object.annotations.merge(common.annotations ?? [:]) { $1 }
        }
        object.labels[LabelName.kustomizationName] = kustomization.metadata.name
        object.labels[LabelName.kustomizationNamespace] = kustomization.metadata.namespace
    }
}
