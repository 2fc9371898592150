internal import DocumentModel
package import KubernetesModel
package import ToolkitAPI

/// A source of any kind, as far as its consumers look at it: who it is, and what it publishes.
package struct ArtifactSource: Sendable, Hashable {
    package var kind: Kustomization.SourceReference.Kind
    package var key: ObjectKey
    /// What it publishes now; nil before the first time.
    package var artifact: Artifact?

    package init(kind: Kustomization.SourceReference.Kind, key: ObjectKey, artifact: Artifact?) {
        self.kind = kind
        self.key = key
        self.artifact = artifact
    }

    /// - Throws: `DocumentError` naming the field when the artifact is not what sources publish.
    init(_ object: KubernetesObject, _ kind: Kustomization.SourceReference.Kind) throws(DocumentError) {
        self.init(kind: kind, key: object.key, artifact: nil)
        guard let value = object.status?["artifact"], !value.isNull else { return }
        artifact = try ValueDecoder().decode(Artifact.self, from: value)
    }

    /// The name under which Kustomizations are indexed by their source.
    var index: String { Self.index(kind, key) }

    static func index(_ kind: Kustomization.SourceReference.Kind, _ key: ObjectKey) -> String {
        "\(kind.rawValue)/\(key)"
    }
}

extension Kustomization.SourceReference.Kind {
    /// The kind with group and version.
    var groupVersionKind: GroupVersionKind {
        GroupVersionKind(group: APIGroup.source, version: "v1", kind: rawValue)
    }

    /// As the API server's messages name the resource.
    var resourceName: String {
        let plural = self == .GitRepository || self == .OCIRepository ? "ies" : "s"
        let stem = rawValue.lowercased()
        return (plural == "ies" ? stem.dropLast() + plural : stem + plural) + "." + APIGroup.source
    }
}

extension Kustomization {
    /// The source, with its namespace filled in.
    package var sourceKey: ObjectKey {
        let namespace = spec.sourceRef.namespace ?? ""
        return ObjectKey(namespace: namespace.isEmpty ? metadata.namespace : namespace, name: spec.sourceRef.name)
    }

    /// The Kustomizations that must be ready first, in the order of the list.
    package var dependencyKeys: [ObjectKey] {
        (spec.dependsOn ?? []).map { dependency in
            let namespace = dependency.namespace ?? ""
            return ObjectKey(namespace: namespace.isEmpty ? metadata.namespace : namespace, name: dependency.name)
        }
    }
}
