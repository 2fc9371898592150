public import DocumentModel

/// How a part of a document is seen by expressions, from its OpenAPI schema.
public final class DocumentType: Sendable {
    /// How the elements of a list belong together.
    enum ListKind: Sendable, Hashable {
        case atomic
        case set
        case map(keys: [String])
    }

    /// A field of an object.
    struct Field: Sendable {
        /// As it stands in documents; expressions write it escaped.
        var name: String
        var type: DocumentType
    }

    /// The type that the checker sees.
    public let type: CELType
    /// Whether null may stand here.
    let isNullable: Bool
    /// How the value is read; differs from ``type`` where a text or number may stand.
    let isIntOrString: Bool
    /// The fields of an object by the names that expressions use.
    let fields: [String: Field]
    /// What lists and maps hold.
    public let element: DocumentType?
    let listKind: ListKind
    /// Whether an object may hold more than its fields.
    let isOpen: Bool
    /// The most elements, entries or bytes; 0 where none was said.
    let maxElements: Int64
    /// The fewest bytes the value takes in a request.
    public let minSerializedSize: Int64

    private init(
        _ type: CELType, isNullable: Bool = false, isIntOrString: Bool = false, fields: [String: Field] = [:],
        element: DocumentType? = nil, listKind: ListKind = .atomic, isOpen: Bool = false, maxElements: Int64 = 0,
        minSerializedSize: Int64
    ) {
        self.type = type
        self.isNullable = isNullable
        self.isIntOrString = isIntOrString
        self.fields = fields
        self.element = element
        self.listKind = listKind
        self.isOpen = isOpen
        self.maxElements = maxElements
        self.minSerializedSize = minSerializedSize
    }

    /// The name of a field of a document as expressions write it.
    func escaped(_ name: String) -> String { isOpen ? name : CELName.escaped(name) ?? name }

    /// The type of what stands in a field.
    public func field(_ name: String) -> DocumentType? {
        CELName.escaped(name).flatMap { fields[$0]?.type }
    }

    /// This object and all below it, by the names of their types.
    public func objectTypes() -> [String: DocumentType] {
        var found: [String: DocumentType] = [:]
        collect(into: &found)
        return found
    }

    private func collect(into found: inout [String: DocumentType]) {
        if case .object(let name) = type {
            guard found[name] == nil else { return }
            found[name] = self
        }
        for field in fields.values { field.type.collect(into: &found) }
        element?.collect(into: &found)
    }
}

// MARK: From a schema

extension DocumentType {
    /// The largest request that a server takes, which bounds what has no limit of its own.
    static let requestLimit: Int64 = 3 * 1024 * 1024

    private static let string = DocumentType(.string, maxElements: requestLimit - 2, minSerializedSize: 2)

    /// The type of what an OpenAPI schema describes; nil where the schema leaves it open.
    ///
    /// - Parameters:
    ///   - name: The name of the type, if it is an object; those below are named after it.
    ///   - isResource: Whether it is a whole resource, with `metadata.name` and the like.
    public static func type(of schema: Value, name: String, isResource: Bool) -> DocumentType? {
        let isNullable = schema["nullable"]?.bool ?? false
        if schema["x-kubernetes-int-or-string"]?.bool ?? false {
            let limit = schema["maxLength"]?.integer.map { bytes(max(0, $0)) } ?? requestLimit - 2
            return DocumentType(
                .dyn, isNullable: isNullable, isIntOrString: true, maxElements: limit, minSerializedSize: 1)
        }
        switch schema["type"]?.string ?? "" {
        case "array": return list(schema, name, isNullable)
        case "object": return object(schema, name, isNullable, isResource: isResource)
        case "string": return text(schema, isNullable)
        case "boolean": return DocumentType(.bool, isNullable: isNullable, minSerializedSize: 4)
        case "number": return DocumentType(.double, isNullable: isNullable, minSerializedSize: 1)
        case "integer": return DocumentType(.int, isNullable: isNullable, minSerializedSize: 1)
        default: return nil
        }
    }

    private static func isEmbedded(_ schema: Value) -> Bool {
        schema["x-kubernetes-embedded-resource"]?.bool ?? false
    }

    private static func list(_ schema: Value, _ name: String, _ isNullable: Bool) -> DocumentType? {
        guard let items = schema["items"], items.object != nil,
            let element = type(of: items, name: name + ".@idx", isResource: isEmbedded(items))
        else { return nil }
        let limit =
            schema["maxItems"]?.integer.map { max(0, $0) } ?? (requestLimit - 2) / (element.minSerializedSize + 1)
        let kind: ListKind =
            switch schema["x-kubernetes-list-type"]?.string {
            case "set": .set
            case "map": .map(keys: (schema["x-kubernetes-list-map-keys"]?.array ?? []).compactMap(\.string))
            default: .atomic
            }
        return DocumentType(
            .list(element.type), isNullable: isNullable, element: element, listKind: kind, maxElements: limit,
            minSerializedSize: 2)
    }

    private static func object(
        _ schema: Value, _ name: String, _ isNullable: Bool, isResource: Bool
    ) -> DocumentType? {
        if let values = schema["additionalProperties"], values.object != nil, !isResource {
            guard let element = type(of: values, name: name + ".@elem", isResource: isEmbedded(values)) else {
                return nil
            }
            let limit =
                schema["maxProperties"]?.integer.map { max(0, $0) }
                ?? (requestLimit - 2) / (element.minSerializedSize + 6)
            return DocumentType(
                .map(.string, element.type), isNullable: isNullable, element: element, isOpen: true,
                maxElements: limit, minSerializedSize: 2)
        }
        var fields: [String: Field] = [:]
        let required = Set((schema["required"]?.array ?? []).compactMap(\.string))
        var least: Int64 = 2
        for (key, property) in schema["properties"]?.object ?? [:] {
            guard !isResource || !["apiVersion", "kind", "metadata"].contains(key) else { continue }
            guard let type = type(of: property, name: "\(name).\(key)", isResource: isEmbedded(property)) else {
                continue
            }
            if let escaped = CELName.escaped(key) { fields[escaped] = Field(name: key, type: type) }
            if required.contains(key), property["default"].map(\.isNull) ?? true {
                least += Int64(key.utf8.count) + type.minSerializedSize + 4
            }
        }
        if isResource {
            fields["apiVersion"] = Field(name: "apiVersion", type: string)
            fields["kind"] = Field(name: "kind", type: string)
            let metadata = [
                "name": Field(name: "name", type: string), "generateName": Field(name: "generateName", type: string),
            ]
            fields["metadata"] = Field(
                name: "metadata",
                type: DocumentType(.object(name + ".metadata"), fields: metadata, minSerializedSize: 2))
        }
        return DocumentType(
            .object(name), isNullable: isNullable, fields: fields, minSerializedSize: least)
    }

    /// How many bytes that many characters take at most.
    private static func bytes(_ characters: Int64) -> Int64 {
        let (bytes, isOver) = characters.multipliedReportingOverflow(by: 4)
        return isOver ? .max : bytes
    }

    private static func text(_ schema: Value, _ isNullable: Bool) -> DocumentType {
        let length = schema["maxLength"]?.integer.map { max(0, $0) }
        switch schema["format"]?.string {
        case "byte":
            return DocumentType(
                .bytes, isNullable: isNullable, maxElements: length ?? requestLimit - 2, minSerializedSize: 2)
        case "duration":
            return DocumentType(.duration, isNullable: isNullable, maxElements: 32, minSerializedSize: 3)
        case "date":
            return DocumentType(.timestamp, isNullable: isNullable, maxElements: 12, minSerializedSize: 12)
        case "date-time":
            return DocumentType(.timestamp, isNullable: isNullable, maxElements: 32, minSerializedSize: 21)
        default:
            let longest = (schema["enum"]?.array ?? []).compactMap(\.string).map { Int64($0.utf8.count) }.max()
            return DocumentType(
                .string, isNullable: isNullable, maxElements: length.map { bytes($0) } ?? longest ?? requestLimit - 2,
                minSerializedSize: 2)
        }
    }
}
