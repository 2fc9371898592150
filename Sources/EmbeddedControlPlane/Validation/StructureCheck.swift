internal import DocumentModel

/// Checks that a schema is structural: what says of what type values are is apart from what restricts them.
struct StructureCheck {
    private(set) var errors: [FieldError] = []

    private enum Level { case root, item, field }

    private static let intOrString: Value = [["type": "integer"], ["type": "string"]]

    /// What is wrong, in the order the server sorts it.
    static func errors(in schema: Value, _ path: String) -> [FieldError] {
        var check = StructureCheck()
        check.visit(schema, path, .root, depth: 0)
        check.completeness(schema, schema, path, path)
        return check.errors.sorted { $0.text < $1.text }
    }

    private mutating func require(_ path: String, _ text: String) { errors.append(FieldError(.required, path, text)) }
    private mutating func forbid(_ path: String, _ text: String) { errors.append(FieldError(.forbidden, path, text)) }
    private mutating func invalid(_ path: String, _ value: Value?, _ text: String) {
        errors.append(FieldError(.invalid, path, value: value ?? .null, text))
    }

    private mutating func visit(_ schema: Value, _ path: String, _ level: Level, depth: Int) {
        guard depth < 128, schema.object != nil else { return }
        let type = schema["type"]?.string ?? ""
        let properties = schema["properties"]?.object ?? [:]
        if type == "array", schema["items"]?.object == nil { require("\(path).items", "must be specified") }
        if let items = schema["items"], items.object != nil { visit(items, "\(path).items", .item, depth: depth + 1) }
        for (name, property) in properties {
            visit(property, "\(path).properties[\(name)]", .field, depth: depth + 1)
        }
        let additional = schema["additionalProperties"].flatMap { $0.isNull ? nil : $0 }
        if let additional {
            if level == .root { forbid("\(path).additionalProperties", "must not be used at the root") }
            if additional.object != nil {
                visit(additional, "\(path).additionalProperties", .field, depth: depth + 1)
            }
        }
        extensions(schema, path)
        restrictions(
            schema, path, skipsAnyOf: schema["anyOf"] == Self.intOrString,
            skipsFirst: schema["allOf"]?[0]?["anyOf"] == Self.intOrString, depth: depth)
        kindOfValue(schema, type, path, level)
        let isEmbedded = schema["x-kubernetes-embedded-resource"]?.bool ?? false
        if isEmbedded, additional != nil {
            forbid("\(path).additionalProperties", "must not be used if x-kubernetes-embedded-resource is set")
        }
        if level == .root, !type.isEmpty, type != "object" {
            invalid("\(path).type", .string(type), "must be object at the root")
        }
        standardFields(properties, path, level, isResource: level == .root || isEmbedded)
        if isEmbedded, schema["x-kubernetes-preserve-unknown-fields"]?.bool != true, properties.isEmpty {
            require(
                "\(path).properties",
                "must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields"
            )
        }
    }

    private mutating func extensions(_ schema: Value, _ path: String) {
        guard schema["x-kubernetes-int-or-string"]?.bool == true else { return }
        for field in ["x-kubernetes-preserve-unknown-fields", "x-kubernetes-embedded-resource"]
        where schema[field]?.bool == true {
            invalid("\(path).\(field)", true, "must be false if x-kubernetes-int-or-string is true")
        }
    }

    private mutating func kindOfValue(_ schema: Value, _ type: String, _ path: String, _ level: Level) {
        if schema["x-kubernetes-embedded-resource"]?.bool == true, type != "object" {
            let text = "must be object if x-kubernetes-embedded-resource is true"
            if type.isEmpty { require("\(path).type", text) } else { invalid("\(path).type", .string(type), text) }
        } else if type.isEmpty, schema["x-kubernetes-int-or-string"]?.bool != true,
            schema["x-kubernetes-preserve-unknown-fields"]?.bool != true
        {
            switch level {
            case .root: require("\(path).type", "must not be empty at the root")
            case .item: require("\(path).type", "must not be empty for specified array items")
            case .field: require("\(path).type", "must not be empty for specified object fields")
            }
        }
    }

    /// The fields every object has.
    private mutating func standardFields(_ properties: Object, _ path: String, _ level: Level, isResource: Bool) {
        for name in ["kind", "apiVersion"] {
            guard isResource, let property = properties[name], property["type"] != "string" else { continue }
            invalid("\(path).properties[\(name)].type", property["type"] ?? "", "must be string")
        }
        guard let metadata = properties["metadata"] else { return }
        let place = "\(path).properties[metadata]"
        if isResource, metadata["type"] != "object" {
            invalid("\(place).type", metadata["type"] ?? "", "must be object")
        }
        guard level == .root else { return }
        let names = Set((metadata["properties"]?.object ?? [:]).keys)
        let others = (metadata.object ?? [:]).filter { key, value in
            !["type", "default", "properties"].contains(key) && value != false && !value.isNull
        }
        if !names.isSubset(of: ["name", "generateName"]) || !others.isEmpty {
            forbid(
                place,
                "must not specify anything other than name and generateName, but metadata is implicitly specified")
        }
    }

    private mutating func restrictions(
        _ schema: Value, _ path: String, skipsAnyOf: Bool, skipsFirst: Bool, depth: Int
    ) {
        guard depth < 128 else { return }
        for junctor in ["anyOf", "allOf", "oneOf"] where junctor != "anyOf" || !skipsAnyOf {
            for (index, part) in (schema[junctor]?.array ?? []).enumerated() {
                nested(
                    part, "\(path).\(junctor)[\(index)]", skipsAnyOf: junctor == "allOf" && index == 0 && skipsFirst,
                    depth: depth + 1)
            }
        }
        if let part = schema["not"], part.object != nil {
            nested(part, "\(path).not", skipsAnyOf: false, depth: depth + 1)
        }
        if let pattern = schema["pattern"]?.string, !PatternMatcher.isValid(pattern) {
            invalid(
                "\(path).pattern", .string(pattern),
                "must be a valid regular expression, but isn't: error parsing regexp")
        }
    }

    /// A schema inside of `allOf`, `anyOf`, `oneOf` or `not` restricts and defines nothing.
    private mutating func nested(_ schema: Value, _ path: String, skipsAnyOf: Bool, depth: Int) {
        guard depth < 128, schema.object != nil else { return }
        restrictions(schema, path, skipsAnyOf: skipsAnyOf, skipsFirst: false, depth: depth)
        if let items = schema["items"], items.object != nil {
            nested(items, "\(path).items", skipsAnyOf: false, depth: depth + 1)
        }
        for (name, property) in schema["properties"]?.object ?? [:] {
            nested(property, "\(path).properties[\(name)]", skipsAnyOf: false, depth: depth + 1)
        }
        func isSet(_ field: String) -> Bool {
            switch schema[field] {
            case .none, .some(.null), .some(.bool(false)), .some(.string("")): false
            case .some(.array(let items)): !items.isEmpty
            default: true
            }
        }
        for (field, word) in [
            ("type", "empty"), ("additionalProperties", "undefined"), ("default", "undefined"), ("title", "empty"),
            ("description", "empty"), ("nullable", "false"), ("x-kubernetes-preserve-unknown-fields", "false"),
            ("x-kubernetes-embedded-resource", "false"), ("x-kubernetes-int-or-string", "false"),
            ("x-kubernetes-list-map-keys", "empty"), ("x-kubernetes-list-type", "undefined"),
            ("x-kubernetes-map-type", "undefined"), ("x-kubernetes-validations", "empty"),
        ] where isSet(field) { forbid("\(path).\(field)", "must be \(word) to be structural") }
        if schema["properties"]?["metadata"] != nil {
            forbid("\(path).properties[metadata]", "must not be specified in a nested context")
        }
    }

    /// What a restriction names must be defined.
    private mutating func completeness(_ schema: Value, _ structure: Value?, _ place: String, _ path: String) {
        guard let structure else { return require(place, "because it is defined in \(path)") }
        if let part = schema["not"], part.object != nil { nestedCompleteness(part, structure, place, "\(path).not") }
        for junctor in ["allOf", "anyOf", "oneOf"] {
            for (index, part) in (schema[junctor]?.array ?? []).enumerated() {
                nestedCompleteness(part, structure, place, "\(path).\(junctor)[\(index)]")
            }
        }
    }

    private mutating func nestedCompleteness(_ part: Value, _ structure: Value?, _ place: String, _ path: String) {
        guard let structure else { return require(place, "because it is defined in \(path)") }
        completeness(part, structure, place, path)
        if let items = part["items"], items.object != nil {
            let defined = structure["items"].flatMap { $0.object == nil ? nil : $0 }
            nestedCompleteness(items, defined, "\(place).items", "\(path).items")
        }
        for (name, property) in part["properties"]?.object ?? [:] {
            nestedCompleteness(
                property, structure.at("properties", name), "\(place).properties[\(name)]",
                "\(path).properties[\(name)]")
        }
    }
}
