internal import DocumentModel

/// What the server itself sets before it stores an object.
enum Preparation {
    static func create(_ object: inout Object, kind: String) {
    }

    static func update(_ object: inout Object, old: Object, kind: String) {
    }
}
