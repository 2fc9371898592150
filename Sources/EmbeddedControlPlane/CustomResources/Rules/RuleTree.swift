internal import CommonExpressionLanguage
internal import DocumentModel

/// The rules of a schema, compiled once: those of one node, and the trees below it.
final class RuleTree: Sendable {
    let rules: [CompiledRule]
    let type: DocumentType?
    /// The type that the schema names.
    let typeName: String
    let properties: [(name: String, tree: RuleTree)]
    let items: RuleTree?
    let additional: RuleTree?
    /// Rules that stand inside `allOf`, which are of the same value.
    let allOf: [RuleTree]
    /// The keys that tell elements of a list apart; empty where nothing does.
    let listKeys: [String]

    /// The tree of a whole schema; nil where it has no rule.
    convenience init?(_ schema: Value) {
        guard Self.hasRules(schema, depth: 0) else { return nil }
        self.init(
            schema, node: schema, type: DocumentType.type(of: schema, name: "selfType", isResource: true), depth: 0)
    }

    /// The tree of a part of a schema; nil where it has no rule.
    convenience init?(part: Value) {
        guard Self.hasRules(part, depth: 0) else { return nil }
        let isEmbedded = part["x-kubernetes-embedded-resource"]?.bool ?? false
        self.init(
            part, node: part, type: DocumentType.type(of: part, name: "selfType", isResource: isEmbedded), depth: 0)
    }

    /// - Parameters:
    ///   - validation: where the rules stand: the node itself, or a part of its `allOf`.
    ///   - node: the node of the structure.
    private init(_ validation: Value, node: Value, type: DocumentType?, depth: Int) {
        let isBounded = depth < 64
        self.type = type
        typeName = node["type"]?.string ?? ""
        let isMapList = node["x-kubernetes-list-type"] == "map"
        listKeys = isMapList ? (node["x-kubernetes-list-map-keys"]?.array ?? []).compactMap(\.string) : []
        rules =
            type.map { type in
                StructuralSchema.rules(validation).map { CompiledRule($0, schema: node, type: type) }
            } ?? []
        func below(_ part: Value?, _ inner: Value?, _ type: DocumentType?, _ name: String) -> RuleTree? {
            guard isBounded, let part, let inner, part.object != nil, inner.object != nil,
                Self.hasRules(part, depth: depth)
            else { return nil }
            let isEmbedded = inner["x-kubernetes-embedded-resource"]?.bool ?? false
            let type = type ?? DocumentType.type(of: inner, name: "selfType.\(name)", isResource: isEmbedded)
            return RuleTree(part, node: inner, type: type, depth: depth + 1)
        }
        items = below(validation["items"], node["items"], type?.element, "@idx")
        additional = below(
            validation["additionalProperties"], node["additionalProperties"], type?.element, "@elem")
        properties = (validation["properties"]?.object ?? [:]).sorted().compactMap { name, part in
            below(part, node.at("properties", name), type?.field(name), name).map { (name, $0) }
        }
        allOf =
            !isBounded
            ? []
            : (validation["allOf"]?.array ?? []).filter { Self.hasRules($0, depth: depth) }
                .map { RuleTree($0, node: node, type: type, depth: depth + 1) }
    }

    private static func hasRules(_ schema: Value, depth: Int) -> Bool {
        guard depth < 64 else { return false }
        if schema["x-kubernetes-validations"]?.array?.isEmpty == false { return true }
        for field in ["items", "additionalProperties"] {
            if let inner = schema[field], inner.object != nil, hasRules(inner, depth: depth + 1) { return true }
        }
        if schema["properties"]?.object?.contains(where: { hasRules($0.value, depth: depth + 1) }) == true {
            return true
        }
        return schema["allOf"]?.array?.contains { hasRules($0, depth: depth + 1) } == true
    }
}
