internal import DocumentModel

/// A part of an object before and after a write.
struct RuleChange {
    var new: Value
    var old: Value
    var tree: RuleTree

    /// Whether nothing changed. Elements of lists that have keys may have changed their places.
    var isUnchanged: Bool { Self.isSame(new, old, tree) }

    private static func isSame(_ new: Value, _ old: Value, _ tree: RuleTree?) -> Bool {
        switch (new, old) {
        case (.array(let new), .array(let old)):
            guard let tree, !tree.listKeys.isEmpty else { return new == old }
            guard new.count == old.count else { return false }
            let index = ListIndex(old, keys: tree.listKeys)
            return new.allSatisfy { element in
                index.counterpart(of: element).map { isSame(element, $0, tree.items) } ?? false
            }
        case (.object(let new), .object(let old)):
            guard new.count == old.count else { return false }
            return new.allSatisfy { key, value in
                guard let other = old[key] else { return false }
                return isSame(value, other, tree?.properties.first { $0.name == key }?.tree ?? tree?.additional)
            }
        default: return new == old
        }
    }
}

/// What is known of a value from before, and of the one around it.
struct RuleCorrelation {
    var current: RuleChange?
    var parent: RuleChange?

    /// Whether an error is one that was there before.
    var isUnchanged: Bool { current?.isUnchanged ?? parent?.isUnchanged ?? false }

    /// What is known of a part.
    func child(_ new: Value, _ old: Value?, _ tree: RuleTree) -> RuleCorrelation {
        guard let current else { return self }
        return RuleCorrelation(
            current: old.map { RuleChange(new: new, old: $0, tree: tree) }, parent: current)
    }
}

/// Finds what an element of a list with keys was before.
struct ListIndex {
    private let keys: [String]
    private var elements: [[Value?]: Value] = [:]

    init(_ elements: [Value], keys: [String]) {
        self.keys = keys
        guard !keys.isEmpty else { return }
        for element in elements { self.elements[keys.map { element[$0] }] = element }
    }

    /// Nil where elements cannot be told apart, or there was none.
    func counterpart(of element: Value) -> Value? { keys.isEmpty ? nil : elements[keys.map { element[$0] }] }
}
