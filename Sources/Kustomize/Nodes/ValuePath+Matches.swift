internal import DocumentModel
internal import Platform

extension ValuePath {
    /// The steps to every node that a path leads to.
    ///
    /// - Parameter template: Where given, what is missing on the way is made, and the last node of the template's kind.
    static func matches(_ path: [String], in root: inout Value, creating template: Value?) throws(KustomizeError)
        -> [[Step]]
    {
        try matches(path[...], in: &root, template)
    }

    private static func matches(_ path: ArraySlice<String>, in node: inout Value, _ template: Value?)
        throws(KustomizeError)
        -> [[Step]]
    {
        guard let part = path.first else { return [[]] }
        let rest = path.dropFirst()
        if let index = Int(part), index >= 0 { return try matchIndex(index, rest, &node, template) }
        if isListSelector(part) { return try matchSelector(part, rest, &node, template) }
        if part == "*" { return try matchAll(rest, &node, template) { _ in true } }
        return try matchField(part, rest, &node, template)
    }

    /// What is made for a missing node before `next`.
    private static func fresh(before next: String?, _ template: Value) -> Value {
        guard let next else {
            switch template {
            case .object: return .object([:])
            case .array: return .array([])
            default: return .null
            }
        }
        return isListSelector(next) || Int(next).map { $0 >= 0 } == true ? .array([]) : .object([:])
    }

    private static func matchField(_ name: String, _ rest: ArraySlice<String>, _ node: inout Value, _ template: Value?)
        throws(KustomizeError) -> [[Step]]
    {
        if node.isNothing { return [] }
        guard case .object(var object) = node else {
            throw KustomizeError(.invalidField, "expected a mapping around \"\(name)\" but got \(node.shape)")
        }
        if object[name] == nil {
            guard let template else { return [] }
            object[name] = fresh(before: rest.first, template)
            node = .object(object)
        }
        var child = object[name] ?? .null
        if child.isScalar, !child.isNothing, !rest.isEmpty {
            throw KustomizeError(.invalidField, "\"\(name)\" is a single value, nothing is below it")
        }
        let found = try matches(rest, in: &child, template)
        object[name] = child
        node = .object(object)
        return found.map { [.field(name)] + $0 }
    }

    private static func matchIndex(_ index: Int, _ rest: ArraySlice<String>, _ node: inout Value, _ template: Value?)
        throws(KustomizeError) -> [[Step]]
    {
        var elements = try elements(of: node)
        if let template, elements.count == index { elements.append(fresh(before: rest.first, template)) }
        guard index < elements.count else {
            throw KustomizeError(.unmatched, "index \(index) specified but only \(elements.count) elements found")
        }
        let found = try matches(rest, in: &elements[index], template)
        node = .array(elements)
        return found.map { [.element(index)] + $0 }
    }

    private static func matchSelector(
        _ part: String, _ rest: ArraySlice<String>, _ node: inout Value, _ template: Value?
    )
        throws(KustomizeError) -> [[Step]]
    {
        let (name, value) = try nameAndValue(part)
        let pattern = try Pattern.compile(value, isAnchored: false)
        func selects(_ element: Value) -> Bool {
            guard !name.isEmpty else {
                return pattern.matches(element.isScalar ? element.text : YAML.text(element.withoutBlanks))
            }
            guard let field = element.object?[name] else { return false }
            return pattern.matches(field.isScalar ? field.text : YAML.text(field.withoutBlanks))
        }
        // Where elements are single values, nothing can be below them.
        let rest = name.isEmpty ? [] : rest
        let found = try matchAll(rest, &node, template, selects)
        guard found.isEmpty, template != nil, case .array(var elements) = node else { return found }
        let scalar = Value.plain(value)
        elements.append(name.isEmpty ? scalar : .object([name: scalar]))
        node = .array(elements)
        return try matchAll(rest, &node, template, selects)
    }

    private static func matchAll(
        _ rest: ArraySlice<String>, _ node: inout Value, _ template: Value?, _ selects: (Value) -> Bool
    ) throws(KustomizeError) -> [[Step]] {
        guard !node.isNothing else { return [] }
        var elements = try elements(of: node)
        var found: [[Step]] = []
        for index in elements.indices where selects(elements[index]) {
            found += try matches(rest, in: &elements[index], template).map { [.element(index)] + $0 }
        }
        node = .array(elements)
        return found
    }
}
