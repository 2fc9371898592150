internal import DocumentModel

/// Checks the schema of a custom resource: its structure and its constraints.
struct SchemaCheck {
    private(set) var errors: [FieldError] = []

    mutating func add(_ more: [FieldError]) { errors += more }

    /// Where in a schema a node stands, which decides what it may say.
    private enum Place {
        case root, property, item, additional
        /// Inside `allOf`, `anyOf`, `oneOf` or `not`.
        case junctor
    }

    private static let types = ["array", "boolean", "integer", "number", "object", "string"]

    mutating func root(_ schema: Value, _ path: String) {
        if (schema["type"]?.string ?? "").isEmpty {
            return require("\(path).type", "must not be empty at the root")
        }
        if schema["type"] != "object" {
            errors.append(
                FieldError(
                    .invalid, "\(path).type", value: schema["type"], "must be object at the root"))
        }
        visit(schema, path, .root, depth: 0)
    }

    private mutating func require(_ path: String, _ text: String) { errors.append(FieldError(.required, path, text)) }
    private mutating func forbid(_ path: String, _ text: String) { errors.append(FieldError(.forbidden, path, text)) }
    private mutating func invalid(_ path: String, _ value: Value?, _ text: String) {
        errors.append(FieldError(.invalid, path, value: value ?? .null, text))
    }

    private mutating func visit(_ schema: Value, _ path: String, _ place: Place, depth: Int) {
        guard depth < 128, schema.object != nil else { return }
        checkType(schema, path, place)
        if schema["uniqueItems"]?.bool == true {
            forbid(
                "\(path).uniqueItems",
                "uniqueItems cannot be set to true since the runtime complexity becomes quadratic")
        }
        if schema["properties"]?.object?.isEmpty == false, schema["additionalProperties"] != nil {
            forbid("\(path).additionalProperties", "additionalProperties and properties are mutual exclusive")
        }
        if schema["additionalProperties"]?.bool == false {
            forbid("\(path).additionalProperties", "additionalProperties cannot be set to false")
        }
        if schema["x-kubernetes-preserve-unknown-fields"]?.bool == false {
            invalid("\(path).x-kubernetes-preserve-unknown-fields", false, "must be true or undefined")
        }
        if let pattern = schema["pattern"]?.string, !PatternMatcher.isValid(pattern) {
            invalid(
                "\(path).pattern", .string(pattern),
                "must be a valid regular expression, but isn't: error parsing regexp")
        }
        checkLists(schema, path)
        checkDefault(schema, path, place)
        for field in ["definitions", "dependencies", "patternProperties", "additionalItems", "$ref", "id"]
        where schema[field] != nil { forbid("\(path).\(field)", "\(field) is not supported") }
        descend(schema, path, place, depth: depth)
    }

    private mutating func checkType(_ schema: Value, _ path: String, _ place: Place) {
        let type = schema["type"]?.string ?? ""
        if place == .junctor {
            if !type.isEmpty {
                forbid("\(path).type", "must be empty to be structural")
            }
            for field in ["default", "nullable", "title", "description", "additionalProperties"]
            where schema[field] != nil {
                let words = field == "default" ? "must be undefined to be structural" : "must be empty to be structural"
                if schema[field] != false { forbid("\(path).\(field)", words) }
            }
            return
        }
        let isFree =
            schema["x-kubernetes-int-or-string"]?.bool == true
            || schema["x-kubernetes-preserve-unknown-fields"]?.bool == true
        if type.isEmpty {
            if !isFree {
                switch place {
                case .item: require("\(path).type", "must not be empty for specified array items")
                case .additional, .property: require("\(path).type", "must not be empty for specified object fields")
                case .root, .junctor: break
                }
            }
        } else if !Self.types.contains(type) {
            let list = Self.types.map(GoText.quoted).joined(separator: ", ")
            errors.append(
                FieldError(.notSupported, "\(path).type", value: .string(type), "supported values: \(list)"))
        }
        if type == "array", schema["items"] == nil { require("\(path).items", "must be specified") }
    }

    /// `anyOf: [{type: integer}, {type: string}]` beside `x-kubernetes-int-or-string` is the one use of types inside.
    private static func isIntOrString(_ schema: Value) -> Bool {
        schema.object?.count == 1 && (schema["type"] == "integer" || schema["type"] == "string")
    }

    private mutating func checkLists(_ schema: Value, _ path: String) {
        let keys = schema["x-kubernetes-list-map-keys"]?.array ?? []
        let list = schema["x-kubernetes-list-type"]?.string
        if let list, !["atomic", "set", "map"].contains(list) {
            errors.append(
                FieldError(
                    .notSupported, "\(path).x-kubernetes-list-type", value: .string(list),
                    "supported values: \"atomic\", \"map\", \"set\""))
        }
        if list == "map" {
            if keys.isEmpty {
                require("\(path).x-kubernetes-list-map-keys", "must not be empty if x-kubernetes-list-type is map")
            }
            for (index, key) in keys.enumerated() {
                let property = schema.at("items", "properties", key.string ?? "")
                if property == nil {
                    invalid(
                        "\(path).x-kubernetes-list-map-keys[\(index)]", key,
                        "entries must all be names of item properties")
                }
            }
        } else if !keys.isEmpty {
            forbid("\(path).x-kubernetes-list-map-keys", "may only be used with x-kubernetes-list-type map")
        }
    }

    private mutating func checkDefault(_ schema: Value, _ path: String, _ place: Place) {
        guard place != .junctor, let value = schema["default"], !value.isNull else { return }
        for error in SchemaValidator.errors(inDefault: value, schema) {
            let suffix = error.field == SchemaValidator.nowhere ? "" : ".\(error.field)"
            errors.append(FieldError(error.kind, "\(path).default\(suffix)", value: error.value, error.detail))
        }
    }

    private mutating func descend(_ schema: Value, _ path: String, _ place: Place, depth: Int) {
        let inner: (Place) -> Place = { place == .junctor ? .junctor : $0 }
        for (name, property) in (schema["properties"]?.object ?? [:]).sorted() {
            if place == .root, name == "metadata" {
                checkMetadata(property, "\(path).properties[metadata]")
                continue
            }
            visit(property, "\(path).properties[\(name)]", inner(.property), depth: depth + 1)
        }
        if let items = schema["items"], items.object != nil {
            visit(items, "\(path).items", inner(.item), depth: depth + 1)
        }
        if let additional = schema["additionalProperties"], additional.object != nil {
            visit(additional, "\(path).additionalProperties", inner(.additional), depth: depth + 1)
        }
        for junctor in ["allOf", "anyOf", "oneOf"] {
            for (index, part) in (schema[junctor]?.array ?? []).enumerated() {
                if Self.isIntOrString(part), schema["x-kubernetes-int-or-string"]?.bool == true { continue }
                visit(part, "\(path).\(junctor)[\(index)]", .junctor, depth: depth + 1)
            }
        }
        if let part = schema["not"], part.object != nil { visit(part, "\(path).not", .junctor, depth: depth + 1) }
    }

    /// Only the name may be restricted.
    private mutating func checkMetadata(_ schema: Value, _ path: String) {
        for (name, _) in schema["properties"]?.object ?? [:] where name != "name" && name != "generateName" {
            forbid(
                "\(path).properties[\(name)]",
                "must not specify anything other than name and generateName, but metadata is implicitly specified")
        }
    }
}
