internal import DocumentModel

/// A patch as text, of which it must be found out what kind it is.
struct PatchText {
    let bytes: [UInt8]
    /// Where the text comes from, for messages.
    let file: String?
    let reader: ManifestReader

    /// The operations of a JSON patch; YAML unless it begins with `[`.
    func operations() throws(KustomizeError) -> [Value] {
        let value: Value
        do {
            if bytes.first == UInt8(ascii: "[") {
                value = try JSON.parse(bytes)
            } else {
                value = try YAML.parseFirst(bytes, YAML.ReadingOptions(refusesDuplicateKeys: false, file: file))
            }
        } catch {
            throw KustomizeError(.malformed, "malformed patch: \(error.message)", file: file, line: error.line)
        }
        if value.isNull { return [] }
        guard let operations = value.array, operations.allSatisfy({ $0.object != nil }) else {
            throw KustomizeError(.patch, "a JSON patch must be a list of operations", file: file)
        }
        return operations
    }

    /// The objects of a strategic merge patch.
    func objects() throws(KustomizeError) -> [Resource] {
        try reader.resources(bytes, file: file, isPatch: true)
    }
}
