/// One place at which two documents differ.
public struct Difference: Sendable, Hashable {
    /// What happened at the place.
    public enum Kind: Sendable, Hashable { case added, removed, changed }
    /// The place.
    public var pointer: JSONPointer
    /// What happened there.
    public var kind: Kind

    /// The places at which `new` differs from `old`, deepest possible, in the order of `old`, then of `new`.
    /// Arrays are compared by position. No values are kept, so that a list of differences can be printed.
    public static func between(_ old: Value, _ new: Value, limit: Int = 1000) -> [Difference] {
        fatalError("not built")
    }
}
