internal import DocumentModel
internal import KubernetesModel
internal import KubernetesSchema

/// Objects within objects: `x-kubernetes-embedded-resource`.
enum EmbeddedResources {
    /// Reads their metadata as what it is.
    ///
    /// - Throws: for fields of another type.
    static func read(_ object: Object, _ schema: StructuralSchema) throws(DecodeProblem) -> Object {
        guard schema.holdsEmbedded else { return object }
        return try read(.object(object), schema).object ?? object
    }

    private static func read(_ value: Value, _ schema: StructuralSchema) throws(DecodeProblem) -> Value {
        switch value {
        case .object(var object):
            for (key, part) in object {
                if let inner = schema.schema(of: key) { object[key] = try read(part, inner) }
            }
            if schema.isEmbedded, let fields = object["metadata"]?.object,
                let type = BuiltInSchema.shared.type(named: "meta.v1.ObjectMeta")
            {
                var form = CanonicalForm()
                var metadata = try form.read(fields, type)
                for (key, value) in fields where type[key] == nil { metadata[key] = value }
                object["metadata"] = .object(metadata)
            }
            return .object(object)
        case .array(let elements):
            guard let items = schema.items else { return value }
            var result: [Value] = []
            for element in elements { result.append(try read(element, items)) }
            return .array(result)
        default: return value
        }
    }

    /// What is wrong with them.
    static func errors(in value: Value, _ schema: StructuralSchema, path: String = "") -> [FieldError] {
        guard schema.holdsEmbedded else { return [] }
        switch value {
        case .object(let object):
            var errors = schema.isEmbedded ? resource(object, path) : []
            for (key, part) in object {
                guard let inner = schema.schema(of: key) else { continue }
                let isNamed = schema[key] != nil
                let place = path.isEmpty ? key : isNamed ? "\(path).\(key)" : "\(path)[\(key)]"
                errors += self.errors(in: part, inner, path: place)
            }
            return errors
        case .array(let elements):
            guard let items = schema.items else { return [] }
            return elements.enumerated().flatMap { errors(in: $1, items, path: "\(path)[\($0)]") }
        default: return []
        }
    }

    private static func resource(_ object: Object, _ path: String) -> [FieldError] {
        var errors = ["apiVersion", "kind"].filter { object[$0] == nil }.map { FieldError(.required, "\(path).\($0)") }
        func fail(_ field: String, _ why: String) {
            errors.append(FieldError(.invalid, "\(path).\(field)", value: object[field], why))
        }
        func text(_ field: String) -> String? {
            guard let value = object[field] else { return nil }
            guard let text = value.string else {
                fail(field, "must be a string")
                return nil
            }
            if text.isEmpty { fail(field, "must not be empty") }
            return text.isEmpty ? nil : text
        }
        if let kind = text("kind") {
            let problems = NameSyntax.label1035(kind.lowercased())
            if !problems.isEmpty {
                fail(
                    "kind",
                    "may have mixed case, but should otherwise match: \(problems.joined(separator: ","))")
            }
        }
        if let version = text("apiVersion"), version.count(where: { $0 == "/" }) > 1 {
            fail("apiVersion", "unexpected GroupVersion string: \(version)")
        }
        guard let metadata = object["metadata"], metadata.object != nil else { return errors }
        if let name = metadata["name"]?.string, !name.isEmpty {
            errors += NameRule.pathSegment.problems(name).map {
                FieldError(.invalid, "\(path).metadata.name", value: .string(name), $0)
            }
        }
        return errors + MetadataValidation.common(metadata, path: "\(path).metadata")
    }
}
