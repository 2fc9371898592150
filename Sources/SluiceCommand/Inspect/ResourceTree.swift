internal import DocumentModel
internal import KubernetesModel

/// An object and what it brought into the cluster.
struct ResourceTree: Sendable {
    var resource: InventoryID
    var children: [ResourceTree] = []

    /// The tree in lines, the root first.
    var text: String { resource.subject + "\n" + Self.lines(children, indent: "") }

    private static func lines(_ trees: [ResourceTree], indent: String) -> String {
        var text = ""
        for (index, tree) in trees.enumerated() {
            let isLast = index == trees.count - 1
            text += indent + (isLast ? "└── " : "├── ") + tree.resource.subject + "\n"
            text += lines(tree.children, indent: indent + (isLast ? "    " : "│   "))
        }
        return text
    }

    /// The tree for JSON and YAML.
    var value: Value {
        var object: Object = ["resource": resource.value]
        if !children.isEmpty { object["resources"] = .array(children.map(\.value)) }
        return .object(object)
    }
}

/// An object as an inventory names it: `namespace_name_group_kind`.
struct InventoryID: Sendable, Hashable {
    var namespace: String
    var name: String
    var group: String
    var kind: String

    init(namespace: String, name: String, group: String, kind: String) {
        self.namespace = namespace
        self.name = name
        self.group = group
        self.kind = kind
    }

    /// - Returns: nil when `text` has not the form. A name may hold `:` written as `__`.
    init?(_ text: String) {
        guard let first = text.firstIndex(of: "_"), let last = text.lastIndex(of: "_"), first < last else { return nil }
        namespace = String(text[..<first])
        kind = String(text[text.index(after: last)...])
        let middle = text[text.index(after: first)..<last]
        guard let separator = middle.lastIndex(of: "_") else { return nil }
        group = String(middle[middle.index(after: separator)...])
        name = String(middle[..<separator]).replacing("__", with: ":")
        guard !name.isEmpty, !kind.isEmpty else { return nil }
    }

    var groupKind: GroupKind { GroupKind(group: group, kind: kind) }
    var key: ObjectKey { ObjectKey(namespace: namespace, name: name) }
    var subject: String { namespace.isEmpty ? "\(kind)/\(name)" : "\(kind)/\(namespace)/\(name)" }

    var value: Value {
        [
            "Namespace": .string(namespace), "Name": .string(name),
            "GroupKind": ["Group": .string(group), "Kind": .string(kind)],
        ]
    }
}
