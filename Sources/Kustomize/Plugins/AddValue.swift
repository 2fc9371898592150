internal import DocumentModel

/// The built-in transformer that writes one value into fields of many objects, or into paths that stand there.
struct AddValue: Transformation {
    private struct Target {
        var selector: CompiledSelector?
        var fieldPath: String
        /// Where in a path of files the value goes, from 1; 0 replaces the whole field.
        var position: Int
    }

    private let value: String
    private var targets: [Target]

    init(_ reader: inout FieldReader, loader: Loader) throws(KustomizeError) {
        let text = ByteText.trimmed(try reader.text("value"))
        value = text.isEmpty ? Paths.name(of: loader.root) : text
        targets = try reader.readers("targets", Self.target)
        let path = try reader.text("targetFilePath")
        if !path.isEmpty {
            let content = try ConfigurationReader(loader: loader).document(path)
            var file = try FieldReader(content, at: path, .plugin)
            targets += try file.readers("targets", Self.target)
        }
        guard !targets.isEmpty else { throw KustomizeError(.invalidField, "must specify at least one target") }
    }

    private static func target(_ reader: inout FieldReader) throws(KustomizeError) -> Target {
        let selector = try reader.reader("selector", Selector.init)
        let path = try reader.text("fieldPath")
        guard !path.isEmpty else { throw KustomizeError(.invalidField, "fieldPath cannot be empty") }
        let position = Int(clamping: try reader.integer("filePathPosition") ?? 0)
        guard position >= 0 else { throw KustomizeError(.invalidField, "filePathPosition cannot be negative") }
        return Target(selector: try selector.map(CompiledSelector.init), fieldPath: path, position: position)
    }

    func apply(to list: ResourceList) throws(KustomizeError) {
        for target in targets {
            for resource in list.resources where !resource.isEmpty && target.selector?.matches(resource) != false {
                if target.fieldPath == "metadata/namespace" {
                    try SetNamespace(namespace: value, specs: []).change(resource)
                } else {
                    try write(to: target, of: resource)
                }
            }
        }
        list.namesChanged()
    }

    private func write(to target: Target, of resource: Resource) throws(KustomizeError) {
        var root = Value.object(resource.content)
        resource.content = [:]
        defer {
            resource.content = root.object ?? [:]
            resource.settleSharedTexts()
        }
        let path = PathText.split(target.fieldPath)
        for place in try ValuePath.matches(path, in: &root, creating: .string("")) {
            try ValuePath.change(place[...], in: &root) { node throws(KustomizeError) in
                guard node.isScalar else {
                    throw KustomizeError(
                        .invalidField, "expected a single value, not \(node.shape)", field: target.fieldPath)
                }
                let text = target.position > 0 ? Self.insert(value, into: node.text, at: target.position - 1) : value
                node = node.isNothing ? Value.plain(text) : node.replacingText(text)
            }
        }
    }

    /// `part` as one more name of a path; an absolute path stays absolute.
    private static func insert(_ part: String, into path: String, at position: Int) -> String {
        if path.isEmpty { return part }
        let isAbsolute = path.hasPrefix("/")
        var names = path.split(separator: "/").map(String.init)
        names.insert(part, at: min(position, names.count))
        return (isAbsolute ? "/" : "") + names.joined(separator: "/")
    }
}
