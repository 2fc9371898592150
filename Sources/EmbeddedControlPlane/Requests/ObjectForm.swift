internal import DocumentModel

/// Objects in the form a client asked for: whole, as a table, or their metadata alone.
struct ObjectForm: Sendable {
    let target: Target
    let form: Negotiation.Form
    /// Whether only a list would be an answer, which an event of a watch is not.
    let isOfListsAlone: Bool
    /// Of tables and bare metadata.
    private let formVersion: String
    /// `None`, `Metadata` or `Object`: what the rows of a table carry.
    let included: String

    /// - Parameter isList: whether a list is answered with; nil where the answer does not tell them apart.
    /// - Throws: 400 for an unknown `includeObject`, 406 where a list is asked for and is none, or the other way round.
    init(_ target: Target, _ negotiation: Negotiation, _ query: Query, isList: Bool? = nil) throws(APIError) {
        self.target = target
        form = negotiation.form
        isOfListsAlone = negotiation.asksForList == true
        formVersion = "meta.k8s.io/\(negotiation.formVersion)"
        if let isList, let asked = negotiation.asksForList, asked != isList {
            if target.definition.isCustom, !isList { throw APIError(500, "", "content is not a list") }
            let type = GoType.name(of: target.definition, isList: isList)
            throw APIError(
                406, "NotAcceptable",
                asked
                    ? "you requested PartialObjectMetadataList, but the requested object is not a list (\(type))"
                    : "you requested PartialObjectMetadata, but the requested object is a list (\(type))")
        }
        included = query["includeObject"] ?? "Metadata"
        guard form != .table || ["None", "Metadata", "Object", ""].contains(included) else {
            throw APIError(
                400, "BadRequest",
                "Unable to convert to Table as requested: includeObject: Invalid value: \(GoText.quoted(included)): must be "
                    + "'Metadata', 'Object', 'None', or empty")
        }
    }

    /// What tells this form from others among the encodings of a change.
    var tag: String { "\(form) \(formVersion) \(included) \(target.version.name)" }

    /// One stored object as JSON.
    func json(_ stored: StoredObject) -> [UInt8] {
        if form == .object, target.takesAsIs(stored) { return stored.bytes }
        return json(object(stored))
    }

    /// One object in the target's version as JSON.
    func json(_ object: Object) -> [UInt8] {
        switch form {
        case .object: object.apiJSON
        case .partialMetadata: partial(object).apiJSON
        case .table: EncodedObject.json(table([object], metadata: listMetadata(of: object)))
        }
    }

    /// One event of a watch as JSON; column definitions come with the first alone.
    func eventJSON(_ stored: StoredObject, withColumns: Bool) -> [UInt8] {
        guard form == .table else { return json(stored) }
        return eventJSON(object(stored), withColumns: withColumns)
    }

    /// The same of an object in the target's version.
    func eventJSON(_ object: Object, withColumns: Bool) -> [UInt8] {
        guard form == .table else { return json(object) }
        return EncodedObject.json(table([object], metadata: listMetadata(of: object), withColumns: withColumns))
    }

    /// A list as JSON.
    func json(_ items: some Sequence<StoredObject>, metadata: Object) -> [UInt8] {
        if form == .table { return EncodedObject.json(table(items.map(object), metadata: metadata)) }
        let isPartial = form == .partialMetadata
        let kind = isPartial ? "PartialObjectMetadataList" : target.definition.listKind
        var bytes = Array(
            "{\"kind\":\"\(kind)\",\"apiVersion\":\"\(isPartial ? formVersion : target.apiVersion)\",\"metadata\":"
                .utf8)
        bytes += EncodedObject.json(.object(metadata))
        bytes += ",\"items\":[".utf8
        var isFirst = true
        for item in items {
            if !isFirst { bytes.append(UInt8(ascii: ",")) }
            isFirst = false
            appendItem(item, to: &bytes)
        }
        bytes += "]}".utf8
        return bytes
    }

    /// Items of built-in kinds come without kind and API version.
    private func appendItem(_ item: StoredObject, to bytes: inout [UInt8]) {
        guard form == .object, !target.definition.isCustom else {
            bytes += json(item)
            return
        }
        let isStored = target.takesAsIs(item)
        let encoded = isStored ? item.encoded : EncodedObject(object(item))
        let document = isStored ? item.bytes : encoded.bytes(version: item.version)
        bytes.append(UInt8(ascii: "{"))
        bytes += document[encoded.metadataOffset...]
    }

    func object(_ stored: StoredObject) -> Object { target.object(stored) }

    private func partial(_ object: Object) -> Object {
        [
            "kind": "PartialObjectMetadata", "apiVersion": .string(formVersion),
            "metadata": object["metadata"] ?? .object([:]),
        ]
    }

    private func listMetadata(of object: Object) -> Object {
        guard let version = object["metadata"]?["resourceVersion"] else { return [:] }
        return ["resourceVersion": version]
    }

    private func table(_ objects: [Object], metadata: Object, withColumns: Bool = true) -> Value {
        let printer = TablePrinter(target.definition, target.version)
        let columns = printer.columns
        let rows = objects.map { object in
            var row: Object = ["cells": .array(printer.cells(object))]
            switch included {
            case "None": row["object"] = .null
            case "Object": row["object"] = .object(object)
            default: row["object"] = .object(partial(object))
            }
            return Value.object(row)
        }
        return [
            "kind": "Table", "apiVersion": .string(formVersion), "metadata": .object(metadata),
            "columnDefinitions": withColumns ? .array(columns.map(\.value)) : .null, "rows": .array(rows),
        ]
    }
}

/// The names that the server's own types have in its messages.
enum GoType {
    static func name(of definition: ResourceDefinition, isList: Bool) -> String {
        if definition.isCustom { return isList ? "*unstructured.UnstructuredList" : "*unstructured.Unstructured" }
        let group = definition.group
        let package =
            group.isEmpty || group == EventConversion.group
            ? "core" : String(group.split(separator: ".").first ?? "core")
        return "*\(package).\(isList ? definition.listKind : definition.kind)"
    }
}
