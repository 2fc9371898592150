/// The order by kind, then by the text of what objects are called.
struct LegacyOrder {
    private struct Key {
        var rank: Int
        var type: ResourceType
        var typeText: String
        var text: String
    }

    let kinds: KindOrder

    /// The resources in order.
    func sorted(_ resources: [Resource]) -> [Resource] {
        let keyed = resources.map { ($0, key($0.currentID)) }
        return keyed.sorted { precedes($0.1, $1.1) }.map(\.0)
    }

    private func key(_ id: ResourceID) -> Key {
        Key(
            rank: kinds.rank(id.type.kind), type: id.type, typeText: id.type.sortText,
            text: "\(id.type)|\(id.namespace.isEmpty ? "~X" : id.namespace)|\(id.name.isEmpty ? "~N" : id.name)")
    }

    private func precedes(_ left: Key, _ right: Key) -> Bool {
        if left.type == right.type { return Self.precedes(left.text, right.text) }
        if left.rank != right.rank { return left.rank < right.rank }
        let areNamespaces = left.type.kind == "Namespace" && right.type.kind == "Namespace"
        if areNamespaces, left.type.group.isEmpty || right.type.group.isEmpty {
            return Self.precedes(right.typeText, left.typeText)
        }
        return Self.precedes(left.typeText, right.typeText)
    }

    private static func precedes(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }
}
