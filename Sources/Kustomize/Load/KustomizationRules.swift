internal import DocumentModel

/// Labels to set, and where.
struct LabelRule {
    var pairs: [String: String]
    var includesSelectors: Bool
    var includesTemplates: Bool
    var fields: [FieldSpec]

    init(_ reader: inout FieldReader) throws(KustomizeError) {
        pairs = try reader.textMap("pairs")
        includesSelectors = try reader.flag("includeSelectors")
        includesTemplates = try reader.flag("includeTemplates")
        fields = try reader.readers("fields", FieldSpec.init(reading:))
    }
}

extension FieldSpec {
    init(reading reader: inout FieldReader) throws(KustomizeError) {
        let type = try ResourceType(reading: &reader)
        self.init(try reader.text("path"), type: type, creates: try reader.flag("create"))
    }
}

extension ResourceType {
    init(reading reader: inout FieldReader) throws(KustomizeError) {
        self.init(
            group: try reader.string("group"), version: try reader.string("version"),
            kind: try reader.string("kind"))
    }
}

extension Selector {
    init(_ reader: inout FieldReader) throws(KustomizeError) {
        type = try ResourceType(reading: &reader)
        name = try reader.string("name")
        namespace = try reader.string("namespace")
        labels = try reader.text("labelSelector")
        annotations = try reader.text("annotationSelector")
    }
}

/// A patch: where it stands, and what it is meant for.
struct PatchRule {
    var path: String
    var patch: String
    var target: Selector?
    var allowsNameChange: Bool
    var allowsKindChange: Bool

    init(_ reader: inout FieldReader) throws(KustomizeError) {
        path = try reader.text("path")
        patch = try reader.text("patch")
        target = try reader.reader("target", Selector.init)
        let options = try reader.reader("options") { options throws(KustomizeError) in
            (try options.flag("allowNameChange"), try options.flag("allowKindChange"))
        }
        allowsNameChange = options?.0 ?? false
        allowsKindChange = options?.1 ?? false
    }
}

/// How an image is renamed.
struct ImageRule {
    var name: String
    var newName: String
    var tagSuffix: String
    var newTag: String
    var digest: String

    init(_ reader: inout FieldReader) throws(KustomizeError) {
        name = try reader.text("name")
        newName = try reader.text("newName")
        tagSuffix = try reader.text("tagSuffix")
        newTag = try reader.text("newTag")
        digest = try reader.text("digest")
    }
}

/// How many replicas an object is to have.
struct ReplicaRule {
    var name: String
    var count: Int64

    init(_ reader: inout FieldReader) throws(KustomizeError) {
        name = try reader.text("name")
        count = try reader.integer("count") ?? 0
    }
}

/// The order of the result.
struct SortOptions {
    var order: String
    /// Kinds to sort first and last, where they are given.
    var kinds: (first: [String], last: [String])?

    init(_ reader: inout FieldReader) throws(KustomizeError) {
        order = try reader.text("order")
        kinds = try reader.reader("legacySortOptions") { options throws(KustomizeError) in
            (try options.texts("orderFirst"), try options.texts("orderLast"))
        }
    }
}

/// A name that stands for the value of a field.
struct Variable: Hashable {
    var name: String
    var type: ResourceType
    var objectName: String
    var namespace: String
    var fieldPath: String

    init(_ reader: inout FieldReader) throws(KustomizeError) {
        name = try reader.text("name")
        let object = try reader.reader("objref") { object throws(KustomizeError) in
            var type = try ResourceType(reading: &object)
            let parts = try object.text("apiVersion").split(separator: "/", omittingEmptySubsequences: false)
            if parts.count == 2 { type.group = String(parts[0]) }
            if let version = parts.last, parts.count <= 2, !(parts.count == 1 && version.isEmpty) {
                type.version = String(version)
            }
            return (type, try object.text("name"), try object.text("namespace"))
        }
        (type, objectName, namespace) = object ?? (ResourceType(), "", "")
        let path = try reader.reader("fieldref") { field throws(KustomizeError) in try field.text("fieldPath") }
        fieldPath = path.flatMap { $0.isEmpty ? nil : $0 } ?? "metadata.name"
    }
}
