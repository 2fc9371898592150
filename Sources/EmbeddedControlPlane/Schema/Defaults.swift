internal import DocumentModel

/// What the server sets where a manifest says nothing.
enum Defaults {
    static func apply(to object: inout Object, kind: String, version: String) {
    }
}
