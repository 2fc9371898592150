import DocumentModel
import KubernetesModel

/// A custom resource of these tests: asks for a size, waits for a source if it names one.
struct Widget: CustomResource {
    static let definition = ResourceDefinition(
        groupVersionKind: GroupVersionKind(group: "examples.sluice.dev", version: "v1", kind: "Widget"),
        plural: "widgets")

    struct Spec: Codable, Sendable, Hashable {
        var size: Int
        var source: String?
        var suspend: Bool?
    }

    struct Status: ReconciledStatus {
        var conditions: [Condition] = []
        var observedGeneration: Int64?
        var lastHandledReconcileAt: String?
        var size: Int?
        var runs: Int?

        init() {}

        private enum CodingKeys: String, CodingKey {
            case conditions, observedGeneration, lastHandledReconcileAt, size, runs
        }

        init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            conditions = try fields.decodeIfPresent([Condition].self, forKey: .conditions) ?? []
            observedGeneration = try fields.decodeIfPresent(Int64.self, forKey: .observedGeneration)
            lastHandledReconcileAt = try fields.decodeIfPresent(String.self, forKey: .lastHandledReconcileAt)
            size = try fields.decodeIfPresent(Int.self, forKey: .size)
            runs = try fields.decodeIfPresent(Int.self, forKey: .runs)
        }
    }

    var metadata: ObjectMetadata
    var spec: Spec
    var status: Status

    /// A widget as a user would write it.
    static func manifest(_ name: String, size: Int = 1, source: String? = nil) -> KubernetesObject {
        var object = KubernetesObject(kind: groupVersionKind, namespace: "apps", name: name)
        var spec: Object = ["size": .integer(Int64(size))]
        spec["source"] = source.map(Value.string)
        object.content["spec"] = .object(spec)
        return object
    }

    static let groupKind = groupVersionKind.groupKind
    static func key(_ name: String) -> ObjectKey { ObjectKey(namespace: "apps", name: name) }
}

/// A kind that widgets depend on.
struct Source: CustomResource {
    static let definition = ResourceDefinition(
        groupVersionKind: GroupVersionKind(group: "examples.sluice.dev", version: "v1", kind: "Source"),
        plural: "sources")

    struct Spec: Codable, Sendable, Hashable {
        var revision: String?
    }

    var metadata: ObjectMetadata
    var spec: Spec
    var status: Widget.Status

    static func manifest(_ name: String, revision: String? = nil) -> KubernetesObject {
        var object = KubernetesObject(kind: groupVersionKind, namespace: "apps", name: name)
        object.content["spec"] = revision.map { ["revision": .string($0)] } ?? [:]
        return object
    }

    static let groupKind = groupVersionKind.groupKind
}
