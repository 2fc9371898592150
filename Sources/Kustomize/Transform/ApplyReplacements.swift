internal import DocumentModel

/// Copies values from fields of objects to fields of others.
struct ApplyReplacements: Transformation {
    let replacements: [Replacement]

    func apply(to list: ResourceList) throws(KustomizeError) {
        for (index, replacement) in replacements.enumerated() {
            do throws(KustomizeError) { try apply(replacement, to: list) } catch {
                throw error.at(field: "replacements[\(index)]")
            }
        }
        list.namesChanged()
    }

    private func apply(_ replacement: Replacement, to list: ResourceList) throws(KustomizeError) {
        guard replacement.source != nil || replacement.sourceValue != nil, let targets = replacement.targets else {
            throw KustomizeError(.invalidField, "replacements must specify a source and at least one target")
        }
        let value = try value(of: replacement, in: list)
        for target in targets { try write(value, to: target, in: list) }
    }

    private func value(of replacement: Replacement, in list: ResourceList) throws(KustomizeError) -> Value {
        if let text = replacement.sourceValue {
            guard replacement.source == nil else {
                throw KustomizeError(.invalidField, "source and sourceValue are mutually exclusive")
            }
            return Value.plain(text)
        }
        guard let source = replacement.source else { return .null }
        let resource = try select(source, in: list)
        let path = PathText.splitBracketed(source.fieldPath)
        guard let value = try ValuePath.lookUp(path, in: .object(resource.content)), !value.isNothingOrEmpty else {
            throw KustomizeError(
                .unmatched,
                "fieldPath `\(source.fieldPath)` is missing for replacement source \(resource.currentID)",
                field: "source.fieldPath")
        }
        guard let options = source.options, !options.delimiter.isEmpty else { return value.unshared }
        return try part(of: value, options)
    }

    private func part(of value: Value, _ options: Replacement.FieldOptions) throws(KustomizeError) -> Value {
        guard value.isScalar else {
            throw KustomizeError(.invalidField, "delimiter option can only be used with scalar nodes")
        }
        let parts = Self.split(value.text, options.delimiter)
        guard let index = Int(exactly: options.index), parts.indices.contains(index) else {
            throw KustomizeError(
                .unmatched, "options.index \(options.index) is out of bounds of the \(parts.count) parts of the value")
        }
        return .string(parts[index])
    }

    private func select(_ source: Replacement.Source, in list: ResourceList) throws(KustomizeError) -> Resource {
        let selection = ResourceID(type: source.type, name: source.name, namespace: source.namespace)
        var match: Resource?
        for resource in list.resources where !resource.isEmpty {
            let current = ResourceID(type: resource.type, name: resource.name, namespace: resource.namespace)
            guard ([current] + resource.previousIDs).contains(where: { $0.isSelected(by: selection) }) else { continue }
            guard match == nil else {
                throw KustomizeError(.unmatched, "multiple matches for selector \(selection)", field: "source")
            }
            match = resource
        }
        guard let match else {
            throw KustomizeError(.unmatched, "nothing selected by \(selection)", field: "source")
        }
        return match
    }

    private static func split(_ text: String, _ delimiter: String) -> [String] {
        ByteText.split(text, delimiter)
    }
}

extension ResourceID {
    /// Whether `selection`, whose empty parts match anything, selects this.
    func isSelected(by selection: ResourceID) -> Bool {
        (selection.name.isEmpty || selection.name == name) && type.isSelected(by: selection.type)
            && (selection.namespace.isEmpty || selection.effectiveNamespace == effectiveNamespace)
    }
}

// Targets.
extension ApplyReplacements {
    private func write(_ value: Value, to target: Replacement.Target, in list: ResourceList) throws(KustomizeError) {
        guard let select = target.select else {
            throw KustomizeError(.invalidField, "target must specify resources to select", field: "targets.select")
        }
        let selector = try CompiledSelector(select)
        var rejects: [(selector: CompiledSelector, names: Bool, carries: Bool)] = []
        for reject in target.reject {
            let carries = !reject.labels.isEmpty || !reject.annotations.isEmpty
            rejects.append((try CompiledSelector(reject), !reject.namesNothing, carries))
        }
        for resource in list.resources where !resource.isEmpty && selector.matchesMetadata(resource) {
            if rejects.contains(where: { $0.carries && $0.selector.matchesMetadata(resource) }) { continue }
            let current = ResourceID(type: resource.type, name: resource.name, namespace: resource.namespace)
            let ids = [current] + resource.previousIDs
            let isRejected = rejects.contains { reject in
                reject.names && ids.contains { Self.matches($0, reject.selector) }
            }
            guard !isRejected, ids.contains(where: { Self.matches($0, selector) }) else { continue }
            try write(value, to: target, of: resource)
        }
    }

    private static func matches(_ id: ResourceID, _ selector: CompiledSelector) -> Bool {
        selector.matches(type: id.type) && selector.matches(name: id.name) && selector.matches(namespace: id.namespace)
    }

    private func write(_ value: Value, to target: Replacement.Target, of resource: Resource) throws(KustomizeError) {
        var root = Value.object(resource.content)
        resource.content = [:]
        defer {
            resource.content = root.object ?? [:]
            resource.settleSharedTexts()
        }
        for fieldPath in target.fieldPaths {
            let path = PathText.splitBracketed(fieldPath)
            let creation: Value? = target.options?.creates == true ? .some(value) : .none
            if try EmbeddedDocument.write(value, at: path, in: &root, creating: creation) { continue }
            do throws(KustomizeError) {
                let steps = try ValuePath.matches(path, in: &root, creating: creation)
                guard !steps.isEmpty else { throw KustomizeError(.unmatched, "it is not there") }
                for place in steps {
                    try ValuePath.change(place[...], in: &root) { node throws(KustomizeError) in
                        try Self.set(value, in: &node, target.options)
                    }
                }
            } catch {
                let verb = creation == nil ? "find" : "find or create"
                throw KustomizeError(
                    .unmatched, "unable to \(verb) field \"\(fieldPath)\" in replacement target: \(error.message)",
                    field: "targets.fieldPaths")
            }
        }
    }

    private static func set(_ value: Value, in node: inout Value, _ options: Replacement.FieldOptions?)
        throws(KustomizeError)
    {
        var value = value
        if let options, !options.delimiter.isEmpty {
            guard node.isScalar else {
                throw KustomizeError(.invalidField, "delimiter option can only be used with scalar nodes")
            }
            var parts = split(node.text, options.delimiter)
            if options.index < 0 {
                parts.insert(value.text, at: 0)
            } else if let index = Int(exactly: options.index), index < parts.count {
                parts[index] = value.text
            } else {
                parts.append(value.text)
            }
            value = .string(parts.joined(separator: options.delimiter))
        }
        try ValuePath.replace(&node, with: value)
    }
}
