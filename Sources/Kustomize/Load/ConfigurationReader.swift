internal import DocumentModel

/// Reads the files that `configurations` and others name.
struct ConfigurationReader {
    let loader: Loader

    /// The first document of a file.
    func document(_ path: String, refusesDuplicateKeys: Bool = false) throws(KustomizeError) -> Value {
        let bytes = try loader.load(path)
        do {
            return try YAML.parseFirst(
                bytes, YAML.ReadingOptions(refusesDuplicateKeys: refusesDuplicateKeys, file: path))
        } catch {
            throw KustomizeError(.malformed, "malformed YAML: \(error.message)", file: path, line: error.line)
        }
    }

    /// The content of a file with definitions of types: JSON when it begins like it, else the first YAML document.
    func definitions(_ path: String) throws(KustomizeError) -> Value {
        let bytes = try loader.load(path)
        guard bytes.first == UInt8(ascii: "{") else { return try document(path) }
        do { return try JSON.parse(bytes) } catch {
            throw KustomizeError(.malformed, "malformed JSON: \(error.message)", file: path, line: error.line)
        }
    }

    /// What a file of `configurations` says.
    func configuration(_ path: String) throws(KustomizeError) -> TransformerConfiguration {
        let value = try document(path, refusesDuplicateKeys: true)
        guard !value.isNull else { return TransformerConfiguration() }
        do {
            var reader = try FieldReader(value, at: "", .configuration)
            var result = TransformerConfiguration()
            for (name, list) in TransformerConfiguration.lists {
                result[keyPath: list] = try reader.readers(name, FieldSpec.init(reading:))
            }
            result.nameReference = try reader.readers("nameReference") { entry throws(KustomizeError) in
                let target = try ResourceType(reading: &entry)
                return NameReference(
                    target: target, referrers: try entry.readers("fieldSpecs", FieldSpec.init(reading:)))
            }
            try reader.finish()
            result.state = .custom
            return try TransformerConfiguration().merging(result)
        } catch { throw error.at(file: path) }
    }
}
