internal import DocumentModel

/// Checks the metadata that all objects have.
enum MetadataValidation {
    static func create(_ object: Object, isNamespaced: Bool, name rule: NameRule) -> [FieldError] { [] }
    static func update(_ object: Object, old: Object) -> [FieldError] { [] }
}

/// What names of a kind must look like.
enum NameRule: Sendable {
    case subdomain
}
