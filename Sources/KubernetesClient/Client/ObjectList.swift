public import DocumentModel
public import KubernetesModel

/// The objects of a list and the version of the whole.
public struct ObjectList: Sendable {
    public var items: [KubernetesObject]
    /// Where a watch goes on from.
    public var resourceVersion: String

    public init(items: [KubernetesObject], resourceVersion: String) {
        self.items = items
        self.resourceVersion = resourceVersion
    }
}

/// Typed objects of a list. One that cannot be read hides no other.
public struct ResourceList<Resource: CustomResource>: Sendable {
    public var items: [Resource]
    /// The objects that cannot be read, and why.
    public var unreadable: [(key: ObjectKey, error: DocumentError)]
    public var resourceVersion: String
}
