internal import DocumentModel
internal import Logging
internal import Platform

/// One log line, in the shape that log tools of the toolkit read. Pure.
struct LogLine {
    var level: LogLevel
    var time: Timestamp
    /// Empty for the unnamed logger.
    var logger: String
    var message: String
    var metadata: Logger.Metadata
    var error: String?

    /// The line with its newline.
    func encoded(_ encoding: LogEncoding) -> [UInt8] {
        switch encoding {
        case .json: JSON.write(.object(json)) + [0x0A]
        case .console: Array(console.utf8)
        }
    }

    private var json: Object {
        var line: Object = ["level": .string(level.rawValue), "ts": .string(time.rfc3339(fractionDigits: 3))]
        if !logger.isEmpty { line["logger"] = .string(logger) }
        line["msg"] = .string(message)
        for (key, value) in fields { line[key] = value }
        return line
    }

    private var console: String {
        var parts = [time.rfc3339(fractionDigits: 3), level.rawValue.uppercased()]
        if !logger.isEmpty { parts.append(logger) }
        parts.append(message)
        let fields = Object(fields)
        if !fields.isEmpty { parts.append(JSON.text(.object(fields))) }
        return parts.joined(separator: "\t") + "\n"
    }

    /// The metadata: what names the run first, then the rest by name, the error last.
    private var fields: [(key: String, value: DocumentModel.Value)] {
        var rest = metadata
        var result: [(key: String, value: DocumentModel.Value)] = []
        func take(_ key: String) {
            guard let value = rest.removeValue(forKey: key) else { return }
            result.append((key, value.document))
        }
        let kind = metadata["controllerKind"]?.description
        for key in ["controller", "controllerGroup", "controllerKind"] { take(key) }
        if let kind { take(kind) }
        for key in ["namespace", "name", "reconcileID"] { take(key) }
        let failure = error ?? rest["error"]?.description
        rest["error"] = nil
        for key in rest.keys.sorted() { take(key) }
        if let failure { result.append(("error", .string(failure))) }
        return result
    }
}

extension Logger.MetadataValue {
    /// As JSON: numbers and booleans as such, everything else as text.
    fileprivate var document: DocumentModel.Value {
        switch self {
        case .string(let text): return .string(text)
        case .dictionary(let fields):
            return .object(Object(fields.sorted { $0.key < $1.key }.map { ($0.key, $0.value.document) }))
        case .array(let values): return .array(values.map(\.document))
        case .stringConvertible(let value):
            if let number = value as? any BinaryInteger, let integer = Int64(exactly: number) {
                return .integer(integer)
            }
            if let flag = value as? Bool { return .bool(flag) }
            if let number = value as? Double, number.isFinite { return .double(number) }
            return .string(value.description)
        }
    }
}
