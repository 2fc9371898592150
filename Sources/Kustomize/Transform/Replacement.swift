internal import DocumentModel

/// An entry of `replacements`: a file with replacements, or one replacement.
enum ReplacementEntry {
    case path(String)
    case replacement(Replacement)

    init(_ reader: inout FieldReader) throws(KustomizeError) {
        let path = try reader.text("path")
        let hasTargets = reader.value("targets")?.array?.isEmpty == false
        let replacement = try Replacement(&reader)
        guard !path.isEmpty else {
            self = .replacement(replacement)
            return
        }
        guard replacement.source == nil, !hasTargets else {
            throw KustomizeError(
                .invalidField, "cannot specify both path and inline replacement", field: reader.place("path"))
        }
        self = .path(path)
    }
}

/// A value to copy from one field to others.
struct Replacement {
    /// Where the value is read.
    struct Source {
        var type: ResourceType
        var name: String
        var namespace: String
        var fieldPath: String
        var options: FieldOptions?
    }

    /// Where the value is written.
    struct Target {
        var select: Selector?
        var reject: [Selector]
        var fieldPaths: [String]
        var options: FieldOptions?
    }

    /// Which part of a field is meant.
    struct FieldOptions {
        var delimiter: String
        var index: Int64
        var creates: Bool
    }

    var source: Source?
    /// A value given as such.
    var sourceValue: String?
    /// Nil where none are given.
    var targets: [Target]?

    init(_ reader: inout FieldReader) throws(KustomizeError) {
        source = try reader.reader("source", Source.init)
        sourceValue = try reader.optionalText("sourceValue")
        targets = reader.value("targets") == nil ? nil : try reader.readers("targets", Target.init)
    }
}

extension Replacement.Source {
    init(_ reader: inout FieldReader) throws(KustomizeError) {
        type = try ResourceType(reading: &reader)
        name = try reader.string("name")
        namespace = try reader.string("namespace")
        fieldPath = try reader.text("fieldPath")
        if fieldPath.isEmpty { fieldPath = "metadata.name" }
        options = try reader.reader("options", Replacement.FieldOptions.init)
    }
}

extension Replacement.Target {
    init(_ reader: inout FieldReader) throws(KustomizeError) {
        select = try reader.reader("select", Selector.init)
        reject = try reader.readers("reject", Selector.init)
        fieldPaths = try reader.texts("fieldPaths")
        if fieldPaths.isEmpty { fieldPaths = ["metadata.name"] }
        options = try reader.reader("options", Replacement.FieldOptions.init)
    }
}

extension Replacement.FieldOptions {
    init(_ reader: inout FieldReader) throws(KustomizeError) {
        delimiter = try reader.text("delimiter")
        index = try reader.integer("index") ?? 0
        _ = try reader.text("encoding")
        creates = try reader.flag("create")
    }
}
