internal import DocumentModel

/// Lets variables stand for the values of fields: `$(NAME)` in the fields of some specs.
struct VariableExpansion {
    /// The value of each variable.
    let values: [String: Value]
    let specs: [FieldSpec]
    /// The variables that have been found.
    private(set) var used: Set<String> = []

    init(values: [String: Value], specs: [FieldSpec]) {
        self.values = values
        self.specs = specs
    }

    /// Replaces the variables in all objects.
    mutating func apply(to list: ResourceList) throws(KustomizeError) {
        let seen = Names()
        var byType: [ResourceType: [FieldWalk]] = [:]
        let expansion = self
        for resource in list.resources where !resource.isEmpty {
            let type = resource.type
            if byType[type] == nil {
                byType[type] = specs.selecting(type).map { spec in
                    FieldWalk(spec) { node throws(KustomizeError) in try expansion.expand(&node, seen) }
                }
            }
            for walk in byType[type] ?? [] { try walk.apply(to: resource) }
            resource.settleSharedTexts()
        }
        used = seen.names
        list.namesChanged()
    }

    /// The names met on a walk.
    private final class Names {
        var names: Set<String> = []
    }

    private func expand(_ node: inout Value, _ seen: Names) throws(KustomizeError) {
        switch node {
        case .string: node = expanded(node, seen) ?? node
        case .object(let object):
            node = .object(object.mapValues { value in expanded(value, seen) ?? value })
        case .array(let elements):
            node = .array(
                try elements.map { element throws(KustomizeError) in
                    guard let result = expanded(element, seen) else {
                        throw KustomizeError(.invalidField, "invalid value type expect a string, not \(element.shape)")
                    }
                    return result
                })
        default: return
        }
    }

    /// A string with its variables replaced; nil for anything else.
    private func expanded(_ value: Value, _ seen: Names) -> Value? {
        guard let text = value.quotable else { return nil }
        let result = expanded(text, seen)
        return result == .string(text) ? value : value.replaced(by: result)
    }

    /// A text that is nothing but one variable takes the type of its value.
    private func expanded(_ text: String, _ seen: Names) -> Value {
        guard text.utf8.contains(UInt8(ascii: "$")) else { return .string(text) }
        var result: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "$"), let next = rest.first else {
                result.append(byte)
                continue
            }
            guard next == UInt8(ascii: "(") else {
                if next != byte { result.append(byte) }
                result.append(next)
                rest.removeFirst()
                continue
            }
            guard let end = rest.firstIndex(of: UInt8(ascii: ")")) else {
                result += [byte, next]
                rest.removeFirst()
                continue
            }
            let name = String(decoding: rest[(rest.startIndex + 1)..<end], as: UTF8.self)
            rest = rest[(end + 1)...]
            guard let value = values[name], value.isScalar, !value.isNothing else {
                result += Array("$(\(name))".utf8)
                continue
            }
            seen.names.insert(name)
            if text == "$(\(name))" { return value }
            result += Array(value.text.utf8)
        }
        return .string(String(decoding: result, as: UTF8.self))
    }
}
