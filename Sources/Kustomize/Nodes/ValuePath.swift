internal import DocumentModel

/// Ways through a document whose parts may be field names, list indexes, `[name=value]` and `*`.
enum ValuePath {
    /// One step on the way to a node.
    enum Step: Hashable {
        case field(String)
        case element(Int)
    }

    /// The node that a path without `*` leads to; nil when there is none.
    static func lookUp(_ path: [String], in root: Value) throws(KustomizeError) -> Value? {
        var node = root
        for part in path.map(ByteText.trimmed) where !part.isEmpty {
            guard !node.isNothing else { return nil }
            guard let next = try step(part, from: node), !next.isNothing || part == path.last else { return nil }
            node = next
        }
        return node
    }

    private static func step(_ part: String, from node: Value) throws(KustomizeError) -> Value? {
        if part == "*" { throw KustomizeError(.invalidField, "\"*\" is not supported here") }
        if let index = Int(part) {
            guard index >= 0 else { throw KustomizeError(.invalidField, "the index \(index) is negative") }
            let elements = try elements(of: node)
            return index < elements.count ? elements[index] : nil
        }
        if part == "-" { return try elements(of: node).last }
        if isListSelector(part) {
            let (name, value) = try nameAndValue(part)
            return try elements(of: node).first { element in
                name.isEmpty ? element.text == value : element.object?[name].map { $0.text == value } ?? false
            }
        }
        return try object(of: node)[part]
    }

    static func elements(of node: Value) throws(KustomizeError) -> [Value] {
        guard let elements = node.array else {
            throw KustomizeError(.invalidField, "expected a list but got \(node.shape)")
        }
        return elements
    }

    static func object(of node: Value) throws(KustomizeError) -> Object {
        guard let object = node.object else {
            throw KustomizeError(.invalidField, "expected a mapping but got \(node.shape)")
        }
        return object
    }

    /// Whether a part is `[name=value]`.
    static func isListSelector(_ part: String) -> Bool { part.hasPrefix("[") && part.hasSuffix("]") }

    static func nameAndValue(_ part: String) throws(KustomizeError) -> (name: String, value: String) {
        let inner = part.dropFirst().dropLast()
        guard let equals = inner.firstIndex(of: "=") else {
            throw KustomizeError(.invalidField, "the list element \"\(part)\" must have the form [name=value]")
        }
        return (String(inner[..<equals]), String(inner[inner.index(after: equals)...]))
    }

    /// Puts `value` in the place of a node. A single value in place of another keeps the other's type.
    static func replace(_ node: inout Value, with value: Value) throws(KustomizeError) {
        guard node.isScalar else {
            node = value
            return
        }
        let replaced = node.replacingText(value.text)
        let (old, new) = (node.withoutBlanks.typeName, replaced.withoutBlanks.typeName)
        guard node.isNothing || old == new else {
            throw KustomizeError(.invalidField, "a \(new) cannot take the place of a \(old)")
        }
        node = replaced
    }

    /// Changes the node at the end of the steps.
    static func change(
        _ steps: ArraySlice<Step>, in node: inout Value, _ body: (inout Value) throws(KustomizeError) -> Void
    ) throws(KustomizeError) {
        switch steps.first {
        case nil: try body(&node)
        case .field(let name):
            _ = try node.withObject { object throws(KustomizeError) in
                _ = try object.withField(name) { child throws(KustomizeError) in
                    try change(steps.dropFirst(), in: &child, body)
                }
            }
        case .element(let index):
            guard case .array(var elements) = node, elements.indices.contains(index) else { return }
            node = .null
            defer { node = .array(elements) }
            try change(steps.dropFirst(), in: &elements[index], body)
        }
    }
}
