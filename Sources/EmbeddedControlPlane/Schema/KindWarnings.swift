internal import DocumentModel

/// What the server warns about although it accepts it.
enum KindWarnings {
    static func of(_ object: Object, old: Object?, kind: String) -> [String] { [] }
}
