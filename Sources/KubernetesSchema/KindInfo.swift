public import KubernetesModel

/// What discovery says of a built-in kind in one version.
public struct KindInfo: Sendable, Hashable {
    public var groupVersionKind: GroupVersionKind
    /// Such as `deployments`.
    public var plural: String
    public var isNamespaced: Bool
    /// In byte order: create, delete, deletecollection, get, list, patch, update, watch.
    public var verbs: [String]
    public var shortNames: [String]
    public var categories: [String]
    /// The name of its type in the table, such as `apps.v1.Deployment`.
    public var typeName: String
    public var subresources: [Subresource]

    /// The kind in lower case.
    public var singular: String { groupVersionKind.kind.lowercased() }
    /// The kind of lists of it.
    public var listKind: String { groupVersionKind.kind + "List" }

    /// A subresource of a kind.
    public struct Subresource: Sendable, Hashable {
        /// Such as `status` or `scale`.
        public var name: String
        /// The kind it takes and answers.
        public var kind: GroupVersionKind
        public var verbs: [String]
    }
}
