internal import DocumentModel

/// Reads the objects of a file or of a text in a kustomization.
struct ManifestReader {
    let schema: SchemaChoice

    /// The objects of a YAML stream, lists of objects spread.
    ///
    /// - Parameter isPatch: Whether nulls in annotations are wishes to delete.
    func resources(_ bytes: [UInt8], file: String? = nil, isPatch: Bool = false) throws(KustomizeError) -> [Resource] {
        let scopes = schema.scopes
        let resources = try objects(bytes, file: file, isPatch: isPatch).map { Resource($0, scopes: scopes) }
        for resource in resources { schema.note(resource) }
        return resources
    }

    private func objects(_ bytes: [UInt8], file: String?, isPatch: Bool) throws(KustomizeError) -> [Object] {
        var values: [Value] = []
        let mayHaveNextLines = NextLine.mayBe(in: bytes)
        for document in try documents(bytes, file, isPatch) where !document.value.isNothing && !document.isEmpty {
            values.append(mayHaveNextLines ? NextLine.readBack(document.value) : document.value)
        }
        if values.count == 1, let object = values[0].object, let items = object["items"],
            ["List", "ResourceList"].contains(object["kind"]?.text)
        {
            values = items.array ?? []
        }
        var queue = try values.filter { !$0.isNothingOrEmpty }.map { value throws(KustomizeError) in
            try validated(value, file)
        }[...]
        var result: [Object] = []
        while let object = queue.popFirst() {
            guard let items = try items(of: object, file) else {
                result.append(object)
                continue
            }
            queue += items
        }
        return result
    }

    private func documents(_ bytes: [UInt8], _ file: String?, _ isPatch: Bool) throws(KustomizeError) -> [YAMLDocument]
    {
        let options = YAML.ReadingOptions(
            refusesDuplicateKeys: !isPatch, file: file, dialect: .goYAML3, blank: .blank,
            textPath: ["metadata", "annotations"], textIncludesNull: !isPatch, mark: Value.mark)
        do throws(DocumentError) {
            if let line = ByteText.lineOfFilledSeparator(bytes) {
                throw DocumentError(.syntax, "after \"---\" only a comment may follow", file: file, line: line)
            }
            do throws(DocumentError) { return try YAML.parse(bytes, options) } catch {
                guard error.code == .syntax, let documents = try? separated(bytes, options) else { throw error }
                return documents
            }
        } catch {
            throw KustomizeError(.malformed, "malformed YAML: \(error.message)", file: file, line: error.line)
        }
    }

    /// The documents as the original takes a stream apart: at lines of `---`. What follows a document before the next
    /// such line, as after `...`, counts for nothing.
    private func separated(_ bytes: [UInt8], _ options: YAML.ReadingOptions) throws(DocumentError) -> [YAMLDocument] {
        var documents: [YAMLDocument] = []
        var lines: [ArraySlice<UInt8>] = []
        var start = 0
        for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) + [Array("---".utf8)[...]] {
            if line.starts(with: Array("---".utf8)), !lines.isEmpty {
                let value = try YAML.parseFirst(Array(lines.joined(separator: [0x0A])), options)
                documents.append(YAMLDocument(value: value, startLine: start + 1))
                start += lines.count
                lines = []
            }
            lines.append(line)
        }
        return documents
    }

    /// The elements of a list of objects; nil when the object is no list.
    private func items(of object: Object, _ file: String?) throws(KustomizeError) -> [Object]? {
        guard object["kind"]?.text.hasSuffix("List") == true, let items = object["items"] else { return nil }
        if items.isNothing { return [] }
        guard let elements = items.array else {
            throw KustomizeError(
                .malformed, "a list of objects must be a list, not \(items.shape)", file: file, field: "items")
        }
        return try elements.filter { !$0.isNothingOrEmpty }.map { element throws(KustomizeError) in
            try validated(element, file)
        }
    }

    private func validated(_ value: Value, _ file: String?) throws(KustomizeError) -> Object {
        guard let object = value.object else {
            throw KustomizeError(.malformed, "an object must be a mapping, not \(value.shape)", file: file)
        }
        let kind = object["kind"]?.text ?? ""
        guard !kind.isEmpty else {
            throw KustomizeError(.malformed, "an object has no kind", file: file, field: "kind")
        }
        guard kind.hasSuffix("List") || object["metadata"]?["name"]?.text.isEmpty == false else {
            throw KustomizeError(
                .malformed, "an object of kind \(kind) has no name", file: file, field: "metadata.name")
        }
        return object
    }
}
