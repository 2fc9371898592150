internal import DocumentModel

/// Gives images of one name another name, tag or digest.
struct RenameImage: Transformation {
    let rule: ImageRule
    let specs: [FieldSpec]
    private let name: ImageName

    init(_ rule: ImageRule, specs: [FieldSpec]) {
        self.rule = rule
        self.specs = specs
        name = ImageName(rule.name)
    }

    func apply(to list: ResourceList) throws(KustomizeError) {
        for resource in list.resources where !resource.isEmpty && resource.kind != "CustomResourceDefinition" {
            if try mayHold(.object(resource.content)) {
                var root = Value.object(resource.content)
                resource.content = [:]
                defer { resource.content = root.object ?? [:] }
                try search(&root)
            }
            for spec in specs { try FieldWalk(spec, change).apply(to: resource) }
        }
    }

    /// Whether a list of containers with an image of this name is somewhere in `node`.
    private func mayHold(_ node: Value) throws(KustomizeError) -> Bool {
        switch node {
        case .object(let object):
            for (key, value) in object {
                if key == "containers" || key == "initContainers", let elements = value.array {
                    for element in elements where try isMeant(element) { return true }
                }
                if !value.isScalar, try mayHold(value) { return true }
            }
        case .array(let elements):
            for element in elements where !element.isScalar { if try mayHold(element) { return true } }
        default: break
        }
        return false
    }

    private func isMeant(_ element: Value) throws(KustomizeError) -> Bool {
        guard !element.isNothing else { return false }
        guard let object = element.object else {
            throw KustomizeError(.invalidField, "a container must be a mapping, not \(element.shape)", field: "images")
        }
        guard let image = object["image"], !image.isNothing else { return false }
        guard image.isScalar else {
            throw KustomizeError(.invalidField, "an image must be a string, not \(image.shape)", field: "images")
        }
        return try name.matches(image.text)
    }

    private func search(_ node: inout Value) throws(KustomizeError) {
        if case .array = node {
            return try node.forEachElement { element throws(KustomizeError) in try search(&element) }
        }
        _ = try node.withObject { object throws(KustomizeError) in
            for (key, value) in object where !value.isScalar {
                _ = try object.withField(key) { child throws(KustomizeError) in
                    try search(&child)
                    guard key == "containers" || key == "initContainers", child.array != nil else { return }
                    try child.forEachElement { container throws(KustomizeError) in
                        _ = try container.withObject { fields throws(KustomizeError) in
                            _ = try fields.withField("image", change)
                        }
                    }
                }
            }
        }
    }

    private func change(_ node: inout Value) throws(KustomizeError) {
        guard !node.isNothing else { return }
        guard node.isScalar else {
            throw KustomizeError(.invalidField, "an image must be a string, not \(node.shape)")
        }
        let text = node.text
        guard try name.matches(text) else { return }
        node = node.replacingText(renamed(ImageName.Parts(text)))
    }

    private func renamed(_ parts: ImageName.Parts) -> String {
        var parts = parts
        if !rule.newName.isEmpty { parts.name = rule.newName }
        if !rule.newTag.isEmpty || !rule.digest.isEmpty {
            parts.tag = rule.newTag
            parts.digest = rule.digest
        } else if !rule.tagSuffix.isEmpty {
            parts.tag += rule.tagSuffix
            parts.digest = ""
        }
        return parts.description
    }
}
