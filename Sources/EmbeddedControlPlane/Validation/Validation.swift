internal import DocumentModel

/// Checks objects of built-in kinds.
enum Validation {
    static func create(_ object: Object, kind: String, context: WriteContext) -> [FieldError] { [] }

    static func update(_ object: Object, old: Object, kind: String, context: WriteContext) -> [FieldError] { [] }
}
