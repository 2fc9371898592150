/// Reads the wire format of protobuf: numbered fields, one after the other.
struct ProtobufReader: Sendable {
    /// What stands in a field.
    enum Payload: Sendable {
        case number(UInt64)
        case bytes(ArraySlice<UInt8>)
    }

    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    /// The next field; nil at the end.
    ///
    /// - Throws: 400 for bytes that are no message.
    mutating func next() throws(APIError) -> (number: Int, payload: Payload)? {
        guard !rest.isEmpty else { return nil }
        let tag = try varint()
        guard let number = Int(exactly: tag >> 3), number > 0 else { throw Self.malformed }
        switch tag & 7 {
        case 0: return (number, .number(try varint()))
        case 1: return (number, .number(try fixed(8)))
        case 2:
            guard let length = Int(exactly: try varint()), length <= rest.count else { throw Self.malformed }
            defer { rest = rest.dropFirst(length) }
            return (number, .bytes(rest.prefix(length)))
        case 5: return (number, .number(try fixed(4)))
        default: throw Self.malformed
        }
    }

    /// A number of variable length.
    mutating func varint() throws(APIError) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            guard let byte = rest.popFirst() else { throw Self.malformed }
            value |= UInt64(byte & 0x7F) << shift
            if byte & 0x80 == 0 { return value }
        }
        throw Self.malformed
    }

    private mutating func fixed(_ count: Int) throws(APIError) -> UInt64 {
        guard rest.count >= count else { throw Self.malformed }
        var value: UInt64 = 0
        for (place, byte) in rest.prefix(count).enumerated() { value |= UInt64(byte) << UInt64(place * 8) }
        rest = rest.dropFirst(count)
        return value
    }

    var isAtEnd: Bool { rest.isEmpty }

    static let malformed = APIError.badRequest("the body of the request is no protobuf message of its kind")
}
