public import DocumentModel

/// A Kubernetes object of any kind, untyped: its whole content, with accessors for what every object has.
///
/// Reading never fails: what is missing or of another type reads as empty or nil.
public struct KubernetesObject: Sendable, Hashable {
    /// The whole object, `apiVersion` and `kind` included.
    public var content: Object

    public init(content: Object) { self.content = content }

    /// The object in `value`; nil when that is no JSON object.
    public init?(_ value: Value) {
        guard let content = value.object else { return nil }
        self.content = content
    }

    /// The object as a document node.
    public var value: Value { .object(content) }

    /// An object with identity and nothing else.
    public init(kind: GroupVersionKind, namespace: String = "", name: String) {
        var metadata: Object = ["name": .string(name)]
        if !namespace.isEmpty { metadata["namespace"] = .string(namespace) }
        content = ["apiVersion": .string(kind.apiVersion), "kind": .string(kind.kind), "metadata": .object(metadata)]
    }
}

extension KubernetesObject {
    public var apiVersion: String { content["apiVersion"]?.string ?? "" }
    public var kind: String { content["kind"]?.string ?? "" }
    public var groupVersionKind: GroupVersionKind { GroupVersionKind(apiVersion: apiVersion, kind: kind) }

    /// The `metadata` object; empty when missing. Setting replaces it.
    public var metadata: Object {
        get { content["metadata"]?.object ?? [:] }
        set { content["metadata"] = .object(newValue) }
    }

    public var name: String {
        get { text("name") }
        set { setText("name", newValue) }
    }
    /// The namespace; empty for cluster-scoped kinds. Setting the empty string removes the field.
    public var namespace: String {
        get { text("namespace") }
        set { setText("namespace", newValue) }
    }
    public var key: ObjectKey { ObjectKey(namespace: namespace, name: name) }
    public var uid: String { text("uid") }
    public var resourceVersion: String {
        get { text("resourceVersion") }
        set { setText("resourceVersion", newValue) }
    }
    public var generation: Int64? { content["metadata"]?["generation"]?.integer }
    /// RFC 3339, as the API server wrote it; nil while the object is not being deleted.
    public var deletionTimestamp: String? { content["metadata"]?["deletionTimestamp"]?.string }
    public var creationTimestamp: String? { content["metadata"]?["creationTimestamp"]?.string }
    public var isBeingDeleted: Bool { deletionTimestamp != nil }

    public var labels: [String: String] {
        get { strings("labels") }
        set { setStrings("labels", newValue) }
    }
    public var annotations: [String: String] {
        get { strings("annotations") }
        set { setStrings("annotations", newValue) }
    }
    public var finalizers: [String] {
        get { (content["metadata"]?["finalizers"]?.array ?? []).compactMap(\.string) }
        set { setMetadata("finalizers", newValue.isEmpty ? nil : .array(newValue.map(Value.string))) }
    }

    public var spec: Value? { content["spec"] }
    public var status: Value? { content["status"] }

    private func text(_ field: String) -> String { content["metadata"]?[field]?.string ?? "" }

    private mutating func setText(_ field: String, _ value: String) {
        setMetadata(field, value.isEmpty ? nil : .string(value))
    }

    private mutating func setMetadata(_ field: String, _ value: Value?) {
        var metadata = self.metadata
        metadata[field] = value
        self.metadata = metadata
    }

    private func strings(_ field: String) -> [String: String] {
        guard let object = content["metadata"]?[field]?.object else { return [:] }
        var result: [String: String] = [:]
        for (key, value) in object { result[key] = value.string }
        return result
    }

    /// Keeps the places of the keys that stay, and puts new ones at the end in byte order.
    private mutating func setStrings(_ field: String, _ values: [String: String]) {
        guard !values.isEmpty else { return setMetadata(field, nil) }
        var object = Object(minimumCapacity: values.count)
        for (key, _) in content["metadata"]?[field]?.object ?? [:] { object[key] = values[key].map(Value.string) }
        for key in values.keys.sorted() where object[key] == nil { object[key] = values[key].map(Value.string) }
        setMetadata(field, .object(object))
    }
}
