internal import CommonExpressionLanguage
internal import DocumentModel

/// Checks the schema of a custom resource: its structure, its defaults and what a schema may say at all.
struct SchemaCheck {
    private(set) var errors: [FieldError] = []

    private static let types = ["array", "boolean", "integer", "number", "object", "string"]
    private static let unsupported: [(field: String, short: String)] = [
        ("id", "id"), ("additionalItems", "additionalItems"), ("patternProperties", "patternProperties"),
        ("definitions", "definitions"), ("dependencies", "dependencies"), ("$ref", "$ref"),
    ]
    /// What may stand at the root of a kind with a status, in the words of the server.
    private static let atRoot = [
        "Description", "Type", "Format", "Title", "Maximum", "ExclusiveMaximum", "Minimum", "ExclusiveMinimum",
        "MaxLength", "MinLength", "Pattern", "MaxItems", "MinItems", "UniqueItems", "MultipleOf", "Required", "Items",
        "Properties", "ExternalDocs", "Example", "XPreserveUnknownFields", "XValidations",
    ]
    private static let rootFields: Set<String> = [
        "description", "type", "format", "title", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum",
        "maxLength", "minLength", "pattern", "maxItems", "minItems", "uniqueItems", "multipleOf", "required", "items",
        "properties", "externalDocs", "example", "x-kubernetes-preserve-unknown-fields", "x-kubernetes-validations",
    ]

    /// What surrounds a node.
    private struct Surroundings {
        /// Why there may be no defaults.
        var forbidsDefaults: String?
        /// Whether it is the metadata of an object.
        var isMetadata = false
        var depth = 0
    }

    mutating func root(_ schema: Value, _ path: String, hasStatus: Bool = false) {
        if hasStatus { statusRoot(schema, path) }
        if schema["nullable"]?.bool == true { forbid("\(path).nullable", "nullable cannot be true at the root") }
        var structural = Self.isReadable(schema, depth: 0) ? StructureCheck.errors(in: schema, path) : []
        var budget = CELLimits.budget
        if structural.isEmpty { structural = Self.defaults(in: schema, path, depth: 0, budget: &budget) }
        errors += structural
        visit(schema, path, Surroundings(), isRoot: true)
        if errors.isEmpty { errors += RuleProblems.find(in: schema, path: path) }
    }

    private mutating func require(_ path: String, _ text: String) { errors.append(FieldError(.required, path, text)) }
    private mutating func forbid(_ path: String, _ text: String) { errors.append(FieldError(.forbidden, path, text)) }
    private mutating func invalid(_ path: String, _ value: Value?, _ text: String) {
        errors.append(FieldError(.invalid, path, value: value ?? .null, text))
    }

    /// A status is validated apart from the rest.
    private mutating func statusRoot(_ schema: Value, _ path: String) {
        if let type = schema["type"]?.string, !type.isEmpty, type != "object" {
            return invalid(
                "\(path).type", .string(type),
                "only \"object\" is allowed as the type at the root of the schema if the status subresource is enabled")
        }
        let others = (schema.object ?? [:]).filter { key, value in
            !Self.rootFields.contains(key) && key != "type" && !value.isNull && value != false
        }
        guard !others.isEmpty else { return }
        invalid(
            path, schema,
            "only [\(Self.atRoot.joined(separator: " "))] fields are allowed at the root of the schema if the status "
                + "subresource is enabled")
    }

    /// Whether nothing of it is beyond what a structure can say.
    private static func isReadable(_ schema: Value, depth: Int) -> Bool {
        guard depth < 128, let object = schema.object else { return true }
        if unsupported.contains(where: { object[$0.field] != nil }) || object["items"]?.array != nil { return false }
        let parts = ["allOf", "anyOf", "oneOf"].flatMap { object[$0]?.array ?? [] }
        let named = (object["properties"]?.object ?? [:]).map(\.value)
        let single = ["items", "not", "additionalProperties"].compactMap { object[$0] }
        return (parts + named + single).allSatisfy { isReadable($0, depth: depth + 1) }
    }

    private static func defaults(in schema: Value, _ path: String, depth: Int, budget: inout Int64) -> [FieldError] {
        guard depth < 128 else { return [] }
        var errors: [FieldError] = []
        if let value = schema["default"], !value.isNull {
            // The root is an object of its own, as those within others are.
            var schema = schema
            if depth == 0 { schema.set(["x-kubernetes-embedded-resource"], to: true) }
            let structure = StructuralSchema(schema)
            var unknown: [String] = []
            if let object = value.object {
                let pruned = structure.prune(object, isRoot: structure.isEmbedded, noting: &unknown)
                if pruned != object {
                    errors.append(
                        FieldError(.invalid, "\(path).default", value: value, "must not have unknown fields"))
                }
            }
            let embedded = EmbeddedResources.errors(in: value, structure, path: "\(path).default")
            errors += embedded
            var wrong = embedded.isEmpty ? SchemaValidator.errors(inDefault: value, schema) : []
            if embedded.isEmpty, wrong.isEmpty { wrong = RuleRun.errors(inDefault: value, schema, budget: &budget) }
            for error in wrong {
                let suffix = error.field == SchemaValidator.nowhere ? "" : ".\(error.field)"
                errors.append(FieldError(error.kind, "\(path).default\(suffix)", value: error.value, error.detail))
            }
        }
        if let items = schema["items"], items.object != nil {
            errors += defaults(in: items, "\(path).items", depth: depth + 1, budget: &budget)
        }
        for (name, property) in (schema["properties"]?.object ?? [:]).sorted() {
            errors += defaults(in: property, "\(path).properties[\(name)]", depth: depth + 1, budget: &budget)
        }
        return errors
    }

    private mutating func visit(_ schema: Value, _ path: String, _ around: Surroundings, isRoot: Bool = false) {
        guard around.depth < 128, schema.object != nil else { return }
        words(schema, path, around)
        if schema["uniqueItems"]?.bool == true {
            forbid(
                "\(path).uniqueItems",
                "uniqueItems cannot be set to true since the runtime complexity becomes quadratic")
        }
        descend(schema, path, around, isRoot: isRoot)
        if schema["x-kubernetes-preserve-unknown-fields"]?.bool == false {
            invalid("\(path).x-kubernetes-preserve-unknown-fields", false, "must be true or undefined")
        }
        maps(schema, path)
        lists(schema, path)
        keyedLists(schema, path)
        members(schema, path)
    }

    private mutating func words(_ schema: Value, _ path: String, _ around: Surroundings) {
        let type = schema["type"]?.string ?? ""
        if !type.isEmpty, !Self.types.contains(type) {
            let list = Self.types.map(GoText.quoted).joined(separator: ", ")
            errors.append(FieldError(.notSupported, "\(path).type", value: .string(type), "supported values: \(list)"))
        }
        if let why = around.forbidsDefaults, let value = schema["default"], !value.isNull {
            forbid("\(path).default", "must not be set \(why)")
        }
        for (field, name) in Self.unsupported where schema[field] != nil && schema[field]?.object?.isEmpty != true {
            forbid("\(path).\(field)", "\(name) is not supported")
        }
        if type == "null" {
            forbid("\(path).type", "type cannot be set to null, use nullable as an alternative")
        }
        if schema["items"]?.array != nil { forbid("\(path).items", "items must be a schema object and not an array") }
        if around.isMetadata, schema["x-kubernetes-embedded-resource"]?.bool == true {
            forbid("\(path).x-kubernetes-embedded-resource", "must not be used inside of resource meta")
        }
    }

    private mutating func descend(_ schema: Value, _ path: String, _ around: Surroundings, isRoot: Bool) {
        var inner = around
        inner.depth += 1
        let properties = schema["properties"]?.object ?? [:]
        if let additional = schema["additionalProperties"], !additional.isNull {
            if !properties.isEmpty, additional != true {
                forbid("\(path).additionalProperties", "additionalProperties and properties are mutual exclusive")
            }
            var place = inner
            if around.isMetadata { place.forbidsDefaults = "inside additionalProperties applying to object metadata" }
            visit(additional, "\(path).additionalProperties", place)
        }
        let isResource = isRoot || schema["x-kubernetes-embedded-resource"]?.bool == true
        for (name, property) in properties.sorted() {
            var place = inner
            if isResource, ["metadata", "kind", "apiVersion"].contains(name) {
                place.isMetadata = true
                if isRoot { place.forbidsDefaults = "in top-level \(name)" }
            }
            visit(property, "\(path).properties[\(name)]", place)
        }
        if let part = schema["not"] { visit(part, "\(path).not", inner) }
        for junctor in ["allOf", "oneOf", "anyOf"] {
            for (index, part) in (schema[junctor]?.array ?? []).enumerated() {
                visit(part, "\(path).\(junctor)[\(index)]", inner)
            }
        }
        if let items = schema["items"] { visit(items, "\(path).items", inner) }
    }

    private mutating func expect(_ type: String, _ schema: Value, _ path: String, _ field: String) -> Bool {
        let text = "must be \(type) if \(field) is specified"
        switch schema["type"]?.string ?? "" {
        case type: return true
        case "": require("\(path).type", text)
        case let other: invalid("\(path).type", .string(other), text)
        }
        return false
    }

    private mutating func maps(_ schema: Value, _ path: String) {
        let field = "x-kubernetes-map-type"
        guard let kind = schema[field]?.string else { return }
        _ = expect("object", schema, path, field)
        if kind != "atomic", kind != "granular" {
            errors.append(
                FieldError(
                    .notSupported, "\(path).\(field)", value: .string(kind),
                    "supported values: \"atomic\", \"granular\""))
        }
    }

    private mutating func lists(_ schema: Value, _ path: String) {
        let field = "x-kubernetes-list-type"
        let kind = schema[field]?.string
        if let kind, expect("array", schema, path, field), kind == "set", let items = schema["items"] {
            let text = "must be atomic as item of a list with x-kubernetes-list-type=set"
            switch items["type"] {
            case "array":
                if let inner = items[field]?.string, inner != "atomic" {
                    invalid("\(path).items.\(field)", .string(inner), text)
                }
            case "object":
                if items["x-kubernetes-map-type"] != "atomic" {
                    invalid("\(path).items.x-kubernetes-map-type", items[field] ?? .null, text)
                }
            default: break
            }
        }
        if let kind, !["atomic", "set", "map"].contains(kind) {
            errors.append(
                FieldError(
                    .notSupported, "\(path).\(field)", value: .string(kind),
                    "supported values: \"atomic\", \"set\", \"map\""))
        }
        let keys = schema["x-kubernetes-list-map-keys"]?.array ?? []
        guard !keys.isEmpty, kind != "map" else { return }
        let text = "must be map if x-kubernetes-list-map-keys is non-empty"
        if let kind { invalid("\(path).\(field)", .string(kind), text) } else { require("\(path).\(field)", text) }
    }

    private mutating func keyedLists(_ schema: Value, _ path: String) {
        guard schema["x-kubernetes-list-type"] == "map" else { return }
        let keys = schema["x-kubernetes-list-map-keys"]?.array ?? []
        let place = "\(path).x-kubernetes-list-map-keys"
        if keys.isEmpty { require(place, "must not be empty if x-kubernetes-list-type is map") }
        guard let items = schema["items"], !items.isNull else {
            return require("\(path).items", "must have a schema if x-kubernetes-list-type is map")
        }
        guard items["type"] == "object" else {
            return invalid(
                "\(path).items.type", items["type"] ?? "",
                "must be object if parent array's x-kubernetes-list-type is map")
        }
        var seen: Set<Value> = []
        for key in keys {
            let name = key.string ?? ""
            if let property = items.at("properties", name) {
                if property["type"] == "array" || property["type"] == "object" {
                    invalid(
                        "\(path).items.properties[\(name)].type", items["type"],
                        "must be a scalar type if parent array's x-kubernetes-list-type is map")
                }
            } else {
                invalid(place, .array(keys), "entries must all be names of item properties")
            }
            if !seen.insert(key).inserted { invalid(place, .array(keys), "must not contain duplicate entries") }
        }
    }

    /// Elements that are told apart are there, with what tells them apart.
    private mutating func members(_ schema: Value, _ path: String) {
        guard let kind = schema["x-kubernetes-list-type"]?.string, kind == "set" || kind == "map",
            let items = schema["items"], items.object != nil
        else { return }
        if items["nullable"]?.bool == true {
            forbid("\(path).items.nullable", "cannot be nullable when x-kubernetes-list-type is \(kind)")
        }
        guard kind == "map" else { return }
        let needed = items["required"]?.array ?? []
        for key in schema["x-kubernetes-list-map-keys"]?.array ?? [] {
            let name = key.string ?? ""
            guard let property = items.at("properties", name) else { continue }
            let place = "\(path).items.properties[\(name)]"
            if !needed.contains(key), property["default"]?.isNull ?? true {
                require(
                    "\(place).default",
                    "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property"
                )
            }
            if property["nullable"]?.bool == true {
                forbid(
                    "\(place).nullable", "this property is in x-kubernetes-list-map-keys, so it cannot be nullable")
            }
        }
    }
}
