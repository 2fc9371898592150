internal import DocumentModel

extension StructuralSchema {
    /// Removes fields that the schema does not have and notes their paths.
    func prune(_ object: Object, isRoot: Bool = true, noting unknown: inout [String], path: String = "") -> Object {
        var result = Object(minimumCapacity: object.count)
        for (key, value) in object {
            let inner = path.isEmpty ? key : "\(path).\(key)"
            if isRoot || isEmbedded, ["apiVersion", "kind", "metadata"].contains(key) {
                result[key] = key == "metadata" ? EmbeddedMetadata.prune(value, noting: &unknown, path: inner) : value
            } else if let schema = schema(of: key) {
                result[key] = schema.prune(value, noting: &unknown, path: inner)
            } else if preservesUnknown {
                result[key] = value
            } else if allowsAny {
                // Anything may be there, but what it holds is of no schema.
                result[key] = Self.empty.prune(value, noting: &unknown, path: inner)
            } else {
                unknown.append(inner)
            }
        }
        return result
    }

    /// Of what a schema says nothing about.
    private static let empty = StructuralSchema([:])

    private var allowsAny: Bool { if case .any = additional { true } else { false } }

    private func prune(_ value: Value, noting unknown: inout [String], path: String) -> Value {
        switch value {
        case .object(let object):
            // Without a word on its fields an object that may hold anything stays whole.
            if preservesUnknown, properties.isEmpty, !isEmbedded, case .none = additional { return value }
            return .object(prune(object, isRoot: false, noting: &unknown, path: path))
        case .array(let elements):
            if items == nil, preservesUnknown { return value }
            let items = items ?? Self.empty
            var result: [Value] = []
            result.reserveCapacity(elements.count)
            for (index, element) in elements.enumerated() {
                result.append(items.prune(element, noting: &unknown, path: "\(path)[\(index)]"))
            }
            return .array(result)
        default: return value
        }
    }
}

/// The metadata of custom resources and of objects inside them.
enum EmbeddedMetadata {
    private static let fields: Set<String> = [
        "name", "generateName", "namespace", "selfLink", "uid", "resourceVersion", "generation", "creationTimestamp",
        "deletionTimestamp", "deletionGracePeriodSeconds", "labels", "annotations", "ownerReferences", "finalizers",
        "managedFields",
    ]

    static func prune(_ metadata: Value, noting unknown: inout [String], path: String) -> Value {
        guard let object = metadata.object else { return metadata }
        var result = Object(minimumCapacity: object.count)
        for (key, value) in object {
            if fields.contains(key) { result[key] = value } else { unknown.append("\(path).\(key)") }
        }
        return .object(result)
    }
}
