public import DocumentModel
internal import OrderedCollections
internal import Platform

extension CELValue {
    /// A part of a document as it stands there: whole numbers are `int`, others `double`, objects maps.
    public init(_ value: Value) {
        switch value {
        case .null: self = .null
        case .bool(let flag): self = .bool(flag)
        case .integer(let number): self = .int(number)
        case .double(let number): self = .double(number)
        case .string(let text): self = .string(text)
        case .array(let values): self = .list(CELList(values))
        case .object(let object): self = .map(CELMap(object))
        }
    }

    /// A part of a document as its schema says it is to be seen.
    ///
    /// - Throws: where the document does not fit the schema.
    public init(_ value: Value, _ type: DocumentType?) throws(CELError) {
        guard let type else {
            self.init(value)
            return
        }
        if case .null = value {
            guard type.isNullable || type.type == .dyn else {
                throw CELError("invalid data, got null for schema with nullable=false")
            }
            self = .null
            return
        }
        switch (type.type, value) {
        case (.dyn, .integer), (.dyn, .string): self.init(value)
        case (.dyn, _) where type.isIntOrString:
            throw CELError("invalid data, expected XIntOrString value to be either a string or integer")
        case (.dyn, _): self.init(value)
        case (.bool, .bool), (.string, .string): self.init(value)
        case (.int, _): self = .int(try Self.expected(value.integer, "integer"))
        case (.double, _): self = .double(try Self.expected(value.double, "float"))
        case (.bytes, .string(let text)): self = .bytes(try Self.expected(Base64.decode(text), "byte"))
        case (.duration, .string(let text)): self = .duration(try Self.duration(text))
        case (.timestamp, .string(let text)):
            let time = text.utf8.count == 10 ? text + "T00:00:00Z" : text
            guard let timestamp = Timestamp(rfc3339: time) else {
                throw CELError("failed to convert to timestamp: \(text)")
            }
            self = .timestamp(timestamp)
        case (.list, .array(let values)): self = .list(CELList(values, type: type))
        case (.map, .object(let object)), (.object, .object(let object)): self = .map(CELMap(object, type: type))
        default: throw CELError("invalid data, expected \(type.type.text), found \(value.typeName)")
        }
    }

    private static func expected<Found>(_ found: Found?, _ name: String) throws(CELError) -> Found {
        guard let found else { throw CELError("invalid data, expected \(name) value") }
        return found
    }

    private static func duration(_ text: String) throws(CELError) -> Int64 {
        guard let duration = GoDuration.parse(text).flatMap({ Self.nanoseconds($0) }) else {
            throw CELError("failed to convert to duration: \(text)")
        }
        return duration
    }

    /// The nanoseconds of a duration; nil when they do not fit.
    static func nanoseconds(_ duration: Duration) -> Int64? {
        let (seconds, attoseconds) = duration.components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, carry) = whole.addingReportingOverflow(attoseconds / 1_000_000_000)
        return overflow || carry ? nil : sum
    }

    /// The value as a document holds it; timestamps and durations are texts.
    ///
    /// - Throws: for values that documents cannot hold.
    public func document() throws(CELError) -> Value {
        let limit = 64 * 1024 * 1024
        guard weight(atMost: limit) <= limit else {
            throw CELError("the value is too large to become a document", kind: .costLimit)
        }
        return try uncheckedDocument()
    }

    private func uncheckedDocument() throws(CELError) -> Value {
        switch self {
        case .null: return .null
        case .bool(let flag): return .bool(flag)
        case .int(let number): return .integer(number)
        case .uint(let number): return Int64(exactly: number).map { .integer($0) } ?? .double(Double(number))
        case .double(let number): return .double(number)
        case .string(let text): return .string(text)
        case .bytes(let bytes): return .string(Base64.encode(bytes))
        case .timestamp(let time): return .string(time.goText)
        case .duration(let nanoseconds): return .string(CELDurationText.seconds(nanoseconds))
        case .list(let list):
            if case .documents(let values, _) = list.storage { return .array(values) }
            var values: [Value] = []
            for value in try list.values() { values.append(try value.uncheckedDocument()) }
            return .array(values)
        case .map(let map):
            if case .document(let object, _) = map.storage { return .object(object) }
            var object = Object(minimumCapacity: map.count)
            for (key, value) in try map.entries() {
                guard case .string(let name) = key else {
                    throw CELError("a map with a key that is no string cannot become an object")
                }
                object[name] = try value.uncheckedDocument()
            }
            return .object(object)
        case .structure(let structure):
            var object = Object(minimumCapacity: structure.fields.count)
            for (name, value) in structure.fields {
                object[CELName.unescaped(name) ?? name] = try value.uncheckedDocument()
            }
            return .object(object)
        case .optional(.some(let value)): return try value.uncheckedDocument()
        case .optional(.none), .type, .opaque: throw CELError("a \(type.name) cannot become a document")
        }
    }
}
