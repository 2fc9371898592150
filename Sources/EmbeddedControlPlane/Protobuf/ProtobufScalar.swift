internal import DocumentModel
internal import KubernetesSchema
internal import Platform

/// Leaves of protobuf messages as JSON has them.
enum ProtobufScalar {
    static func value(_ payload: ProtobufReader.Payload, _ kind: ScalarKind) throws(APIError) -> Value {
        switch (kind, payload) {
        case (.string, .bytes(let bytes)):
            guard let text = String(validating: bytes, as: UTF8.self) else { throw ProtobufReader.malformed }
            return .string(text)
        case (.boolean, .number(let number)): return .bool(number != 0)
        case (.int32, .number(let number)): return .integer(Int64(Int32(truncatingIfNeeded: number)))
        case (.int64, .number(let number)): return .integer(Int64(bitPattern: number))
        case (.double, .number(let number)): return .double(Double(bitPattern: number))
        case (.byte, .bytes(let bytes)): return .string(Base64.encode(Array(bytes)))
        case (.quantity, .bytes(let bytes)): return .string(try text(bytes))
        case (.time, .bytes(let bytes)): return try time(bytes, fractionDigits: 0)
        case (.microTime, .bytes(let bytes)): return try time(bytes, fractionDigits: 6)
        case (.intOrString, .bytes(let bytes)): return try intOrString(bytes)
        default: throw ProtobufReader.malformed
        }
    }

    /// Text in field 1 of a message.
    private static func text(_ bytes: ArraySlice<UInt8>) throws(APIError) -> String {
        var reader = ProtobufReader(bytes)
        while let (number, payload) = try reader.next() {
            if number == 1, case .bytes(let bytes) = payload { return String(decoding: bytes, as: UTF8.self) }
        }
        return "0"
    }

    /// Null for an empty message, as Go writes no time.
    private static func time(_ bytes: ArraySlice<UInt8>, fractionDigits: Int) throws(APIError) -> Value {
        guard !bytes.isEmpty else { return .null }
        var reader = ProtobufReader(bytes)
        var moment = Timestamp(seconds: 0)
        while let (number, payload) = try reader.next() {
            guard case .number(let value) = payload else { continue }
            if number == 1 { moment.seconds = Int64(bitPattern: value) }
            if number == 2 { moment.nanoseconds = min(999_999_999, Int64(value & 0x7FFF_FFFF)) }
        }
        guard (-62_135_596_800...253_402_300_799).contains(moment.seconds) else { throw ProtobufReader.malformed }
        return .string(moment.rfc3339(fractionDigits: fractionDigits))
    }

    private static func intOrString(_ bytes: ArraySlice<UInt8>) throws(APIError) -> Value {
        var reader = ProtobufReader(bytes)
        var isText = false
        var number: Int64 = 0
        var text = ""
        while let (field, payload) = try reader.next() {
            switch (field, payload) {
            case (1, .number(let value)): isText = value == 1
            case (2, .number(let value)): number = Int64(Int32(truncatingIfNeeded: value))
            case (3, .bytes(let bytes)): text = String(decoding: bytes, as: UTF8.self)
            default: continue
            }
        }
        return isText ? .string(text) : .integer(number)
    }
}
