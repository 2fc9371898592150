internal import DocumentModel

extension StrategicMerge {
    /// Merges lists: by the keys of the schema, or the patch's whole.
    func list(_ patch: Value?, into target: Value?, node: Int?, depth: Int) throws(KustomizeError) -> Outcome {
        guard let node, let keys = schema.mergeKeys(of: node) else {
            if let patch { try Self.refuseRepeatedKeys(in: patch) }
            guard let result = patch ?? target, !result.isNothing else { return .removed }
            return .value(result)
        }
        var additions = patch?.array
        var elements = target?.array ?? []
        if target?.array == nil {
            guard let additions else { return .removed }
            elements = additions
        } else if let patch {
            guard !patch.isNothing, var changes = additions else { return .removed }
            switch try PatchDirective.take(from: &changes) {
            case .delete: return .removed
            case .replace: elements = changes
            case .merge: break
            }
            additions = changes
        }
        let parts = Parts(keys: keys, node: schema.elements(of: node), depth: depth + 1)
        return .value(.array(try merged(additions, into: elements, parts)))
    }

    /// What stays the same for all elements of a list.
    private struct Parts {
        /// The fields that identify an element; one empty name where elements are single values.
        var keys: [String]
        var node: Int?
        var depth: Int
    }

    private func merged(_ patch: [Value]?, into elements: [Value], _ parts: Parts) throws(KustomizeError) -> [Value] {
        var parts = parts
        var identities: [[String]]
        if parts.keys.isEmpty {
            parts.keys = [""]
            identities = Self.unique(((patch ?? []) + elements).map { [$0.text] })
        } else {
            if let result = try mergedByUniqueKey(patch ?? [], into: elements, parts) { return result }
            identities = Self.unique(
                AssociativeList.identities(of: patch ?? [], keys: parts.keys)
                    + AssociativeList.identities(of: elements, keys: parts.keys))
            if parts.keys.count > 1 { identities = Self.joined(identities) }
        }
        var target = elements
        var result: [Value] = []
        let valid = Self.validKeys(identities, parts.keys)
        for identity in identities where !identity.isEmpty {
            try place(identity, patch, &target, into: &result, parts, valid)
        }
        guard !identities.isEmpty else { return target }
        try AssociativeList.append(target, to: &result, keys: valid)
        return result
    }

    /// Merges the elements of one identity and puts what comes out into `result`.
    private func place(
        _ identity: [String], _ patch: [Value]?, _ target: inout [Value], into result: inout [Value], _ parts: Parts,
        _ valid: [String]
    ) throws(KustomizeError) {
        let values = Self.validValues(identity, parts.keys, valid)
        let ownKeys = Self.validKeys([values], valid)
        let ownValues = Self.validValues(values, valid, ownKeys)
        let index = AssociativeList.index(in: target, keys: ownKeys, values: ownValues)
        let change = patch.flatMap { list in
            AssociativeList.index(in: list, keys: ownKeys, values: ownValues).map { list[$0] }
        }
        let outcome = try merge(change, into: index.map { target[$0] }, node: parts.node, depth: parts.depth)
        guard var value = outcome.value, !value.isNothing, value.object?.isEmpty != true else {
            for _ in valid { try AssociativeList.set(nil, in: &target, keys: valid, values: values) }
            return
        }
        Self.complete(&value, valid, values)
        if case .changed = outcome, let index { target[index] = value }
        try AssociativeList.set(value, in: &result, keys: valid, values: values)
    }

    private static func complete(_ value: inout Value, _ keys: [String], _ values: [String]) {
        guard case .object(var object) = value else { return }
        for (key, text) in zip(keys, values) where object[key] == nil && !text.isEmpty {
            object[key] = Value.plain(text)
        }
        value = .object(object)
    }
}

// Identities.
extension StrategicMerge {
    private static func unique(_ identities: [[String]]) -> [[String]] {
        var seen: Set<[String]> = []
        return identities.filter { !$0.isEmpty && seen.insert($0).inserted }
    }

    /// The keys for which any identity has a value; all of them where none has.
    private static func validKeys(_ identities: [[String]], _ keys: [String]) -> [String] {
        let valid = keys.indices.filter { index in
            identities.contains { $0.indices.contains(index) && !$0[index].isEmpty }
        }
        return valid.isEmpty ? keys : valid.map { keys[$0] }
    }

    private static func validValues(_ values: [String], _ keys: [String], _ valid: [String]) -> [String] {
        zip(keys, values).filter { key, value in !value.isEmpty || valid.contains(key) }.map(\.1)
    }

    /// Makes identities the same that differ only in values that one of them lacks.
    private static func joined(_ identities: [[String]]) -> [[String]] {
        guard identities.contains(where: { $0.contains("") }) else { return identities }
        var result = identities
        for first in result.indices {
            let left = result[first]
            for second in result.indices {
                guard let both = match(result[first], result[second], left) else { continue }
                result[first] = both
                result[second] = both
            }
        }
        return result
    }

    private static func match(_ current: [String], _ other: [String], _ original: [String]) -> [String]? {
        guard original.count == other.count else { return nil }
        var hasCommon = false
        var result: [String] = []
        for (left, right) in zip(original, other) {
            if left == right { hasCommon = true } else if !left.isEmpty, !right.isEmpty { return nil }
            result.append(left.isEmpty ? right : left)
        }
        return hasCommon ? result : nil
    }
}

// The usual case, in linear time.
extension StrategicMerge {
    /// Merges lists whose elements all have one key with a value of their own; nil when that is not so.
    private func mergedByUniqueKey(_ patch: [Value], into elements: [Value], _ parts: Parts) throws(KustomizeError)
        -> [Value]?
    {
        guard parts.keys.count == 1, let key = parts.keys.first, !key.isEmpty,
            let places = Self.places(elements, key), let changes = Self.places(patch, key)
        else { return nil }
        var merged = elements.map(Optional.some)
        var result: [Value] = []
        for change in patch {
            let place = change.object?[key].flatMap { places[$0.text] }
            let outcome = try merge(change, into: place.map { elements[$0] }, node: parts.node, depth: parts.depth)
            if let place { merged[place] = nil }
            guard var value = outcome.value, !value.isNothing, value.object?.isEmpty != true else { continue }
            if case .value = outcome, let place { value = elements[place] }
            result.append(value)
        }
        for (place, element) in elements.enumerated() {
            guard merged[place] != nil, let identity = element.object?[key]?.text, changes[identity] == nil else {
                continue
            }
            guard let value = try merge(nil, into: element, node: parts.node, depth: parts.depth).value,
                !value.isNothing, value.object?.isEmpty != true
            else { continue }
            result.append(value)
        }
        return result
    }

    /// The place of each element by the text of its key; nil when one has none, or two have the same.
    private static func places(_ elements: [Value], _ key: String) -> [String: Int]? {
        var result: [String: Int] = [:]
        for (index, element) in elements.enumerated() {
            guard let field = element.object?[key], !field.isNothingOrEmpty, field.isScalar else { return nil }
            guard result.updateValue(index, forKey: field.text) == nil else { return nil }
        }
        return result
    }
}
