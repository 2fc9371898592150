internal import DocumentModel

/// Makes a merge schema of OpenAPI definitions.
struct SchemaReader {
    private let definitions: Object
    private var nodes = [MergeSchema.Node()]
    private var known: [String: Int] = [:]

    private init(_ definitions: Object, on base: MergeSchema?) {
        self.definitions = definitions
        guard let base else { return }
        nodes = base.nodes
        known = base.definitions
    }

    /// The schema of all kinds that the definitions name, and of those of `base`, whose definitions count more.
    static func schema(_ definitions: Object, on base: MergeSchema?) -> MergeSchema {
        var reader = SchemaReader(definitions, on: base)
        var kinds: [MergeSchema.Kind: Int] = [:]
        for (name, definition) in definitions {
            for entry in definition["x-kubernetes-group-version-kind"]?.array ?? [] {
                kinds[kind(entry)] = reader.definition(name)
            }
        }
        if let base { kinds.merge(base.kinds) { _, known in known } }
        return MergeSchema(nodes: reader.nodes, kinds: kinds)
    }

    /// The kind that a `x-kubernetes-group-version-kind` names.
    static func kind(_ entry: Value) -> MergeSchema.Kind {
        let group = entry["group"]?.text ?? ""
        let version = entry["version"]?.text ?? ""
        return MergeSchema.Kind(
            apiVersion: group.isEmpty ? version : "\(group)/\(version)", kind: entry["kind"]?.text ?? "")
    }

    private mutating func definition(_ name: String) -> Int? {
        if let node = known[name] { return node }
        guard let definition = definitions[name] else { return nil }
        nodes.append(MergeSchema.Node())
        let node = nodes.count - 1
        known[name] = node
        fill(node, definition, depth: 0)
        return node
    }

    private mutating func node(_ schema: Value, depth: Int) -> Int? {
        if let reference = schema["$ref"]?.string {
            return definition(String(reference.split(separator: "/").last ?? ""))
        }
        guard schema.object != nil, depth < 200 else { return nil }
        nodes.append(MergeSchema.Node())
        let node = nodes.count - 1
        fill(node, schema, depth: depth)
        return node
    }

    private mutating func fill(_ index: Int, _ schema: Value, depth: Int) {
        var node = MergeSchema.Node()
        let strategies = schema["x-kubernetes-patch-strategy"]?.text.split(separator: ",") ?? []
        if strategies.contains("merge") {
            let mapKeys = schema["x-kubernetes-list-map-keys"]?.array?.map(\.text)
            node.mergeKeys = mapKeys ?? schema["x-kubernetes-patch-merge-key"].map { [$0.text] } ?? []
        }
        let type = schema["type"]
        if type?.string == "array" || type?.array?.count == 1 && type?[0]?.string == "array",
            let items = schema["items"]
        {
            node.elements = self.node(items, depth: depth + 1)
        }
        if let values = schema["additionalProperties"], values.object != nil {
            node.values = self.node(values, depth: depth + 1)
        }
        for (name, property) in schema["properties"]?.object ?? [:] {
            if let child = self.node(property, depth: depth + 1) { node.fields[name] = child }
        }
        nodes[index] = node
    }
}
