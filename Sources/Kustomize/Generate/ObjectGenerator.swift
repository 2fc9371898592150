internal import DocumentModel
internal import Platform

/// Makes ConfigMaps and Secrets of files, environment files and literals.
struct ObjectGenerator {
    let loader: Loader
    let scopes: Scopes

    /// The object that `rule` asks for.
    func resource(_ rule: GeneratorRule, options: GeneratorOptions?) throws(KustomizeError) -> Resource {
        guard !rule.name.isEmpty else {
            throw KustomizeError(.invalidField, "a generated object must have a name", field: "name")
        }
        let entries = try KeyValueSource(loader: loader).entries(of: rule)
        for entry in entries { try PlainKey.check(entry.key) }
        for entry in entries where !rule.isSecret { try Self.checkBlock(entry) }
        var content: Object = ["apiVersion": "v1", "kind": rule.isSecret ? "Secret" : "ConfigMap"]
        content["metadata"] = try metadata(rule, options)
        if rule.isSecret {
            content["type"] = .string(rule.type.isEmpty ? "Opaque" : rule.type)
            content["data"] = .object(Object(entries.map { (key: $0.key, value: .string(Self.base64($0.bytes))) }))
        } else {
            Self.fill(&content, with: entries)
        }
        if options?.isImmutable == true { content["immutable"] = true }
        let resource = Resource(content, scopes: scopes)
        resource.needsHash = options?.disablesHash != true
        resource.behavior = rule.behavior
        resource.isGenerated = true
        return resource
    }

    private func metadata(_ rule: GeneratorRule, _ options: GeneratorOptions?) throws(KustomizeError) -> Value {
        var metadata: Object = ["name": .string(rule.name)]
        if !rule.namespace.isEmpty { metadata["namespace"] = .string(rule.namespace) }
        for (field, texts) in [("labels", options?.labels), ("annotations", options?.annotations)] {
            guard let texts, !texts.isEmpty else { continue }
            for key in texts.keys { try PlainKey.check(key) }
            let sorted = texts.sorted { $0.key < $1.key }.map { (key: $0.key, value: Value.string($0.value)) }
            metadata[field] = .object(Object(sorted))
        }
        return .object(metadata)
    }

    /// Refuses a text of several lines that begins with a tab: the original writes it as a block that it cannot read.
    private static func checkBlock(_ entry: KeyValueSource.Entry) throws(KustomizeError) {
        guard entry.bytes.first == 0x09, entry.bytes.contains(0x0A), entry.bytes.last != 0x20,
            !zip(entry.bytes, entry.bytes.dropFirst()).contains(where: { $0 == 0x20 && $1 == 0x0A }),
            String(validating: entry.bytes, as: UTF8.self) != nil
        else { return }
        throw KustomizeError(
            .malformed,
            "the value of \"\(entry.key)\" begins with a tab character where an indentation space is expected")
    }

    /// Text goes to `data`, anything else to `binaryData`.
    private static func fill(_ content: inout Object, with entries: [KeyValueSource.Entry]) {
        var data: Object = [:]
        var binaryData: Object = [:]
        for entry in entries {
            if let text = String(validating: entry.bytes, as: UTF8.self) {
                data[entry.key] = .string(text)
            } else {
                binaryData[entry.key] = .string(base64(entry.bytes))
            }
        }
        if !data.isEmpty { content["data"] = .object(data) }
        if !binaryData.isEmpty { content["binaryData"] = .object(binaryData) }
    }

    /// Base64 in lines of 70 characters when it does not fit one.
    static func base64(_ bytes: [UInt8]) -> String {
        let text = Array(Base64.encode(bytes).utf8)
        guard text.count >= 70 else { return String(decoding: text, as: UTF8.self) }
        var result: [UInt8] = []
        result.reserveCapacity(text.count + text.count / 70 + 1)
        for start in stride(from: 0, to: text.count, by: 70) {
            result += text[start..<min(start + 70, text.count)]
            result.append(0x0A)
        }
        return String(decoding: result, as: UTF8.self)
    }
}
