/// JSON Merge Patch (RFC 7386).
public enum MergePatch {
    /// `target` after the patch.
    public static func apply(_ patch: Value, to target: Value) -> Value {
        guard case .object(let changes) = patch else { return patch }
        var result = target.object ?? Object()
        for (key, change) in changes {
            if change.isNull {
                result[key] = nil
            } else {
                result[key] = apply(change, to: result[key] ?? .null)
            }
        }
        return .object(result)
    }

    /// The patch that turns `old` into `new`; an empty object when they are equal. Fields that `new` holds as null
    /// are removed by it, since a merge patch cannot set null.
    public static func between(_ old: Value, _ new: Value) -> Value {
        guard case .object(let before) = old, case .object(let after) = new else { return new }
        var patch = Object()
        for (key, _) in before where after[key] == nil { patch[key] = .null }
        for (key, value) in after {
            guard let previous = before[key] else {
                // Nested nulls of a new object would be dropped by the patch, so they need not be said.
                patch[key] = value
                continue
            }
            if previous == value { continue }
            patch[key] = between(previous, value)
        }
        return .object(patch)
    }
}
