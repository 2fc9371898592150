public import KubernetesModel

/// A kind as the API server serves it.
public struct APIResource: Sendable, Hashable {
    public var groupVersionKind: GroupVersionKind
    /// The lower-case plural in paths.
    public var plural: String
    public var singular: String
    public var isNamespaced: Bool
    public var shortNames: [String]
    public var categories: [String]
    public var verbs: [String]
    /// Such as `status` and `scale`.
    public var subresources: [String]

    public init(
        groupVersionKind: GroupVersionKind, plural: String, singular: String = "", isNamespaced: Bool,
        shortNames: [String] = [], categories: [String] = [], verbs: [String] = [], subresources: [String] = []
    ) {
        self.groupVersionKind = groupVersionKind
        self.plural = plural
        self.singular = singular
        self.isNamespaced = isNamespaced
        self.shortNames = shortNames
        self.categories = categories
        self.verbs = verbs
        self.subresources = subresources
    }
}
