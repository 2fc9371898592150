package import DocumentModel
internal import KubernetesModel

/// Fields whose drift is left alone, on the objects that a selector matches; all objects without one.
package struct IgnoreRule: Sendable {
    package var paths: [JSONPointer]
    package var selector: ObjectSelector?

    package init(paths: [JSONPointer], selector: ObjectSelector? = nil) {
        self.paths = paths
        self.selector = selector
    }

    /// The paths that count for an object, of all rules.
    static func paths(of rules: [IgnoreRule], for object: KubernetesObject) -> [JSONPointer] {
        rules.filter { $0.selector?.matches(object) ?? true }.flatMap(\.paths)
    }

    /// The object without what stands at these paths; a path that leads nowhere is no error.
    static func removing(_ paths: [JSONPointer], from object: KubernetesObject) -> KubernetesObject {
        var value = object.value
        for path in paths where path.resolve(in: value) != nil {
            do throws(DocumentError) {
                value = try JSONPatch(operations: [.remove(path)]).apply(to: value)
            } catch { continue }
        }
        return KubernetesObject(value) ?? object
    }

    /// What is sent when an apply happens all the same: a differing ignored field that another Apply manager owns is left out,
    /// which gives it up; any other keeps its live value.
    static func payload(
        _ wanted: KubernetesObject, paths: [JSONPointer], live: KubernetesObject, result: KubernetesObject,
        ownership: TakeOver
    ) -> KubernetesObject {
        var value = wanted.value
        for path in paths {
            let (before, after) = (path.resolve(in: live.value), path.resolve(in: result.value))
            guard before != after else { continue }
            let owners = ManagedFieldsEntry.all(of: live).filter { entry in
                entry.operation == "Apply" && entry.subresource.isEmpty && !ownership.isOwn(entry)
            }
            let isForeign = owners.contains { owns($0, path, in: live.value) }
            if isForeign || before == nil {
                value = set(value, path, nil)
            } else {
                value = set(value, path, before)
            }
        }
        return KubernetesObject(value) ?? wanted
    }

    /// Whether an entry lists the field: names become `f:` steps, places in a list the key or value of the item there.
    private static func owns(_ entry: ManagedFieldsEntry, _ path: JSONPointer, in live: Value) -> Bool {
        var fields = entry.fields
        var node: Value? = live
        for token in path.tokens {
            guard let current = node else { return false }
            if let items = current.array {
                guard let index = Int(token), items.indices.contains(index) else { return false }
                guard let step = fields.keys.first(where: { FieldSet.child(of: .array([items[index]]), $0) != nil })
                else { return false }
                (fields, node) = (fields[step]?.object ?? [:], items[index])
            } else {
                guard let nested = fields["f:\(token)"]?.object else { return false }
                (fields, node) = (nested, current[token])
            }
        }
        return true
    }

    private static func set(_ root: Value, _ path: JSONPointer, _ value: Value?) -> Value {
        let operation: JSONPatch.Operation
        if let value {
            // A field that is not there yet is added, with the objects above it.
            let isThere = path.resolve(in: root) != nil
            guard isThere || !path.tokens.contains(where: { Int($0) != nil }) else { return root }
            if !isThere {
                var copy = root
                copy.set(path.tokens, to: value)
                return copy
            }
            operation = .replace(path, value)
        } else {
            guard path.resolve(in: root) != nil else { return root }
            operation = .remove(path)
        }
        do throws(DocumentError) { return try JSONPatch(operations: [operation]).apply(to: root) } catch { return root }
    }
}
