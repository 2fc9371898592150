public import DocumentModel

/// What the API server knows of a kind: names and scope.
public struct ResourceDefinition: Sendable, Hashable {
    /// The kind, in the version this type models.
    public var groupVersionKind: GroupVersionKind
    /// The lower-case plural in URLs.
    public var plural: String
    /// The lower-case singular.
    public var singular: String
    /// Short names for kubectl.
    public var shortNames: [String]
    /// The groups of kinds it belongs to, such as `all`.
    public var categories: [String]
    /// Whether objects live in a namespace.
    public var isNamespaced: Bool

    public init(
        groupVersionKind: GroupVersionKind, plural: String, singular: String? = nil, shortNames: [String] = [],
        categories: [String] = [], isNamespaced: Bool = true
    ) {
        self.groupVersionKind = groupVersionKind
        self.plural = plural
        self.singular = singular ?? groupVersionKind.kind.lowercased()
        self.shortNames = shortNames
        self.categories = categories
        self.isNamespaced = isNamespaced
    }

    /// The name of the CustomResourceDefinition: `plural.group`.
    public var crdName: String { "\(plural).\(groupVersionKind.group)" }
    /// The kind of lists.
    public var listKind: String { groupVersionKind.kind + "List" }
}

/// What every status of a reconciled kind has.
public protocol ReconciledStatus: Codable, Sendable, Hashable {
    /// The conditions, one a type.
    var conditions: [Condition] { get set }
    /// The generation the last finished run saw; nil or -1 before the first.
    var observedGeneration: Int64? { get set }
    /// The last request annotation value a run has seen.
    var lastHandledReconcileAt: String? { get set }
    /// The status of an object nobody has reconciled.
    init()
}

/// A typed custom resource.
public protocol CustomResource: Sendable, Hashable {
    associatedtype Spec: Codable, Sendable, Hashable
    associatedtype Status: ReconciledStatus

    /// The names of the kind.
    static var definition: ResourceDefinition { get }

    var metadata: ObjectMetadata { get set }
    var spec: Spec { get set }
    var status: Status { get set }

    init(metadata: ObjectMetadata, spec: Spec, status: Status)
}

extension CustomResource {
    /// The group, version and kind.
    public static var groupVersionKind: GroupVersionKind { definition.groupVersionKind }
    /// Namespace and name.
    public var key: ObjectKey { metadata.key }

    /// Reads an object from the API. Unknown fields are ignored.
    ///
    /// - Throws: ``DocumentError`` naming the field, such as `spec.interval`, when it has a form the kind does not know.
    ///   It never holds the field's content.
    public init(_ object: KubernetesObject) throws(DocumentError) {
        let decoder = ValueDecoder()
        let spec: Spec
        let status: Status
        do { spec = try decoder.decode(Spec.self, from: object.spec ?? .object([:])) } catch {
            throw error.under("spec")
        }
        do { status = try decoder.decode(Status.self, from: object.status ?? .object([:])) } catch {
            throw error.under("status")
        }
        self.init(metadata: ObjectMetadata(object), spec: spec, status: status)
    }

    /// The object as the API takes it. Metadata that only the server writes is left out unless set.
    ///
    /// - Throws: ``DocumentError`` when a field cannot be written as JSON.
    public func kubernetesObject() throws(DocumentError) -> KubernetesObject {
        var object = KubernetesObject(
            kind: Self.groupVersionKind, namespace: metadata.namespace, name: metadata.name)
        metadata.write(to: &object)
        let encoder = ValueEncoder()
        object.content["spec"] = try encoder.encode(spec)
        let status = try encoder.encode(status)
        if status != .object([:]) { object.content["status"] = status }
        return object
    }
}

extension DocumentError {
    /// The same error, its field path prefixed by `field`.
    package func under(_ field: String) -> DocumentError {
        var copy = self
        copy.path = path.map { $0.hasPrefix("[") ? field + $0 : "\(field).\($0)" } ?? field
        return copy
    }
}
