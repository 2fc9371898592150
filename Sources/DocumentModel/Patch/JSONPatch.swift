/// A JSON Patch (RFC 6902).
public struct JSONPatch: Sendable, Hashable {
    /// One operation.
    public enum Operation: Sendable, Hashable {
        case add(JSONPointer, Value)
        case remove(JSONPointer)
        case replace(JSONPointer, Value)
        case move(from: JSONPointer, to: JSONPointer)
        case copy(from: JSONPointer, to: JSONPointer)
        case test(JSONPointer, Value)
    }

    /// The operations, applied in order.
    public var operations: [Operation]

    public init(operations: [Operation]) { self.operations = operations }

    /// Reads the array of operations.
    ///
    /// - Throws: `typeMismatch`, `missingField` or `invalidPath`, naming the operation by its index.
    public init(_ value: Value) throws(DocumentError) {
        guard let elements = value.array else {
            throw DocumentError(.typeMismatch, "a JSON patch must be an array, not \(value.typeName)")
        }
        var operations: [Operation] = []
        for (index, element) in elements.enumerated() {
            do { operations.append(try Operation(element)) } catch {
                throw error.at("operation \(index)")
            }
        }
        self.operations = operations
    }

    /// How many bytes the operations of one patch may copy inside a document, about.
    public static let copyLimit = 3 * 1024 * 1024

    /// The document after all operations.
    ///
    /// - Throws: `notFound`, `testFailed` or `typeMismatch`, naming operation and pointer; nothing is half done.
    ///   `unsupported` where ``copyLimit`` is passed.
    public func apply(to root: Value) throws(DocumentError) -> Value {
        var copied = 0
        return try apply(to: root, copied: &copied)
    }

    /// As ``apply(to:)``, for one of several patches that count as one.
    ///
    /// - Parameter copied: how much those before have copied.
    public func apply(to root: Value, copied: inout Int) throws(DocumentError) -> Value {
        var result = root
        for (index, operation) in operations.enumerated() {
            do { try operation.apply(to: &result, copied: &copied) } catch { throw error.at("operation \(index)") }
        }
        return result
    }
}

extension DocumentError {
    /// The same error with `place` before what is known of the place.
    fileprivate func at(_ place: String) -> DocumentError {
        var copy = self
        copy.path = path.map { "\(place), \($0)" } ?? place
        return copy
    }
}

extension JSONPatch.Operation {
    /// The operation as a patch document has it.
    public var value: Value {
        switch self {
        case .add(let path, let value): ["op": "add", "path": .string(path.description), "value": value]
        case .remove(let path): ["op": "remove", "path": .string(path.description)]
        case .replace(let path, let value): ["op": "replace", "path": .string(path.description), "value": value]
        case .move(let from, let to):
            ["op": "move", "from": .string(from.description), "path": .string(to.description)]
        case .copy(let from, let to):
            ["op": "copy", "from": .string(from.description), "path": .string(to.description)]
        case .test(let path, let value): ["op": "test", "path": .string(path.description), "value": value]
        }
    }

    fileprivate init(_ element: Value) throws(DocumentError) {
        guard case .object(let fields) = element else {
            throw DocumentError(.typeMismatch, "an operation must be an object, not \(element.typeName)")
        }
        let path = try Self.pointer("path", fields)
        switch try Self.text("op", fields) {
        case "add": self = .add(path, try Self.operand(fields))
        case "remove": self = .remove(path)
        case "replace": self = .replace(path, try Self.operand(fields))
        case "move": self = .move(from: try Self.pointer("from", fields), to: path)
        case "copy": self = .copy(from: try Self.pointer("from", fields), to: path)
        case "test": self = .test(path, try Self.operand(fields))
        default:
            throw DocumentError(
                .unsupported, "\"op\" must be one of add, remove, replace, move, copy, test")
        }
    }

    private static func text(_ name: String, _ fields: Object) throws(DocumentError) -> String {
        guard let field = fields[name] else { throw DocumentError(.missingField, "\"\(name)\" is missing") }
        guard let text = field.string else {
            throw DocumentError(.typeMismatch, "\"\(name)\" must be a string, not \(field.typeName)")
        }
        return text
    }

    private static func pointer(_ name: String, _ fields: Object) throws(DocumentError) -> JSONPointer {
        try JSONPointer(try text(name, fields))
    }

    private static func operand(_ fields: Object) throws(DocumentError) -> Value {
        guard let value = fields["value"] else { throw DocumentError(.missingField, "\"value\" is missing") }
        return value
    }
}
