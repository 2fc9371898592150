internal import DocumentModel

/// Checks values against the constraints of a schema, in the words of the server.
struct SchemaValidator {
    /// Everything wrong with an object.
    ///
    /// - Parameter old: what was there before: parts that did not change since are not judged again.
    static func errors(in object: Object, _ schema: StructuralSchema, old: Object? = nil) -> [FieldError] {
        var validator = SchemaValidator()
        validator.visit(.object(object), schema.constraints, path: "", old: old.map(Value.object), list: schema)
        return validator.errors
    }

    /// Everything wrong with a default, which has no place of its own.
    static func errors(inDefault value: Value, _ schema: Value) -> [FieldError] {
        var validator = SchemaValidator()
        validator.visit(value, ValueConstraints(schema), path: " ", old: nil, list: nil)
        return validator.errors
    }

    var errors: [FieldError] = []
    /// How many values were looked at: of several alternatives the one that went furthest tells what is wrong.
    private(set) var visits = 0

    /// What says of a value nothing but that it is of a schema.
    static let nowhere = "<nil>"

    mutating func fail(_ kind: FieldError.Kind, _ path: String, value: Value? = nil, _ detail: String = "") {
        errors.append(FieldError(kind, path.isEmpty || path == " " ? Self.nowhere : path, value: value, detail))
    }

    /// A failure of a whole schema, which names no field.
    mutating func failComposite(_ text: String) {
        errors.append(FieldError(.invalid, Self.nowhere, value: "", text))
    }

    mutating func visit(
        _ value: Value, _ constraints: ValueConstraints, path: String, old: Value?, list: StructuralSchema?
    ) {
        if let old, old == value { return }
        visits += 1
        if value.isNull {
            let isFree = constraints.isNullable || constraints.type.isEmpty && !constraints.isIntOrString
            if !isFree { failType(value, constraints, path) }
            return checkEnumeration(value, constraints, path)
        }
        checkType(value, constraints, path)
        checkComposition(value, constraints, path)
        switch value {
        case .string(let text): checkText(text, constraints, path)
        case .integer, .double: checkNumber(value, constraints, path)
        default: break
        }
        if case .array(let items) = value { visitItems(items, constraints, path, old, list) }
        checkEnumeration(value, constraints, path)
        if case .object(let object) = value { visitFields(object, constraints, path, old, list) }
    }

    private mutating func checkType(_ value: Value, _ constraints: ValueConstraints, _ path: String) {
        if constraints.isIntOrString {
            if value.string == nil, value.integer == nil { failType(value, constraints, path) }
            return
        }
        let fits: Bool
        switch (constraints.type, value) {
        case ("", _), ("string", .string), ("boolean", .bool), ("array", .array), ("object", .object): fits = true
        case ("integer", .integer), ("number", .integer), ("number", .double): fits = true
        case ("integer", .double): fits = value.integer != nil
        default: fits = false
        }
        guard !fits else { return }
        failType(value, constraints, path)
        if constraints.type == "integer", case .double = value {
            let form = constraints.format.map { "with format \($0)" } ?? "(default format)"
            failComposite("Checked value must be of type integer \(form) in \(path)")
        }
    }

    private mutating func failType(_ value: Value, _ constraints: ValueConstraints, _ path: String) {
        var name = Self.typeName(value)
        var wanted = constraints.isIntOrString ? "integer,string" : constraints.type
        if let format = constraints.format, let own = Self.formatName(value) { (wanted, name) = (format, own) }
        fail(
            .typeInvalid, path, value: .string(name),
            "\(path) in body must be of type \(wanted): \(GoText.quoted(name))")
    }

    /// What a scalar that is no text is called where a format is asked for; nil for other values.
    private static func formatName(_ value: Value) -> String? {
        switch value {
        case .integer: "int64"
        case .double: "float64"
        case .bool, .object: ""
        default: nil
        }
    }

    private static func typeName(_ value: Value) -> String {
        switch value {
        case .integer: "integer"
        case .double: "number"
        default: value.typeName
        }
    }

    private mutating func checkEnumeration(_ value: Value, _ constraints: ValueConstraints, _ path: String) {
        // Null is never one of the values, even where it is listed.
        guard let allowed = constraints.enumeration, value.isNull || !allowed.contains(value) else { return }
        let texts = allowed.map { GoText.quoted($0.string ?? JSON.text($0)) }
        fail(.notSupported, path, value: value, "supported values: " + texts.joined(separator: ", "))
    }

    private mutating func visitItems(
        _ items: [Value], _ constraints: ValueConstraints, _ path: String, _ old: Value?, _ list: StructuralSchema?
    ) {
        let before = ListCorrelation(old?.array ?? [], list)
        if let schema = constraints.items.first {
            for (index, item) in items.enumerated() {
                visit(
                    item, schema, path: "\(path == " " ? "" : path)[\(index)]", old: before.counterpart(of: item),
                    list: list?.items)
            }
        }
        if let limit = constraints.maxItems, Int64(items.count) > limit {
            fail(.tooMany, path, value: .integer(Int64(items.count)), "must have at most \(Self.count(limit, "item"))")
        }
        if let limit = constraints.minItems, Int64(items.count) < limit {
            fail(
                .invalid, path, value: .integer(Int64(items.count)),
                "\(path) in body should have at least \(limit) items")
        }
        if constraints.hasUniqueItems, Set(items).count < items.count {
            fail(.invalid, path, value: "", "\(path) in body shouldn't contain duplicates")
        }
    }

    private mutating func visitFields(
        _ object: Object, _ constraints: ValueConstraints, _ path: String, _ old: Value?, _ list: StructuralSchema?
    ) {
        func inner(_ key: String) -> String { path.isEmpty || path == " " ? key : "\(path).\(key)" }
        let declared = Dictionary(constraints.properties.map { ($0.name, $0.constraints) }, uniquingKeysWith: { $1 })
        let count = Int64(object.count)
        if let limit = constraints.maxProperties, count > limit {
            fail(.tooMany, path, value: .integer(count), "must have at most \(Self.count(limit, "item"))")
        }
        if let limit = constraints.minProperties, count < limit {
            fail(.invalid, path, value: .integer(count), "\(path) in body should have at least \(limit) properties")
        }
        for (key, value) in object.sorted() {
            if let schema = declared[key] {
                visit(value, schema, path: inner(key), old: old?[key], list: list?[key])
            } else if let schema = constraints.additional.first {
                visit(value, schema, path: inner(key), old: old?[key], list: list?.schema(of: key))
            } else if constraints.forbidsAdditional {
                fail(.invalid, inner(key), value: "", "\(inner(key)) in body is a forbidden property")
            }
        }
        for key in constraints.required where object[key] == nil { fail(.required, inner(key)) }
    }

    static func count(_ number: Int64, _ noun: String) -> String { number == 1 ? "1 \(noun)" : "\(number) \(noun)s" }
}

/// Finds what an element of a list was before.
struct ListCorrelation {
    private let keys: [String]
    private var before: [[Value?]: Value] = [:]

    init(_ old: [Value], _ schema: StructuralSchema?) {
        keys = schema?.listType == "map" ? schema?.listMapKeys ?? [] : []
        guard !keys.isEmpty else { return }
        for item in old { before[keys.map { item[$0] }] = item }
    }

    /// Nil where elements cannot be told apart.
    func counterpart(of item: Value) -> Value? { keys.isEmpty ? nil : before[keys.map { item[$0] }] }
}
