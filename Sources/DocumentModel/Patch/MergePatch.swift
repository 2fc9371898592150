/// JSON Merge Patch (RFC 7386).
public enum MergePatch {
    /// `target` after the patch.
    public static func apply(_ patch: Value, to target: Value) -> Value { fatalError("not built") }

    /// The patch that turns `old` into `new`; an empty object when they are equal. Fields that `new` holds as null
    /// are removed by it, since a merge patch cannot set null.
    public static func between(_ old: Value, _ new: Value) -> Value { fatalError("not built") }
}
