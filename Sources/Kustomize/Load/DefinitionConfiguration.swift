internal import DocumentModel

/// What the OpenAPI definitions of custom kinds say of fields to transform, as files of `crds` have it.
enum DefinitionConfiguration {
    /// The configuration in a file that maps names of types to `Schema`.
    static func read(_ content: Value) throws(KustomizeError) -> TransformerConfiguration {
        guard let types = content.object else {
            guard content.isNull else {
                throw KustomizeError(.malformed, "unable to parse open API definition: it must be a mapping")
            }
            return TransformerConfiguration()
        }
        var result = TransformerConfiguration()
        for (name, type) in types { try check(type, name) }
        for (name, type) in types {
            let properties = type["Schema"]?["properties"]?.object ?? [:]
            guard properties["kind"] != nil, properties["apiVersion"] != nil, properties["metadata"] != nil else {
                continue
            }
            let kind = String(name.split(separator: ".", omittingEmptySubsequences: false).last ?? "")
            var configuration = TransformerConfiguration()
            var walk = Walk(types: types, type: ResourceType(kind: kind))
            try walk.visit(name, [], into: &configuration)
            result = try result.merging(configuration)
        }
        return result
    }

    private static func check(_ type: Value, _ name: String) throws(KustomizeError) {
        func failure(_ what: String) -> KustomizeError {
            KustomizeError(.malformed, "unable to parse open API definition: \(what)", field: name)
        }
        guard type.isNull || type.object != nil else { throw failure("it must be a mapping") }
        for (field, part) in [("Schema", type["Schema"]), ("properties", type["Schema"]?["properties"])] {
            guard let part, !part.isNull, part.object == nil else { continue }
            throw failure("\"\(field)\" must be a mapping")
        }
        for (property, schema) in type["Schema"]?["properties"]?.object ?? [:] where schema.object == nil {
            throw failure("the property \"\(property)\" must be a mapping")
        }
        guard let dependencies = type["Dependencies"], !dependencies.isNull else { return }
        guard let elements = dependencies.array, elements.allSatisfy({ $0.string != nil || $0.isNull }) else {
            throw failure("\"Dependencies\" must be a list of strings")
        }
    }

    private struct Walk {
        let types: Object
        let type: ResourceType
        private var open: Set<String> = []

        init(types: Object, type: ResourceType) {
            self.types = types
            self.type = type
        }

        mutating func visit(_ name: String, _ path: [String], into configuration: inout TransformerConfiguration)
            throws(KustomizeError)
        {
            guard open.insert(name).inserted else {
                throw KustomizeError(.cycle, "the type \"\(name)\" refers to itself")
            }
            defer { open.remove(name) }
            for (field, property) in types[name]?["Schema"]?["properties"]?.object ?? [:] {
                let path = path + [field]
                try note(property, path, into: &configuration)
                guard let reference = property["$ref"]?.string else { continue }
                try visit(reference, path, into: &configuration)
            }
        }

        private func note(_ property: Value, _ path: [String], into configuration: inout TransformerConfiguration)
            throws(KustomizeError)
        {
            var more = TransformerConfiguration()
            let spec = FieldSpec(path.joined(separator: "/"), type: type)
            if property["x-kubernetes-annotation"]?.string != nil { more.commonAnnotations = [spec] }
            if property["x-kubernetes-label-selector"]?.string != nil { more.commonLabels = [spec] }
            if property["x-kubernetes-identity"]?.string != nil { more.namePrefix = [spec] }
            if let version = property["x-kubernetes-object-ref-api-version"]?.string,
                let kind = property["x-kubernetes-object-ref-kind"]?.string
            {
                let key = property["x-kubernetes-object-ref-name-key"]?.string ?? "name"
                let field = FieldSpec((path + [key]).joined(separator: "/"), type: type)
                more.nameReference = [
                    NameReference(target: ResourceType(version: version, kind: kind), referrers: [field])
                ]
            }
            more.state = .custom
            configuration = try configuration.merging(more)
        }
    }
}
