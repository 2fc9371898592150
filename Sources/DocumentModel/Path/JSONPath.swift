/// A JSONPath as kubectl and CRD printer columns use it: `.status.conditions[?(@.type=="Ready")].status`.
public struct JSONPath: Sendable, Hashable {
    let steps: [JSONPathStep]

    init(steps: [JSONPathStep]) { self.steps = steps }

    /// Reads a path, with or without braces and leading dot.
    ///
    /// - Throws: `invalidPath` with the column at which it breaks.
    public init(_ text: String) throws(DocumentError) {
        var parser = JSONPathParser(text)
        steps = try parser.wholePath()
    }

    /// The nodes the path leads to, in document order; empty when it leads nowhere.
    public func values(in root: Value) -> [Value] { values(from: root, root: root) }

    func values(from node: Value, root: Value) -> [Value] {
        var nodes = [node]
        for step in steps {
            nodes = nodes.flatMap { step.apply(to: $0, root: root) }
            if nodes.isEmpty { break }
        }
        return nodes
    }
}

/// One step of a path.
indirect enum JSONPathStep: Sendable, Hashable {
    case root
    case fields([String])
    case wildcard
    /// The node and everything below it.
    case descendants
    case elements([Slice])
    case filter(JSONPathFilter)

    /// Elements of an array; negative bounds count from its end.
    struct Slice: Sendable, Hashable {
        var start: Int?
        var end: Int?
        var step = 1
        /// Whether it is one index instead of a range.
        var isIndex = false
    }

    func apply(to node: Value, root: Value) -> [Value] {
        switch self {
        case .root: return [root]
        case .fields(let names): return names.compactMap { node[$0] }
        case .wildcard: return Self.children(node)
        case .descendants:
            var found: [Value] = []
            Self.collect(node, into: &found)
            return found
        case .elements(let slices):
            guard let elements = node.array else { return [] }
            return slices.flatMap { $0.select(elements) }
        case .filter(let filter): return Self.children(node).filter { filter.holds(for: $0, root: root) }
        }
    }

    private static func children(_ node: Value) -> [Value] {
        switch node {
        case .array(let elements): elements
        case .object(let object): object.map(\.value)
        default: []
        }
    }

    private static func collect(_ node: Value, into found: inout [Value]) {
        found.append(node)
        for child in children(node) { collect(child, into: &found) }
    }
}

extension JSONPathStep.Slice {
    func select(_ elements: [Value]) -> [Value] {
        func absolute(_ index: Int) -> Int { index < 0 ? elements.count + index : index }
        if isIndex {
            let index = absolute(start ?? 0)
            return elements.indices.contains(index) ? [elements[index]] : []
        }
        let first = max(0, absolute(start ?? 0))
        let last = min(elements.count, absolute(end ?? elements.count))
        return stride(from: first, to: last, by: max(1, step)).map { elements[$0] }
    }
}

/// The condition of `[?(…)]`.
struct JSONPathFilter: Sendable, Hashable {
    /// A side of a comparison.
    enum Operand: Sendable, Hashable {
        case path(JSONPath)
        case literal(Value)
    }
    /// How the sides are compared.
    enum Comparison: String, Sendable, Hashable, CaseIterable {
        case equal = "=="
        case notEqual = "!="
        case atMost = "<="
        case atLeast = ">="
        case less = "<"
        case greater = ">"
    }

    var left: Operand
    /// nil asks only whether the left side leads somewhere.
    var comparison: Comparison?
    var right: Operand?

    func holds(for node: Value, root: Value) -> Bool {
        let left = Self.value(self.left, node, root)
        guard let comparison, let operand = right else { return left != nil }
        guard let left, let right = Self.value(operand, node, root) else { return false }
        switch comparison {
        case .equal: return left == right
        case .notEqual: return left != right
        case .less: return Self.order(left, right) == -1
        case .greater: return Self.order(left, right) == 1
        case .atMost: return Self.order(left, right).map { $0 <= 0 } ?? false
        case .atLeast: return Self.order(left, right).map { $0 >= 0 } ?? false
        }
    }

    private static func value(_ operand: Operand, _ node: Value, _ root: Value) -> Value? {
        switch operand {
        case .literal(let value): value
        case .path(let path): path.values(from: node, root: root).first
        }
    }

    /// -1, 0 or 1; nil when the two cannot be ordered.
    private static func order(_ left: Value, _ right: Value) -> Int? {
        if let a = left.double, let b = right.double { return a < b ? -1 : a > b ? 1 : 0 }
        guard let a = left.string, let b = right.string else { return nil }
        return a == b ? 0 : a.utf8.lexicographicallyPrecedes(b.utf8) ? -1 : 1
    }
}
