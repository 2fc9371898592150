internal import DocumentModel
internal import KubernetesSchema

/// Objects as messages show them: the server prints the structures it has inside, whose fields have names and an order
/// of their own, and which leave nothing out.
enum GoStructure {
    /// The error with its value as the server has it inside; `root` is the type of the object the field is in.
    static func shown(_ error: FieldError, in root: ObjectSchema) -> FieldError {
        guard let value = error.value, !error.keepsOrder, value.object != nil || value.array != nil else {
            return error
        }
        var path = types(along: written(error.field, in: root), in: root)
        // Some messages name a field and show the structure it is in.
        while let type = path.last, !fits(value, type) { path.removeLast() }
        guard let type = path.last else { return error }
        var shown = error
        shown.value = form(value, type, around: [:])
        shown.keepsOrder = true
        return shown
    }

    /// The value of a type such as `core.v1.PodSpec`, a line for each field.
    ///
    /// - Parameter fields: those of the structure to show, by the names they have inside; nil shows all.
    static func lines(_ value: Value, _ type: String, fields: Set<String>? = nil) -> [String] {
        var form = form(value, .named(type), around: [:])
        if let fields { for key in form.object?.keys ?? [] where !fields.contains(key) { form[key] = nil } }
        return lines(form, indent: "", head: "", tail: "")
    }

    // MARK: Types

    /// Where a field stands in a definition that keeps it once for all versions.
    private static func written(_ path: String, in root: ObjectSchema) -> String {
        let hoisted = "spec.validation."
        guard root.name == "apiextensions.v1.CustomResourceDefinition", path.hasPrefix(hoisted) else { return path }
        return "spec.versions[0].schema." + path.dropFirst(hoisted.count)
    }

    private static func fits(_ value: Value, _ type: TypeSchema) -> Bool {
        switch type.resolved {
        case .list: value.array != nil
        case .map, .object: value.object != nil
        case .untyped: true
        default: false
        }
    }

    /// The types on the way to a field, as far as there are some.
    private static func types(along path: String, in root: ObjectSchema) -> [TypeSchema] {
        var types: [TypeSchema] = [.object(root)]
        // Keys in brackets may hold dots.
        var parts: [Substring] = []
        var (start, isKey) = (path.startIndex, false)
        for index in path.indices {
            switch path[index] {
            case ".", "[":
                guard !isKey else { break }
                parts.append(path[start..<index])
                isKey = path[index] == "["
                start = isKey ? index : path.index(after: index)
            case "]":
                isKey = false
            default: break
            }
        }
        parts.append(path[start...])
        for part in parts where !part.isEmpty {
            switch types.last?.resolved {
            case .list(let element, _), .map(let element, _): types.append(element)
            case .object(let object):
                guard let type = object[String(part)]?.type else { return types }
                types.append(type)
            default: return types
            }
        }
        return types
    }

    // MARK: Form

    /// - Parameter around: the structure that holds the value.
    private static func form(_ value: Value, _ type: TypeSchema, around: Object) -> Value {
        switch (type.resolved, value) {
        case (.list(let element, _), .array(let items)): .array(items.map { form($0, element, around: [:]) })
        case (.map(let element, _), .object(let object)):
            .object(object.sorted().mapValues { form($0, element, around: [:]) })
        case (.object(let type), .object(let object)): structure(object, type, around: around)
        default: value
        }
    }

    private static func structure(_ object: Object, _ type: ObjectSchema, around: Object) -> Value {
        guard let line = layouts[type.name] else { return .object(object.sorted()) }
        var result: Object = [:]
        for word in line.split(separator: " ") {
            if word.hasPrefix(">") {
                let field = String(word.dropFirst())
                let inner = form(object[field] ?? [:], type[field]?.type ?? .untyped(isObject: true), around: object)
                for (key, value) in inner.object ?? [:] { result[key] = value }
                continue
            }
            let isPointer = word.hasSuffix("*")
            let parts = (isPointer ? word.dropLast() : word).split(separator: "=", maxSplits: 1)
            let name = String(parts[0])
            guard name.first?.isUppercase == true else {
                if let value = object[name], let field = type[name] {
                    result[name] = form(value, field.type, around: object)
                }
                continue
            }
            let source = parts.count > 1 ? String(parts[1]) : name.prefix(1).lowercased() + name.dropFirst()
            result[name] = field(source, isPointer: isPointer, object, type, around)
        }
        return .object(result)
    }

    private static func field(
        _ source: String, isPointer: Bool, _ object: Object, _ type: ObjectSchema, _ around: Object
    ) -> Value {
        if source.hasPrefix("#") { return (try? JSON.parse(Array(source.dropFirst().utf8))) ?? .null }
        let isAround = source.hasPrefix("^")
        let name = isAround ? String(source.dropFirst()) : source
        let value = (isAround ? around[name] : object[name]) ?? .null
        guard !isAround else { return value.isNull && !isPointer ? false : value }
        guard let field = type[name] else { return value }
        guard value.isNull else {
            if case .untyped = field.type.resolved, type.name == schema { return choice(value, name, type) }
            return form(value, field.type, around: object)
        }
        return isPointer ? .null : zero(field.type, around: object)
    }

    private static let schema = "apiextensions.v1.JSONSchemaProps"

    /// What may be a schema or something else in the schema of a custom resource: inside the server, a structure of both.
    private static func choice(_ value: Value, _ name: String, _ type: ObjectSchema) -> Value {
        let inner = value.object == nil ? .null : form(value, .object(type), around: [:])
        return switch name {
        case "items": ["Schema": inner, "JSONSchemas": .null]
        case "additionalProperties", "additionalItems": ["Allows": value.bool.map(Value.bool) ?? true, "Schema": inner]
        default: value
        }
    }

    private static func zero(_ type: TypeSchema, around: Object) -> Value {
        switch type.resolved {
        case .object: form([:], type, around: around)
        case .scalar(let kind):
            switch kind {
            case .string: ""
            case .boolean: false
            case .int32, .int64, .double, .intOrString: 0
            case .quantity: "0"
            case .time, .microTime, .byte: .null
            }
        default: .null
        }
    }

    private static let layouts: [String: Substring] = {
        let text = goStructureTable.withUTF8Buffer { String(decoding: $0, as: UTF8.self) }
        var layouts: [String: Substring] = [:]
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: " ", maxSplits: 1)
            if parts.count == 2 { layouts[String(parts[0])] = parts[1] }
        }
        return layouts
    }()

    // MARK: Lines

    private static func lines(_ value: Value, indent: String, head: String, tail: String) -> [String] {
        let inner = indent + " "
        switch value {
        case .object(let object) where !object.isEmpty:
            var result = ["\(indent)\(head){"]
            for (index, field) in object.enumerated() {
                let comma = index + 1 < object.count ? "," : ""
                result += lines(field.value, indent: inner, head: "\(GoText.quoted(field.key)): ", tail: comma)
            }
            return result + ["\(indent)}\(tail)"]
        case .array(let items) where !items.isEmpty:
            var result = ["\(indent)\(head)["]
            for (index, item) in items.enumerated() {
                result += lines(item, indent: inner, head: "", tail: index + 1 < items.count ? "," : "")
            }
            return result + ["\(indent)]\(tail)"]
        default: return ["\(indent)\(head)\(JSON.text(value, .init(escapesHTML: true)))\(tail)"]
        }
    }
}
