internal import DocumentModel

/// The spec of a claim for volumes as the server shows it where it may not change: under the names it has inside.
enum ClaimText {
    static func lines(_ spec: Object) -> [String] {
        var result: Object = [:]
        result["AccessModes"] = spec["accessModes"] ?? .null
        result["Selector"] = spec["selector"] ?? .null
        let resources = spec["resources"]
        result["Resources"] = ["Limits": amounts(resources?["limits"]), "Requests": amounts(resources?["requests"])]
        result["VolumeName"] = spec["volumeName"] ?? ""
        result["StorageClassName"] = spec["storageClassName"] ?? .null
        result["VolumeMode"] = spec["volumeMode"] ?? .null
        result["DataSource"] = source(spec["dataSource"], ["apiGroup", "kind", "name"])
        result["DataSourceRef"] = source(spec["dataSourceRef"], ["apiGroup", "kind", "name", "namespace"])
        result["VolumeAttributesClassName"] = spec["volumeAttributesClassName"] ?? .null
        return lines(.object(result), indent: "", head: "", tail: "")
    }

    private static func amounts(_ value: Value?) -> Value {
        guard let object = value?.object, !object.isEmpty else { return .null }
        return .object(object.sorted())
    }

    private static func source(_ value: Value?, _ fields: [String]) -> Value {
        guard let value, value.object != nil else { return .null }
        var result: Object = [:]
        for field in fields {
            let name = field == "apiGroup" ? "APIGroup" : field.prefix(1).uppercased() + field.dropFirst()
            result[name] = value[field] ?? .null
        }
        return .object(result)
    }

    private static func lines(_ value: Value, indent: String, head: String, tail: String) -> [String] {
        let inner = indent + " "
        switch value {
        case .object(let object) where !object.isEmpty:
            var result = ["\(indent)\(head){"]
            for (index, field) in object.enumerated() {
                let comma = index + 1 < object.count ? "," : ""
                result += lines(field.value, indent: inner, head: "\(GoText.quoted(field.key)): ", tail: comma)
            }
            return result + ["\(indent)}\(tail)"]
        case .array(let items) where !items.isEmpty:
            var result = ["\(indent)\(head)["]
            for (index, item) in items.enumerated() {
                result += lines(item, indent: inner, head: "", tail: index + 1 < items.count ? "," : "")
            }
            return result + ["\(indent)]\(tail)"]
        default: return ["\(indent)\(head)\(JSON.text(value))\(tail)"]
        }
    }
}
