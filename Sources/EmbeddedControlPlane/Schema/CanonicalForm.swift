internal import DocumentModel
internal import KubernetesSchema
internal import Platform

/// Why a document is no object of its type.
struct DecodeProblem: Error {
    var message: String
    /// Whether reading ends there. Values of another type than their field's do not end it: the first of them counts if
    /// nothing else does.
    var isFinal = false
}

/// Reads a document into the form the server keeps objects of built-in kinds in: unknown fields gone, leaves checked
/// and canonical, empty fields written or left out as the server does.
struct CanonicalForm {
    /// The paths of unknown fields, in the order of the document.
    private(set) var unknown: [String] = []
    /// Whether numbers too large for their fields lose their upper bits, as they do in what merging makes.
    var wraps = false
    /// The fields on the way to the value that is read, and the type that holds the last one.
    private var fields: [String] = []
    private var firstMismatch: DecodeProblem?
    private var holder = ""

    /// The place as messages name it.
    private var place: String { "\(holder).\(fields.joined(separator: "."))" }

    /// Reads an object.
    ///
    /// - Throws: for a value of another type than its field.
    mutating func read(_ object: Object, _ type: ObjectSchema, path: String = "") throws(DecodeProblem) -> Object {
        for (key, _) in object where type.type(of: key) == nil {
            if unknown.count < 100 { unknown.append(path.isEmpty ? key : "\(path).\(key)") }
        }
        // Of several mistakes the first in the document counts.
        var values: [String: Value] = [:]
        let embedded = ProtobufFields.embedded[type.name]
        for (key, value) in object {
            guard let field = type[key] else { continue }
            fields.append((embedded?[key] ?? "") + key)
            holder = type.name.split(separator: ".").last.map(String.init) ?? ""
            do throws(DecodeProblem) {
                values[key] = try read(value, field.type, path.isEmpty ? key : "\(path).\(key)")
            } catch {
                if error.isFinal { throw error }
                firstMismatch = firstMismatch ?? error
            }
            fields.removeLast()
        }
        if fields.isEmpty, path.isEmpty, let firstMismatch { throw firstMismatch }
        var result = Object(minimumCapacity: type.fields.count)
        for field in type.fields {
            let inner = path.isEmpty ? field.name : "\(path).\(field.name)"
            result[field.name] = try complete(values[field.name] ?? .null, field, inner)
        }
        return result
    }

    /// Nil leaves the field out.
    private mutating func complete(_ value: Value, _ field: FieldSchema, _ path: String) throws(DecodeProblem) -> Value?
    {
        switch field.whenEmpty {
        case .absent: return value.isNull ? Optional.none : value
        case .omitted:
            // An empty list of owners, unlike none at all, resets them.
            if path == "metadata.managedFields", value.array != nil { return value }
            // What has no form of its own is kept as written.
            if case .untyped = field.type { return value.isNull ? Optional.none : value }
            return Self.isEmpty(value) ? Optional.none : value
        case .null: return value
        case .zero: return value.isNull ? Self.zero(field.type) : value
        case .structure:
            guard value.isNull, let type = field.type.fields else { return value }
            return .object(try read([:], type, path: path))
        }
    }

    private static func isEmpty(_ value: Value) -> Bool {
        switch value {
        case .null, .bool(false), .integer(0), .string(""): true
        case .double(let number): number == 0
        case .array(let items): items.isEmpty
        case .object(let object): object.isEmpty
        default: false
        }
    }

    /// The object with null for the empty lists and maps that are written even when empty.
    static func withoutEmptyLists(_ object: Object, _ type: ObjectSchema) -> Object {
        var result = object
        for (key, value) in object {
            guard let field = type[key] else { continue }
            switch value {
            case .array(let items):
                if items.isEmpty, field.whenEmpty == .zero {
                    result[key] = .null
                } else if case .list(let element, _) = field.type.resolved, let inner = element.fields {
                    let kept = items.map { $0.object.map { .object(withoutEmptyLists($0, inner)) } ?? $0 }
                    if kept != items { result[key] = .array(kept) }
                }
            case .object(let part):
                if part.isEmpty, field.whenEmpty == .zero, field.type.fields == nil {
                    if case .map = field.type.resolved { result[key] = .null }
                } else if let inner = field.type.fields {
                    let kept = withoutEmptyLists(part, inner)
                    if kept != part { result[key] = .object(kept) }
                }
            default: break
            }
        }
        return result
    }

    private static func zero(_ type: TypeSchema) -> Value {
        guard case .scalar(let kind) = type else { return .null }
        switch kind {
        case .string: return ""
        case .boolean: return false
        case .int32, .int64, .double, .intOrString: return 0
        case .quantity: return "0"
        case .time, .microTime, .byte: return .null
        }
    }

    private mutating func read(_ value: Value, _ type: TypeSchema, _ path: String) throws(DecodeProblem) -> Value {
        switch type.resolved {
        case .scalar(let kind):
            if value.isNull { return .null }
            return try wraps ? ScalarForm.readMerged(value, kind, place) : ScalarForm.read(value, kind, place)
        case .list(let element, _): return try readList(value, element, path)
        case .map(let element, _): return try readMap(value, element, path)
        case .object(let type):
            if value.isNull { return .null }
            guard let object = value.object else { throw ScalarForm.mismatch(value, place, Self.short(type.name)) }
            return .object(try read(object, type, path: path))
        case .untyped, .named: return value
        }
    }

    private mutating func readList(_ value: Value, _ element: TypeSchema, _ path: String) throws(DecodeProblem) -> Value
    {
        if value.isNull { return .null }
        guard let items = value.array else { throw ScalarForm.mismatch(value, place, "[]\(Self.name(element))") }
        var result: [Value] = []
        result.reserveCapacity(items.count)
        for (index, item) in items.enumerated() {
            let inner = "\(path)[\(index)]"
            result.append(try filled(try read(item, element, inner), element, inner))
        }
        return .array(result)
    }

    private mutating func readMap(_ value: Value, _ element: TypeSchema, _ path: String) throws(DecodeProblem) -> Value
    {
        if value.isNull { return .null }
        guard let object = value.object else {
            throw ScalarForm.mismatch(value, place, "map[string]\(Self.name(element))")
        }
        var result = Object(minimumCapacity: object.count)
        let isAmount = if case .scalar(.quantity) = element { true } else { false }
        for (key, item) in object {
            let inner = "\(path).\(key)"
            let value = try filled(try read(item, element, inner), element, inner)
            result[key] = isAmount ? Self.inThousandths(value) : value
        }
        return .object(result)
    }

    /// Amounts of resources are kept in thousandths, rounded up.
    private static func inThousandths(_ value: Value) -> Value {
        guard let amount = value.string.flatMap({ Quantity($0) }) else { return value }
        let rounded = amount.inThousandths
        return rounded == amount ? value : .string(rounded.canonical)
    }

    /// A null element counts as the zero of its type.
    private mutating func filled(_ value: Value, _ type: TypeSchema, _ path: String) throws(DecodeProblem) -> Value {
        guard value.isNull else { return value }
        if let object = type.fields { return .object(try read([:], object, path: path)) }
        // No bytes are written as an empty text.
        if case .scalar(.byte) = type { return "" }
        return Self.zero(type)
    }

    /// `v1.PodSpec` of `core.v1.PodSpec`.
    private static func short(_ name: String) -> String {
        name.split(separator: ".").suffix(2).joined(separator: ".")
    }

    private static func name(_ type: TypeSchema) -> String {
        switch type {
        case .named(let name): short(name)
        case .scalar(let kind): "\(kind)"
        default: "object"
        }
    }
}
