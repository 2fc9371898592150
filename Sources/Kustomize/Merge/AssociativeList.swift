internal import DocumentModel

/// Finding and setting elements of a list by the fields that identify them.
///
/// The rules are those of the original to the letter, also where an element lacks such a field.
enum AssociativeList {
    /// Puts `element` in the place of those that match, or at the end; removes those that match when it is nil.
    static func set(_ element: Value?, in list: inout [Value], keys: [String], values: [String]) throws(KustomizeError)
    {
        let wantsMapping = keys.first?.isEmpty == false && values.first?.isEmpty == false
        var result: [Value] = []
        result.reserveCapacity(list.count + 1)
        var isFound = false
        for candidate in list where !candidate.isNothing && candidate.object?.isEmpty != true {
            if candidate.object == nil, wantsMapping {
                result.append(candidate)
                continue
            }
            guard try matches(candidate, keys, values) else {
                if !values.isEmpty { result.append(candidate) }
                continue
            }
            isFound = true
            if let element { result.append(element) }
        }
        if let element, !element.isNothing, !isFound { result.append(element) }
        list = result
    }

    private static func matches(_ element: Value, _ keys: [String], _ values: [String]) throws(KustomizeError) -> Bool {
        guard !values.isEmpty else { return false }
        for (key, value) in zip(keys, values) {
            guard !key.isEmpty else {
                guard element.isScalar else { throw wrongKind("a single value", element) }
                if element.text != value { return false }
                continue
            }
            guard let object = element.object else { throw wrongKind("a mapping", element) }
            guard let field = object[key], value.isEmpty || field.text == value else { return false }
        }
        return true
    }

    private static func wrongKind(_ wanted: String, _ element: Value) -> KustomizeError {
        KustomizeError(.patch, "wrong node kind: expected \(wanted) but got \(element.shape)")
    }

    /// The place of the first element that matches exactly.
    static func index(in list: [Value], keys: [String], values: [String]) -> Int? {
        guard let first = keys.first, keys.count == values.count else { return nil }
        if first.isEmpty { return list.firstIndex { $0.text == values[0] } }
        return list.firstIndex { element in
            guard let object = element.object else { return false }
            return zip(keys, values).allSatisfy { key, value in
                // A null that somebody has written is no empty text.
                guard let field = object[key], field != .null else { return false }
                return field.text == value
            }
        }
    }

    /// What identifies each element: the texts of the fields, empty for missing ones.
    static func identities(of list: [Value], keys: [String]) -> [[String]] {
        list.map { element in
            keys.map { key in
                guard let field = element.object?[key], !field.isNothingOrEmpty else { return "" }
                return field.text
            }
        }
    }

    /// Adds the elements of `more` to `list`, each in place of the one of the same identity.
    static func append(_ more: [Value], to list: inout [Value], keys: [String]) throws(KustomizeError) {
        guard let first = keys.first else { return }
        for element in more {
            if first.isEmpty {
                try set(element, in: &list, keys: [""], values: [element.text])
                continue
            }
            var values: [String] = []
            for key in keys {
                if element.isNothing {
                    list.append(element)
                    continue
                }
                guard let object = element.object else { throw wrongKind("a mapping", element) }
                if let field = object[key] { values.append(field.text) } else { list.append(element) }
            }
            if keys.count > 1 { try set(nil, in: &list, keys: keys, values: values) }
            try set(element, in: &list, keys: keys, values: values)
        }
    }
}
