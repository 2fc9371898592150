internal import DocumentModel
internal import KubernetesModel

/// Field ownership as the fake knows it: objects by field, everything else whole.
enum FakeFields {
    private static let serverFields: Set<String> = [
        "uid", "resourceVersion", "generation", "creationTimestamp", "managedFields", "name", "namespace",
        "deletionTimestamp",
    ]

    /// The fields of an object, without identity and what the server writes.
    static func set(of content: Object) -> Object {
        var result = Object()
        for (name, value) in content where !["apiVersion", "kind", "status"].contains(name) {
            if name == "metadata" {
                let own = Object((value.object ?? [:]).filter { !serverFields.contains($0.key) })
                if !own.isEmpty { result["f:metadata"] = .object(fields(of: own)) }
            } else {
                result["f:\(name)"] = nested(value)
            }
        }
        return result
    }

    private static func fields(of object: Object) -> Object {
        var result = Object()
        for (name, value) in object { result["f:\(name)"] = nested(value) }
        return result
    }

    private static func nested(_ value: Value) -> Value {
        guard let object = value.object, !object.isEmpty else { return .object([:]) }
        return .object(fields(of: object))
    }

    /// What server-side apply makes of `wanted` on `live`.
    static func apply(_ wanted: KubernetesObject, onto live: KubernetesObject?, manager: String) -> KubernetesObject {
        var entries = (live?.metadata["managedFields"]?.array ?? []).compactMap(\.object)
        let own = entries.firstIndex {
            $0["manager"]?.string == manager && $0["operation"]?.string == "Apply" && $0["subresource"] == nil
        }
        let before = own.flatMap { entries[$0]["fieldsV1"]?.object } ?? [:]
        let after = set(of: wanted.content)
        var others = Object()
        for (index, entry) in entries.enumerated() where index != own {
            others = union(others, entry["fieldsV1"]?.object ?? [:])
        }
        var value = live?.value ?? .object([:])
        for path in leaves(before) where !has(after, path) && !has(others, path) { value.set(path, to: nil) }
        var sent = wanted.value
        sent["status"] = nil
        value = merge(sent, onto: value)
        var entry = own.map { entries[$0] } ?? ["manager": .string(manager), "operation": "Apply"]
        entry["apiVersion"] = .string(wanted.apiVersion)
        entry["fieldsType"] = "FieldsV1"
        entry["fieldsV1"] = .object(after)
        if let own { entries[own] = entry } else { entries.append(entry) }
        value.set(["metadata", "managedFields"], to: .array(entries.map(Value.object)))
        return KubernetesObject(value) ?? wanted
    }

    /// Takes the fields in which two objects differ away from every Apply manager.
    static func disown(
        fieldsThatDiffer before: KubernetesObject, _ after: KubernetesObject, in object: inout KubernetesObject
    ) {
        let entries = (object.metadata["managedFields"]?.array ?? []).compactMap(\.object).map { entry in
            var entry = entry
            var fields = Value.object(entry["fieldsV1"]?.object ?? [:])
            for path in leaves(entry["fieldsV1"]?.object ?? [:])
            where before.value.at(path) != after.value.at(path) {
                fields.set(path.map { "f:\($0)" }, to: nil)
            }
            entry["fieldsV1"] = fields
            return Value.object(entry)
        }
        object.metadata["managedFields"] = .array(entries)
    }

    private static func leaves(_ fields: Object) -> [[String]] {
        fields.flatMap { step, nested -> [[String]] in
            let name = String(step.dropFirst(2))
            let deeper = leaves(nested.object ?? [:])
            return deeper.isEmpty ? [[name]] : deeper.map { [name] + $0 }
        }
    }

    private static func has(_ fields: Object, _ path: [String]) -> Bool {
        Value.object(fields).at(path.map { "f:\($0)" }) != nil
    }

    private static func union(_ left: Object, _ right: Object) -> Object {
        var result = left
        for (key, value) in right {
            result[key] = .object(union(result[key]?.object ?? [:], value.object ?? [:]))
        }
        return result
    }

    private static func merge(_ new: Value, onto old: Value) -> Value {
        guard let fields = new.object, var result = old.object else { return new }
        for (name, value) in fields { result[name] = result[name].map { merge(value, onto: $0) } ?? value }
        return .object(result)
    }
}
