/// Decodes `Decodable` types from a ``Value``. Unknown keys are ignored; null counts as absent for optionals.
public struct ValueDecoder: Sendable {
    public init() {}

    /// Decodes `type` from `value`.
    ///
    /// - Throws: `typeMismatch` or `missingField` with the path of the field, such as `spec.ref.branch`.
    public func decode<T: Decodable>(_ type: T.Type, from value: Value) throws(DocumentError) -> T {
        fatalError("not built")
    }
}

/// Encodes `Encodable` types to a ``Value``. Nil optionals are left out; keys come in the order of encoding.
public struct ValueEncoder: Sendable {
    public init() {}

    /// Encodes `value`.
    ///
    /// - Throws: `unsupported` with the path of the field when something in it cannot be written as JSON.
    public func encode(_ value: some Encodable) throws(DocumentError) -> Value { fatalError("not built") }
}
