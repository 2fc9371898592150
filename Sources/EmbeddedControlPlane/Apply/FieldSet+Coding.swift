internal import DocumentModel

extension FieldSet {
    /// As `fieldsV1` has it.
    var encoded: Value {
        var object = Object(minimumCapacity: nodes.count)
        for (element, node) in nodes.sorted(by: { $0.key < $1.key }) {
            guard !node.children.isEmpty, case .object(let children) = node.children.encoded else {
                object[element.encoded] = .object([:])
                continue
            }
            var content: Object = node.isMember ? [".": .object([:])] : [:]
            for (key, value) in children { content[key] = value }
            object[element.encoded] = .object(content)
        }
        return .object(object)
    }

    /// Reads `fieldsV1`; nil for what cannot be read.
    init?(encoded value: Value) {
        guard let object = value.object else { return nil }
        for (key, inner) in object where key != "." {
            guard let element = PathElement(encoded: key), let content = inner.object,
                let children = FieldSet(encoded: inner)
            else { return nil }
            set(element, Node(isMember: content.isEmpty || content["."] != nil, children: children))
        }
    }
}
