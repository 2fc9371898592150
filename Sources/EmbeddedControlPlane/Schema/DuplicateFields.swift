internal import DocumentModel

/// Reads JSON that says some fields more than once: which, and what comes of it.
///
/// The text has been parsed before, so that it is known to be well formed.
struct DuplicateFields {
    /// A field that a strict reader stumbles over.
    struct Remark: Hashable {
        enum Kind: String { case duplicate, unknown }

        var kind: Kind
        var path: String
    }

    /// More than this many are not told, as in the real server.
    private static let mostRemarks = 100

    /// Each field that is there again or that nobody knows, once, as a reader meets them.
    private(set) var remarks: [Remark] = []
    private var noted: Set<Remark> = []
    private var unknown: Set<String> = []
    /// Whether the reader is inside a field that nobody knows, where nothing is said of anything.
    private var isInsideUnknown = false
    private let bytes: [UInt8]
    private let merges: Bool
    private var position = 0

    /// - Parameter merges: whether objects of the same key become one, as they do in typed kinds; else the last wins.
    init(_ bytes: [UInt8], merges: Bool) {
        self.bytes = bytes
        self.merges = merges
    }

    /// The paths of the fields that a document says again; none for what is no JSON.
    static func paths(in bytes: [UInt8]) -> [String] {
        do { _ = try JSON.parse(bytes, .init(refusesDuplicateKeys: true)) } catch {
            guard error.code == .duplicateKey, (try? JSON.parse(bytes)) != nil else { return [] }
            var reader = DuplicateFields(bytes, merges: false)
            return reader.read() == nil ? [] : reader.remarks.map(\.path)
        }
        return []
    }

    /// What a strict reader of a typed kind says of a document, in its order: a repeated field where it is met again.
    ///
    /// - Parameter unknown: the paths of the fields that the kind does not have.
    static func remarks(_ bytes: [UInt8], unknown: [String]) -> [String] {
        var reader = DuplicateFields(bytes, merges: false)
        reader.unknown = Set(unknown)
        _ = reader.read()
        let met = Set(reader.remarks.map(\.path))
        let rest = unknown.filter { !met.contains($0) }.map { Remark(kind: .unknown, path: $0) }
        return (reader.remarks + rest).prefix(Self.mostRemarks).map {
            "\($0.kind.rawValue) field \(GoText.quoted($0.path))"
        }
    }

    /// The document; nil when it is not well formed after all.
    mutating func read() -> Value? { value(at: "") }

    private mutating func value(at path: String) -> Value? {
        skipSpace()
        guard position < bytes.count else { return nil }
        switch bytes[position] {
        case UInt8(ascii: "{"): return object(at: path)
        case UInt8(ascii: "["): return array(at: path)
        default: return scalar()
        }
    }

    private mutating func object(at path: String) -> Value? {
        position += 1
        var result = Object()
        while true {
            skipSpace()
            guard position < bytes.count else { return nil }
            if take("}") { return .object(result) }
            if take(",") { continue }
            guard let key = scalar()?.string else { return nil }
            skipSpace()
            guard take(":") else { return nil }
            let inner = path.isEmpty ? key : "\(path).\(key)"
            let isAgain = result[key] != nil
            let isUnknown = unknown.contains(inner)
            if isUnknown { note(.unknown, inner) } else if isAgain { note(.duplicate, inner) }
            let wasInside = isInsideUnknown
            isInsideUnknown = wasInside || isUnknown
            defer { isInsideUnknown = wasInside }
            guard let value = value(at: inner) else { return nil }
            result[key] = isAgain && merges ? Self.merged(result[key], value) : value
        }
    }

    private mutating func note(_ kind: Remark.Kind, _ path: String) {
        let remark = Remark(kind: kind, path: path)
        guard !isInsideUnknown, remarks.count < Self.mostRemarks, noted.insert(remark).inserted else { return }
        remarks.append(remark)
    }

    private mutating func array(at path: String) -> Value? {
        position += 1
        var result: [Value] = []
        while true {
            skipSpace()
            guard position < bytes.count else { return nil }
            if take("]") { return .array(result) }
            if take(",") { continue }
            guard let value = value(at: "\(path)[\(result.count)]") else { return nil }
            result.append(value)
        }
    }

    private mutating func scalar() -> Value? {
        let start = position
        if take("\"") {
            while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
                position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
            }
            position += 1
        } else {
            while position < bytes.count, !",]} \t\r\n".utf8.contains(bytes[position]) { position += 1 }
        }
        guard position <= bytes.count else { return nil }
        return try? JSON.parse(Array(bytes[start..<position]))
    }

    private mutating func take(_ character: Character) -> Bool {
        guard position < bytes.count, bytes[position] == character.asciiValue else { return false }
        position += 1
        return true
    }

    private mutating func skipSpace() {
        while position < bytes.count, " \t\r\n".utf8.contains(bytes[position]) { position += 1 }
    }

    private static func merged(_ first: Value?, _ second: Value) -> Value {
        guard var object = first?.object, let other = second.object else { return second }
        for (key, value) in other { object[key] = value }
        return .object(object)
    }
}
