/// One place at which two documents differ.
public struct Difference: Sendable, Hashable {
    /// What happened at the place.
    public enum Kind: Sendable, Hashable { case added, removed, changed }
    /// The place.
    public var pointer: JSONPointer
    /// What happened there.
    public var kind: Kind

    public init(pointer: JSONPointer, kind: Kind) {
        self.pointer = pointer
        self.kind = kind
    }

    /// The places at which `new` differs from `old`, deepest possible, in the order of `old`, then of `new`.
    /// Arrays are compared by position. No values are kept, so that a list of differences can be printed.
    public static func between(_ old: Value, _ new: Value, limit: Int = 1000) -> [Difference] {
        var search = DifferenceSearch(limit: limit)
        search.compare(old, new)
        return search.found
    }
}

private struct DifferenceSearch {
    let limit: Int
    var found: [Difference] = []
    var path: [String] = []

    init(limit: Int) { self.limit = limit }

    mutating func compare(_ old: Value, _ new: Value) {
        guard found.count < limit else { return }
        switch (old, new) {
        case (.object(let a), .object(let b)): objects(a, b)
        case (.array(let a), .array(let b)): arrays(a, b)
        default: if old != new { note(.changed) }
        }
    }

    private mutating func objects(_ old: Object, _ new: Object) {
        for (key, value) in old {
            at(key) { search in
                if let other = new[key] { search.compare(value, other) } else { search.note(.removed) }
            }
        }
        for (key, _) in new where old[key] == nil { at(key) { $0.note(.added) } }
    }

    private mutating func arrays(_ old: [Value], _ new: [Value]) {
        for (index, (left, right)) in zip(old, new).enumerated() {
            at(String(index)) { $0.compare(left, right) }
        }
        for index in min(old.count, new.count)..<max(old.count, new.count) {
            at(String(index)) { $0.note(old.count > new.count ? .removed : .added) }
        }
    }

    private mutating func at(_ token: String, _ body: (inout DifferenceSearch) -> Void) {
        path.append(token)
        body(&self)
        path.removeLast()
    }

    private mutating func note(_ kind: Difference.Kind) {
        guard found.count < limit else { return }
        found.append(Difference(pointer: JSONPointer(tokens: path), kind: kind))
    }
}
