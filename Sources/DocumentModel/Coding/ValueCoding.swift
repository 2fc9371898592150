/// Decodes `Decodable` types from a ``Value``. Unknown keys are ignored; null counts as absent for optionals.
public struct ValueDecoder: Sendable {
    public init() {}

    /// Decodes `type` from `value`.
    ///
    /// - Throws: `typeMismatch` or `missingField` with the path of the field, such as `spec.ref.branch`. The value of
    ///   the field is not in the error.
    public func decode<T: Decodable>(_ type: T.Type, from value: Value) throws(DocumentError) -> T {
        do {
            return try NodeDecoder(value: value, path: .root).decode(type)
        } catch {
            throw Self.documentError(error)
        }
    }

    private static func documentError(_ error: any Error) -> DocumentError {
        if let error = error as? DocumentError { return error }
        guard let error = error as? DecodingError else {
            return DocumentError(.typeMismatch, "the value cannot be used: \(error)")
        }
        switch error {
        case .keyNotFound(let key, let context):
            return DocumentError(.missingField, "is required", path: FieldPath.text(context.codingPath + [key]))
        case .valueNotFound(_, let context):
            return DocumentError(.missingField, "is required", path: FieldPath.text(context.codingPath))
        case .typeMismatch(_, let context):
            return DocumentError(.typeMismatch, context.debugDescription, path: FieldPath.text(context.codingPath))
        case .dataCorrupted(let context):
            // Swift's own message for an enum quotes the value.
            let isEnum = context.debugDescription.hasPrefix("Cannot initialize")
            return DocumentError(
                .typeMismatch, isEnum ? "has a value that is not accepted here" : context.debugDescription,
                path: FieldPath.text(context.codingPath))
        @unknown default: return DocumentError(.typeMismatch, "the value cannot be used")
        }
    }
}

/// Encodes `Encodable` types to a ``Value``. Nil optionals are left out; keys come in the order of encoding.
public struct ValueEncoder: Sendable {
    public init() {}

    /// Encodes `value`.
    ///
    /// - Throws: `unsupported` with the path of the field when something in it cannot be written as JSON.
    public func encode(_ value: some Encodable) throws(DocumentError) -> Value {
        do {
            let node = EncodedNode()
            try node.encode(value, .root)
            return node.value
        } catch let error as DocumentError {
            throw error
        } catch let error as EncodingError {
            guard case .invalidValue(_, let context) = error else {
                throw DocumentError(.unsupported, "the value cannot be encoded")
            }
            throw DocumentError(
                .unsupported, context.debugDescription, path: FieldPath.text(context.codingPath))
        } catch {
            throw DocumentError(.unsupported, "the value cannot be encoded: \(error)")
        }
    }
}
