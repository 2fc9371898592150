internal import KubernetesModel

/// The names and descriptions of the operations on one resource or subresource in OpenAPI documents.
struct OperationWords: Sendable {
    private let prefix: String
    private let kind: String
    private let isNamespaced: Bool
    private let isCustom: Bool
    private var subresource = ""
    let tag: String
    let answersDeletionWithObject: Bool

    init(_ definition: ResourceDefinition, _ kind: GroupVersionKind) {
        prefix = OperationNames.prefix(group: kind.group, version: kind.version)
        tag = OperationNames.tag(group: kind.group, version: kind.version)
        self.kind = kind.kind
        isNamespaced = definition.isNamespaced
        isCustom = definition.isCustom
        answersDeletionWithObject = DeletionRules.answersWithObject.contains(definition.resourceName)
    }

    func of(subresource: String) -> OperationWords {
        var words = self
        words.subresource = subresource
        return words
    }

    /// Such as `readAppsV1NamespacedDeploymentScale`.
    func identifier(_ action: String, isForAll: Bool) -> String {
        let verb =
            switch action {
            case "get": "read"
            case "put": "replace"
            case "post": "create"
            case "deletecollection": "delete"
            default: action
            }
        let scope = (action == "deletecollection" ? "Collection" : "") + (isNamespaced && !isForAll ? "Namespaced" : "")
        return verb + prefix + scope + kind + subresource.prefix(1).uppercased() + subresource.dropFirst()
            + (isForAll ? "ForAllNamespaces" : "")
    }

    func description(_ action: String, isWatchable: Bool) -> String {
        let what = subresource.isEmpty ? "" : "\(subresource) of "
        let article = "AEIOU".contains(kind.prefix(1)) ? "an" : "a"
        return switch action {
        case "list": "list \(isWatchable && !isCustom ? "or watch " : "")objects of kind \(kind)"
        case "get": "read \(what)the specified \(kind)"
        case "put": "replace \(what)the specified \(kind)"
        case "patch": "partially update \(what)the specified \(kind)"
        case "deletecollection": "delete collection of \(kind)"
        case "post": "create \(what)\(article) \(kind)"
        default: "\(action) \(what)\(article) \(kind)"
        }
    }
}
