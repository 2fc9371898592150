internal import DocumentModel
internal import KubernetesModel

/// One entry of `metadata.managedFields`.
struct ManagedFieldsEntry: Hashable {
    var content: Object

    var manager: String { content["manager"]?.string ?? "" }
    var operation: String { content["operation"]?.string ?? "" }
    var apiVersion: String { content["apiVersion"]?.string ?? "" }
    /// Empty for the object itself.
    var subresource: String { content["subresource"]?.string ?? "" }
    /// The set of fields (`FieldsV1`).
    var fields: Object { content["fieldsV1"]?.object ?? [:] }

    static func all(of object: KubernetesObject) -> [ManagedFieldsEntry] {
        (object.metadata["managedFields"]?.array ?? []).compactMap { $0.object.map(ManagedFieldsEntry.init(content:)) }
    }
}

/// Sets of fields in the form of `FieldsV1`: `f:name`, `k:{…}` for an item by key, `v:…` for an item by value, `i:` by place.
enum FieldSet {
    /// How deep a set may nest; deeper ones are cut off there.
    private static let depthLimit = 128

    /// The fields of both sets.
    static func union(_ left: Object, _ right: Object, depth: Int = 0) -> Object {
        guard depth < depthLimit else { return left }
        var result = left
        for (key, value) in right {
            guard let other = result[key]?.object, let fields = value.object else {
                if result[key] == nil { result[key] = value }
                continue
            }
            result[key] = .object(union(other, fields, depth: depth + 1))
        }
        return result
    }

    /// What stands in `value` under one step of a set; nil when nothing does.
    static func child(of value: Value, _ step: String) -> Value? {
        let body = String(step.dropFirst(2))
        switch step.prefix(2) {
        case "f:": return value[body]
        case "i:": return Int(body).flatMap { value[$0] }
        case "v:": return parse(body).flatMap { wanted in value.array?.first { $0 == wanted } }
        case "k:":
            guard let keys = parse(body)?.object else { return nil }
            return value.array?.first { matches($0, keys) }
        default: return nil
        }
    }

    /// Whether a list item has all these keys.
    static func matches(_ item: Value, _ keys: Object) -> Bool {
        !keys.isEmpty && keys.allSatisfy { key, value in item[key] == value }
    }

    static func parse(_ json: String) -> Value? {
        do throws(DocumentError) { return try JSON.parse(json) } catch { return nil }
    }

    /// Adds the fields of the set, with their values, to a hash.
    static func hash(_ fields: Object, of value: Value?, into hasher: inout Hasher, depth: Int = 0) {
        guard depth < depthLimit else { return }
        for (step, nested) in fields where step != "." {
            hasher.combine(step)
            let found = value.flatMap { child(of: $0, step) }
            let deeper = nested.object ?? [:]
            if deeper.isEmpty {
                hasher.combine(found)
            } else {
                hasher.combine(found != nil)
                hash(deeper, of: found, into: &hasher, depth: depth + 1)
            }
        }
    }
}
