/// One frame of the Git wire protocol (gitprotocol-common).
enum PacketLine: Sendable, Equatable {
    case data(ArraySlice<UInt8>)
    case flush
    case delimiter
    case responseEnd

    /// The text of a data line without its line feed; nil for the others.
    var text: String? {
        guard case .data(let bytes) = self else { return nil }
        return String(decoding: bytes.last == 0x0a ? bytes.dropLast() : bytes, as: UTF8.self)
    }
}

/// Writes frames.
struct PacketLineWriter {
    /// The most bytes of text in one line.
    static let limit = 65_515
    private(set) var bytes: [UInt8] = []

    /// Adds a line; what a frame cannot hold is cut off, so callers check texts from outside.
    mutating func line(_ text: String) {
        let text = text.utf8.count <= Self.limit ? text : String(decoding: text.utf8.prefix(Self.limit), as: UTF8.self)
        let length = String(text.utf8.count + 5, radix: 16)
        bytes += Array((String(repeating: "0", count: 4 - length.utf8.count) + length).utf8)
        bytes += Array(text.utf8)
        bytes.append(0x0a)
    }

    mutating func flush() { bytes += Array("0000".utf8) }
    mutating func delimiter() { bytes += Array("0001".utf8) }
}

/// Takes frames out of bytes that come in pieces.
struct PacketLineReader {
    private var buffer: [UInt8] = []
    private var position = 0

    mutating func append(_ bytes: some Collection<UInt8>) {
        if position > 0, position == buffer.count || position > 1 << 16 {
            buffer.removeFirst(position)
            position = 0
        }
        buffer.append(contentsOf: bytes)
    }

    /// Whether every byte was taken.
    var isEmpty: Bool { position == buffer.count }

    /// The next frame; nil when it is not all there yet.
    mutating func next() throws(GitError) -> PacketLine? {
        guard buffer.count - position >= 4 else { return nil }
        let length = try Self.length(buffer[position..<position + 4])
        switch length {
        case 0, 1, 2:
            position += 4
            return length == 0 ? .flush : length == 1 ? .delimiter : .responseEnd
        case 3: throw GitError(.protocolViolation, "the server sent a packet of impossible length")
        default:
            guard buffer.count - position >= length else { return nil }
            defer { position += length }
            return .data(buffer[position + 4..<position + length])
        }
    }

    /// Everything not taken yet, unframed.
    mutating func takeRest() -> [UInt8] {
        defer {
            buffer = []
            position = 0
        }
        return Array(buffer[position...])
    }

    private static func length(_ digits: ArraySlice<UInt8>) throws(GitError) -> Int {
        let isHexadecimal = digits.allSatisfy { Character(UnicodeScalar($0)).isHexDigit }
        guard isHexadecimal, let length = Int(String(decoding: digits, as: UTF8.self), radix: 16) else {
            throw GitError(
                .protocolViolation, "the server sent no packet length where one must be; is it a Git server?")
        }
        return length
    }
}
