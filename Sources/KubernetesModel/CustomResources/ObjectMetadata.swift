internal import DocumentModel

/// The part of an object's `metadata` that controllers read and write.
public struct ObjectMetadata: Sendable, Hashable, Codable {
    public var name: String
    /// Empty for cluster-scoped kinds.
    public var namespace: String
    public var uid: String
    public var resourceVersion: String
    /// Counts changes of the spec; 0 while the object was never stored.
    public var generation: Int64
    /// RFC 3339, as the API server wrote it.
    public var creationTimestamp: String?
    /// RFC 3339; nil while the object is not being deleted.
    public var deletionTimestamp: String?
    public var labels: [String: String]
    public var annotations: [String: String]
    public var finalizers: [String]

    public init(
        name: String, namespace: String = "", uid: String = "", resourceVersion: String = "", generation: Int64 = 0,
        creationTimestamp: String? = nil, deletionTimestamp: String? = nil, labels: [String: String] = [:],
        annotations: [String: String] = [:], finalizers: [String] = []
    ) {
        self.name = name
        self.namespace = namespace
        self.uid = uid
        self.resourceVersion = resourceVersion
        self.generation = generation
        self.creationTimestamp = creationTimestamp
        self.deletionTimestamp = deletionTimestamp
        self.labels = labels
        self.annotations = annotations
        self.finalizers = finalizers
    }

    /// Namespace and name.
    public var key: ObjectKey { ObjectKey(namespace: namespace, name: name) }
    /// Whether deletion was asked for.
    public var isBeingDeleted: Bool { deletionTimestamp != nil }
}

extension ObjectMetadata {
    /// What `object` holds; what is missing or of another type is empty, since the API server vouches for metadata.
    public init(_ object: KubernetesObject) {
        self.init(
            name: object.name, namespace: object.namespace, uid: object.uid, resourceVersion: object.resourceVersion,
            generation: object.generation ?? 0, creationTimestamp: object.creationTimestamp,
            deletionTimestamp: object.deletionTimestamp, labels: object.labels, annotations: object.annotations,
            finalizers: object.finalizers)
    }
}

extension ObjectMetadata {
    /// Writes what is set into `object`'s metadata and leaves the rest as it is.
    func write(to object: inout KubernetesObject) {
        var fields = object.metadata
        if !uid.isEmpty { fields["uid"] = .string(uid) }
        if !resourceVersion.isEmpty { fields["resourceVersion"] = .string(resourceVersion) }
        if generation != 0 { fields["generation"] = .integer(generation) }
        if let creationTimestamp { fields["creationTimestamp"] = .string(creationTimestamp) }
        if let deletionTimestamp { fields["deletionTimestamp"] = .string(deletionTimestamp) }
        object.metadata = fields
        object.labels = labels
        object.annotations = annotations
        object.finalizers = finalizers
    }
}
