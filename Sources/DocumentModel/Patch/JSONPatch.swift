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
    public init(_ value: Value) throws(DocumentError) { fatalError("not built") }

    /// The document after all operations.
    ///
    /// - Throws: `notFound`, `testFailed` or `typeMismatch`, naming operation and pointer; nothing is half done.
    public func apply(to root: Value) throws(DocumentError) -> Value { fatalError("not built") }
}
