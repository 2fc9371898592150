internal import DocumentModel
internal import HTTPTypes
internal import KubernetesModel
internal import KubernetesSchema
internal import Platform

/// Request bodies in protobuf, which `kubectl` and other typed clients send for built-in kinds, as JSON.
///
/// Answers are JSON always: every client takes that.
enum ProtobufBody {
    static let mediaType = "application/vnd.kubernetes.protobuf"
    private static let magic = Array("k8s\0".utf8)
    private static let depthLimit = 64

    /// The request with its body as JSON, if it came as protobuf.
    ///
    /// - Throws: 400 for a body that is none, 415 for a kind that is not built in.
    static func translated(_ request: APIRequest) throws(APIError) -> APIRequest {
        guard let type = request.header("Content-Type"), MediaRange(type)?.type == mediaType, !request.body.isEmpty
        else {
            return request
        }
        var request = request
        request.body = JSON.write(.object(try object(request.body)))
        request.headers[.contentType] = "application/json"
        return request
    }

    /// The object in an envelope (`runtime.Unknown`).
    static func object(_ body: [UInt8]) throws(APIError) -> Object {
        guard body.starts(with: magic) else { throw ProtobufReader.malformed }
        var reader = ProtobufReader(body[magic.count...])
        var kind = GroupVersionKind(apiVersion: "", kind: "")
        var raw: ArraySlice<UInt8> = []
        while let (number, payload) = try reader.next() {
            guard case .bytes(let bytes) = payload else { continue }
            if number == 1 { kind = try typeMeta(bytes) } else if number == 2 { raw = bytes }
        }
        guard let schema = BuiltInSchema.shared.type(for: kind) ?? shared(kind) else {
            throw APIError(
                415, "UnsupportedMediaType",
                "the body of the request was in an unknown format - accepted media types include: application/json, "
                    + "application/yaml")
        }
        var object: Object = ["kind": .string(kind.kind), "apiVersion": .string(kind.apiVersion)]
        for (key, value) in try message(raw, schema.name, schema, depth: 0) { object[key] = value }
        return object
    }

    /// Options that every group has.
    private static func shared(_ kind: GroupVersionKind) -> ObjectSchema? {
        guard kind.kind.hasSuffix("Options") else { return nil }
        return BuiltInSchema.shared.type(named: "meta.v1.\(kind.kind)")
    }

    private static func typeMeta(_ bytes: ArraySlice<UInt8>) throws(APIError) -> GroupVersionKind {
        var reader = ProtobufReader(bytes)
        var apiVersion = ""
        var kind = ""
        while let (number, payload) = try reader.next() {
            guard case .bytes(let bytes) = payload else { continue }
            if number == 1 { apiVersion = String(decoding: bytes, as: UTF8.self) }
            if number == 2 { kind = String(decoding: bytes, as: UTF8.self) }
        }
        return GroupVersionKind(apiVersion: apiVersion, kind: kind)
    }

    // MARK: - Messages

    /// - Parameters:
    ///   - numbers: the type whose numbers count: `schema`'s, or that of a structure that stands in place in it.
    private static func message(_ bytes: ArraySlice<UInt8>, _ numbers: String, _ schema: ObjectSchema, depth: Int)
        throws(APIError) -> Object
    {
        guard depth < depthLimit else { throw ProtobufReader.malformed }
        let entries = ProtobufFields.of(numbers)
        var reader = ProtobufReader(bytes)
        var object = Object()
        while let (number, payload) = try reader.next() {
            switch entries[number] {
            case .field(let name):
                guard let field = schema[name] else { continue }
                try read(payload, field, into: &object, depth: depth)
            case .inline(let type):
                guard case .bytes(let bytes) = payload else { throw ProtobufReader.malformed }
                for (key, value) in try message(bytes, type, schema, depth: depth + 1) { object[key] = value }
            case nil: continue
            }
        }
        return object
    }

    private static func read(
        _ payload: ProtobufReader.Payload, _ field: FieldSchema, into object: inout Object, depth: Int
    )
        throws(APIError)
    {
        switch field.type {
        case .list(let element, _):
            var list = object[field.name]?.array ?? []
            object[field.name] = .null
            list += try elements(payload, element, depth: depth)
            object[field.name] = .array(list)
        case .map(let element, _):
            guard case .bytes(let bytes) = payload else { throw ProtobufReader.malformed }
            let (key, value) = try entry(bytes, element, depth: depth)
            object[field.name, default: .object([:])][key] = value
        default:
            let value = try single(payload, field.type, depth: depth)
            if field.whenEmpty == .omitted, isZero(value) { return }
            if value.isNull, field.whenEmpty != .zero { return }
            object[field.name] = value
        }
    }

    /// One element of a repeated field, or several packed numbers.
    private static func elements(_ payload: ProtobufReader.Payload, _ type: TypeSchema, depth: Int) throws(APIError)
        -> [Value]
    {
        if case .bytes(let bytes) = payload, case .scalar(let kind) = type, [.int32, .int64, .boolean].contains(kind) {
            var reader = ProtobufReader(bytes)
            var values: [Value] = []
            while !reader.isAtEnd { values.append(try single(.number(try reader.varint()), type, depth: depth)) }
            return values
        }
        return [try single(payload, type, depth: depth)]
    }

    private static func entry(_ bytes: ArraySlice<UInt8>, _ type: TypeSchema, depth: Int) throws(APIError) -> (
        String, Value
    ) {
        var reader = ProtobufReader(bytes)
        var key = ""
        var value: Value?
        while let (number, payload) = try reader.next() {
            if number == 1, case .bytes(let bytes) = payload { key = String(decoding: bytes, as: UTF8.self) }
            if number == 2 { value = try mapped(payload, type, depth: depth) }
        }
        if value == nil { value = try single(.bytes([]), type, depth: depth) }
        return (key, value ?? .null)
    }

    /// A list as the value of a map is a message with the elements in field 1.
    private static func mapped(_ payload: ProtobufReader.Payload, _ type: TypeSchema, depth: Int) throws(APIError)
        -> Value
    {
        guard case .list(let element, _) = type, case .bytes(let bytes) = payload else {
            return try single(payload, type, depth: depth)
        }
        var reader = ProtobufReader(bytes)
        var values: [Value] = []
        while let (_, payload) = try reader.next() { values.append(try single(payload, element, depth: depth)) }
        return .array(values)
    }

    private static func single(_ payload: ProtobufReader.Payload, _ type: TypeSchema, depth: Int) throws(APIError)
        -> Value
    {
        switch (type, payload) {
        case (.scalar(let kind), _): return try ProtobufScalar.value(payload, kind)
        case (.untyped, .bytes(let bytes)): return try embedded(bytes)
        case (.named, .bytes(let bytes)), (.object, .bytes(let bytes)):
            guard let schema = type.fields else { return .object([:]) }
            return .object(try message(bytes, schema.name, schema, depth: depth + 1))
        default: throw ProtobufReader.malformed
        }
    }

    /// JSON in field 1 of a message (`RawExtension`, `FieldsV1`).
    private static func embedded(_ bytes: ArraySlice<UInt8>) throws(APIError) -> Value {
        var reader = ProtobufReader(bytes)
        while let (number, payload) = try reader.next() {
            guard number == 1, case .bytes(let raw) = payload, !raw.isEmpty else { continue }
            do { return try JSON.parse(Array(raw)) } catch { throw ProtobufReader.malformed }
        }
        return .null
    }

    private static func isZero(_ value: Value) -> Bool {
        switch value {
        case .null: true
        case .bool(let flag): !flag
        case .integer(let number): number == 0
        case .double(let number): number == 0
        case .string(let text): text.isEmpty
        case .array(let values): values.isEmpty
        case .object(let object): object.isEmpty
        }
    }
}
