internal import DocumentModel

/// The definitions of a Swagger 2 document as `gnostic.openapi.v2.Document`, the only form in which `kubectl` reads them.
///
/// Its paths are left out: `kubectl` looks for kinds there that version 3 does not have, such as `List`, and lets pass what it
/// does not find.
enum SwaggerProtobuf {
    static func encode(_ document: Value) -> [UInt8] {
        var bytes = text(1, document["swagger"]?.string ?? "2.0")
        let info = document["info"]
        bytes += message(2, text(1, info?["title"]?.string ?? "") + text(2, info?["version"]?.string ?? ""))
        var definitions: [UInt8] = []
        for (name, schema) in document["definitions"]?.object ?? [:] { definitions += named(1, name, schema) }
        return bytes + message(9, definitions)
    }

    private static func named(_ field: UInt64, _ name: String, _ schema: Value) -> [UInt8] {
        message(field, text(1, name) + message(2, encode(schema: schema)))
    }

    private static let texts: [(name: String, field: UInt64)] = [
        ("$ref", 1), ("format", 2), ("title", 3), ("description", 4), ("pattern", 13),
    ]
    private static let numbers: [(name: String, field: UInt64)] = [
        ("maxLength", 11), ("minLength", 12), ("maxItems", 14), ("minItems", 15), ("maxProperties", 17),
        ("minProperties", 18),
    ]

    private static func encode(schema: Value) -> [UInt8] {
        var bytes: [UInt8] = []
        for (name, field) in texts { if let value = schema[name]?.string { bytes += text(field, value) } }
        for (name, field) in numbers {
            if let value = schema[name]?.integer { bytes += varint(field << 3) + varint(UInt64(bitPattern: value)) }
        }
        for name in schema["required"]?.array ?? [] { bytes += text(19, name.string ?? "") }
        for value in schema["enum"]?.array ?? [] { bytes += message(20, any(value)) }
        switch schema["additionalProperties"] {
        case .some(.bool(let isAllowed)): bytes += message(21, [2 << 3, isAllowed ? 1 : 0])
        case .some(let inner): bytes += message(21, message(1, encode(schema: inner)))
        case nil: break
        }
        if let type = schema["type"]?.string { bytes += message(22, text(1, type)) }
        if let items = schema["items"] { bytes += message(23, message(1, encode(schema: items))) }
        if let properties = schema["properties"]?.object {
            bytes += message(25, properties.flatMap { named(1, $0.key, $0.value) })
        }
        for (name, value) in schema.object ?? [:] where name.hasPrefix("x-") {
            bytes += message(31, text(1, name) + message(2, any(value)))
        }
        return bytes
    }

    /// Anything, as YAML.
    private static func any(_ value: Value) -> [UInt8] { text(2, JSON.text(value) + "\n") }

    // MARK: - The wire format

    private static func text(_ field: UInt64, _ text: String) -> [UInt8] { message(field, Array(text.utf8)) }

    private static func message(_ field: UInt64, _ bytes: [UInt8]) -> [UInt8] {
        varint(field << 3 | 2) + varint(UInt64(bytes.count)) + bytes
    }

    private static func varint(_ number: UInt64) -> [UInt8] {
        var rest = number
        var bytes: [UInt8] = []
        while rest >= 0x80 {
            bytes.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        return bytes + [UInt8(rest)]
    }
}
