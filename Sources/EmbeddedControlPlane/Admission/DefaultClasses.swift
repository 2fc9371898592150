internal import DocumentModel
internal import KubernetesModel

/// Ingresses and claims that name no class get the one that is marked as the default: the newest, and of equals the
/// first by name.
struct DefaultClasses: AdmissionPlugin {
    let store: ObjectStore

    private struct Rule: Sendable {
        var classes: ResourceKey
        var marks: [String]
        var field: String
        /// Annotations that say which class is wanted.
        var annotation: String
    }

    private static let rules: [ResourceKey: Rule] = [
        ResourceKey(group: "networking.k8s.io", plural: "ingresses"): Rule(
            classes: ResourceKey(group: "networking.k8s.io", plural: "ingressclasses"),
            marks: ["ingressclass.kubernetes.io/is-default-class"], field: "ingressClassName",
            annotation: "kubernetes.io/ingress.class"),
        .persistentVolumeClaims: Rule(
            classes: .storageClasses,
            marks: [
                "storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class",
            ],
            field: "storageClassName", annotation: "volume.beta.kubernetes.io/storage-class"),
    ]

    private static let priorities = ResourceKey(group: "scheduling.k8s.io", plural: "priorityclasses")

    /// Of priority classes one alone is the default.
    func validate(_ object: Object, _ review: inout AdmissionReview) async throws(APIError) {
        let target = review.target
        guard target.resource == Self.priorities, review.operation != .delete, object["globalDefault"]?.bool == true
        else { return }
        let other = store.snapshot(Self.priorities).objects.first {
            $0.value["globalDefault"]?.bool == true && $0.key.name != target.name
        }
        guard let other else { return }
        throw .forbidden(
            group: target.definition.group, resource: target.definition.plural, target.name,
            "PriorityClass \(other.key.name) is already marked as default. Only one default can exist")
    }

    func mutate(_ object: inout Object, _ review: inout AdmissionReview) async throws(APIError) {
        guard review.operation == .create, let rule = Self.rules[review.target.resource],
            object.at(["spec", rule.field])?.string == nil,
            object.at(["metadata", "annotations", rule.annotation]) == nil
        else { return }
        let classes = store.snapshot(rule.classes).objects.filter { stored in
            let annotations = stored.value.at("metadata", "annotations")
            return rule.marks.contains { annotations?[$0]?.string == "true" }
        }
        func age(_ stored: StoredObject) -> String {
            stored.value.at("metadata", "creationTimestamp")?.string ?? ""
        }
        let best = classes.min { left, right in
            (age(right), left.key.name) < (age(left), right.key.name)
        }
        guard let best else { return }
        object.set(["spec", rule.field], to: .string(best.key.name))
    }
}
