internal import DocumentModel

/// Keys that are set into objects. The original writes them without quotes, so what reads as another type is refused.
enum PlainKey {
    /// - Throws: when the key without quotes would be a number, a boolean, a date or null.
    static func check(_ key: String) throws(KustomizeError) {
        guard case .string(key) = YAML.plainScalar(key), !key.isEmpty else {
            throw KustomizeError(
                .invalidField, "the key \"\(key)\" would read as something other than a string; use another one")
        }
    }
}
