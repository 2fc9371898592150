internal import DocumentModel
public import KubernetesModel

/// A column of `kubectl get`.
public struct PrinterColumn: Sendable, Hashable {
    public let name: String
    /// `string` or `date`.
    public let type: String
    /// A JSONPath into the object.
    public let jsonPath: String

    public init(_ name: String, type: String = "string", _ jsonPath: String) {
        self.name = name
        self.type = type
        self.jsonPath = jsonPath
    }

    /// How long the object exists.
    public static let age = PrinterColumn("Age", type: "date", ".metadata.creationTimestamp")
    /// Whether it is ready.
    public static let ready = PrinterColumn("Ready", #".status.conditions[?(@.type=="Ready")].status"#)
    /// What the Ready condition says.
    public static let status = PrinterColumn("Status", #".status.conditions[?(@.type=="Ready")].message"#)
}

/// A custom resource whose CustomResourceDefinition is generated from its type.
public protocol ResourceWithSchema: CustomResource {
    /// What the kind is for, in a sentence; `kubectl explain` prints it.
    static var summary: String { get }
    /// The controller that reconciles it.
    static var controller: String { get }
    /// The columns of `kubectl get`, in order.
    static var printerColumns: [PrinterColumn] { get }
    /// The shape of `spec`.
    static var specSchema: Schema { get }
    /// The shape of `status`.
    static var statusSchema: Schema { get }
}

extension ResourceWithSchema {
    /// The CustomResourceDefinition of the kind.
    public static var customResourceDefinition: KubernetesObject {
        let kind = GroupVersionKind(
            group: "apiextensions.k8s.io", version: "v1", kind: "CustomResourceDefinition")
        var object = KubernetesObject(kind: kind, name: definition.crdName)
        // Descriptions may hold `${…}`, which post-build substitution would otherwise touch.
        object.annotations = [AnnotationName.substitute: AnnotationName.disabled]
        object.labels = [LabelName.partOf: "flux", LabelName.component: controller]
        object.content["spec"] = [
            "group": .string(groupVersionKind.group),
            "names": names,
            "scope": definition.isNamespaced ? "Namespaced" : "Cluster",
            "versions": [version],
        ]
        return object
    }

    private static var names: Value {
        var names: Value = [
            "kind": .string(groupVersionKind.kind), "listKind": .string(definition.listKind),
            "plural": .string(definition.plural), "singular": .string(definition.singular),
        ]
        if !definition.categories.isEmpty { names["categories"] = .array(definition.categories.map(Value.string)) }
        if !definition.shortNames.isEmpty { names["shortNames"] = .array(definition.shortNames.map(Value.string)) }
        return names
    }

    private static var version: Value {
        let columns = printerColumns.map { column -> Value in
            ["jsonPath": .string(column.jsonPath), "name": .string(column.name), "type": .string(column.type)]
        }
        return [
            "additionalPrinterColumns": .array(columns),
            "name": .string(groupVersionKind.version),
            "schema": ["openAPIV3Schema": objectSchema.value],
            "served": true,
            "storage": true,
            "subresources": ["status": [:]],
        ]
    }

    /// The shape of the whole object.
    public static var objectSchema: Schema {
        .object(
            summary,
            [
                .optional("apiVersion", .string("The API group and version this object is written in.")),
                .optional("kind", .string("The kind of this object.")), .optional("metadata", .opaqueObject()),
                .optional("spec", specSchema), .optional("status", statusSchema),
            ])
    }
}

/// Every kind of the toolkit that is built.
public enum ToolkitDefinitions {
    /// The kinds, in the order installations list them.
    public static let kinds: [any ResourceWithSchema.Type] = [GitRepository.self, Kustomization.self]

    /// Their CustomResourceDefinitions.
    public static var customResourceDefinitions: [KubernetesObject] { kinds.map { $0.customResourceDefinition } }
}
