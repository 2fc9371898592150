internal import DocumentModel

/// What the server sets where a manifest says nothing.
enum Defaults {
    /// Sets the defaults of `object`; `kind` is such as `Deployment.apps`.
    static func apply(to object: inout Object, kind: String, version: String) {
        var whole = Value.object(object)
        object = [:]
        for path in PodPaths.specs(of: kind) {
            whole.change(path[...]) { PodDefaults.apply(to: &$0, isPod: kind == "Pod") }
        }
        ComputedDefaults.apply(to: &whole, kind: kind, version: version)
        for row in DefaultTable.rows[kind] ?? [] { row.apply(to: &whole) }
        object = whole.object ?? [:]
    }
}

/// A default: where, what, and under which condition.
struct DefaultRow: Sendable {
    /// Steps to the field; `*` goes into each element of a list.
    private let path: [String]
    private let value: Value
    /// A sibling of the field, or with `^` of the object that holds it, that must have this value; an empty one stands for
    /// none.
    private let condition: (field: String, value: String)?

    /// Reads `spec.ports.*.protocol`. Objects on the way must be there, unless a row before made them.
    init(_ path: String, _ value: Value, if condition: (field: String, value: String)? = nil) {
        self.path = path.split(separator: ".").map(String.init)
        self.value = value
        self.condition = condition
    }

    func apply(to object: inout Value) { apply(to: &object, path[...], around: .null) }

    private func apply(to node: inout Value, _ path: ArraySlice<String>, around: Value) {
        guard let step = path.first else { return }
        let rest = path.dropFirst()
        if step == "*" {
            guard var items = node.array else { return }
            for index in items.indices { apply(to: &items[index], rest, around: node) }
            node = .array(items)
        } else if rest.isEmpty {
            guard node.object != nil, node[step]?.isNull ?? true else { return }
            if let condition {
                let isAround = condition.field.hasPrefix("^")
                let field = isAround ? around[String(condition.field.dropFirst())] : node[condition.field]
                if field?.string ?? "" != condition.value { return }
            }
            node[step] = value
        } else if var child = node[step] {
            apply(to: &child, rest, around: node)
            node[step] = child
        }
    }
}

extension Value {
    /// Changes the node at `path` where there is one; `*` stands for each element of a list or map.
    mutating func change(_ path: ArraySlice<String>, _ body: (inout Value) -> Void) {
        guard let step = path.first else { return body(&self) }
        if step == "*", var fields = object {
            for key in fields.keys { fields[key]?.change(path.dropFirst(), body) }
            self = .object(fields)
        } else if step == "*" {
            guard var items = array else { return }
            for index in items.indices { items[index].change(path.dropFirst(), body) }
            self = .array(items)
        } else if var child = self[step], !child.isNull {
            self[step] = .null
            child.change(path.dropFirst(), body)
            self[step] = child
        }
    }

    /// Sets a field that is missing or null.
    mutating func setDefault(_ field: String, _ value: @autoclosure () -> Value) {
        if self[field]?.isNull ?? true { self[field] = value() }
    }

    /// Sets a text that is missing or empty.
    mutating func setDefaultText(_ field: String, _ text: String) {
        if (self[field]?.string ?? "").isEmpty { self[field] = .string(text) }
    }
}
