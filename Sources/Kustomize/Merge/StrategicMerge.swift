internal import DocumentModel

/// A strategic merge of a patch into an object: mappings merge, lists merge by their keys where the schema says so,
/// everything else is replaced; null deletes, and so does `$patch: delete`.
struct StrategicMerge {
    static let depthLimit = 512

    let schema: MergeSchema

    /// What becomes of a node.
    enum Outcome {
        /// It goes away.
        case removed
        /// It is this.
        case value(Value)
        /// It is this, changed in the place where it stood; elements of lists tell that apart.
        case changed(Value)

        var value: Value? {
            switch self {
            case .removed: nil
            case .value(let value), .changed(let value): value
            }
        }
    }

    /// The object after the patch; nil when the patch deletes it.
    func apply(_ patch: Object, to target: Object) throws(KustomizeError) -> Object? {
        switch try merge(.object(patch), into: .object(target), node: nil, depth: 0) {
        case .removed: nil
        case .changed(let value): value.object
        // A patch cannot replace a whole object; as in the original it then changes nothing.
        case .value: target
        }
    }

    /// Merges `patch` into `target`; either may be missing.
    func merge(_ patch: Value?, into target: Value?, node: Int?, depth: Int) throws(KustomizeError) -> Outcome {
        guard depth <= Self.depthLimit else {
            throw KustomizeError(.limit, "the patch nests deeper than \(Self.depthLimit) levels")
        }
        let node = node ?? kind(of: target) ?? kind(of: patch)
        let leader: Value? = target?.isNothing == false ? target : patch
        switch leader {
        case .array:
            try require(target, patch, "a list") { if case .array = $0 { true } else { false } }
            return try list(patch, into: target, node: node, depth: depth)
        case .object, nil: break
        case .some(let value) where value.isNothing: break
        default:
            try require(target, patch, "a single value") { $0.isScalar }
            guard let result = patch.map({ target?.replaced(by: $0) ?? $0 }) ?? target, !result.isNothing else {
                return .removed
            }
            return .value(result)
        }
        try require(target, patch, "a mapping") { if case .object = $0 { true } else { false } }
        return try mapping(patch, into: target, node: node, depth: depth)
    }

    private func require(_ target: Value?, _ patch: Value?, _ wanted: String, _ holds: (Value) -> Bool)
        throws(KustomizeError)
    {
        for value in [target, patch] {
            if let value, !value.isNothing, !holds(value) {
                throw KustomizeError(.patch, "wrong node kind: expected \(wanted) but got \(value.shape)")
            }
        }
    }

    /// The schema of an object that says its kind.
    private func kind(of value: Value?) -> Int? {
        guard case .object(let object) = value, let apiVersion = object["apiVersion"]?.text, !apiVersion.isEmpty,
            let kind = object["kind"]?.text, !kind.isEmpty
        else { return nil }
        return schema.node(apiVersion: apiVersion, kind: kind)
    }
}

// Mappings.
extension StrategicMerge {
    private func mapping(_ patch: Value?, into target: Value?, node: Int?, depth: Int) throws(KustomizeError) -> Outcome
    {
        guard case .object(let fields) = target else { return try adding(patch, to: target, node: node, depth: depth) }
        if patch?.isNothing == true { return .removed }
        guard case .object(var changes) = patch else {
            return .changed(.object(try merged(nil, into: fields, node: node, depth: depth)))
        }
        switch try PatchDirective.take(from: &changes) {
        case .delete: return .removed
        case .replace: return .value(.object(try merged(changes, into: changes, node: node, depth: depth)))
        case .merge: return .changed(.object(try merged(changes, into: fields, node: node, depth: depth)))
        }
    }

    /// A mapping of the patch where there is nothing yet.
    private func adding(_ patch: Value?, to target: Value?, node: Int?, depth: Int) throws(KustomizeError) -> Outcome {
        guard let patch else {
            // A null that somebody has written stays.
            if case .null = target { return .value(.null) }
            return .removed
        }
        guard case .object(var changes) = patch else { return .removed }
        if let directive = try? PatchDirective.take(from: &changes), directive == .delete { return .removed }
        return .value(.object(try merged(changes, into: changes, node: node, depth: depth)))
    }

    private func merged(_ changes: Object?, into fields: Object, node: Int?, depth: Int) throws(KustomizeError)
        -> Object
    {
        var result = fields
        var dropped: [String] = []
        for (key, value) in fields {
            guard !Value.isMarked(key) else { throw Self.repeated(key) }
            let change = changes?[key]
            if change == nil, value.isScalar, !value.isNothing { continue }
            switch try field(key, change, into: value, node, depth).value {
            case nil: dropped.append(key)
            case .some(let merged): result[key] = merged
            }
        }
        for key in dropped { result.removeValue(forKey: key) }
        guard let changes else { return result }
        for (key, change) in changes where fields[key] == nil && !Value.isMarked(key) {
            if let value = try field(key, change, into: nil, node, depth).value { result[key] = value }
        }
        return result
    }

    /// A key that stands twice in a mapping counts the first time where it meets one; it may not become part of an object.
    private static func repeated(_ key: String) -> KustomizeError {
        KustomizeError(
            .patch,
            "the key \"\(String(key.unicodeScalars.dropFirst()))\" stands twice in one mapping that the patch adds")
    }

    /// Refuses repeated keys anywhere in what a patch adds whole.
    static func refuseRepeatedKeys(in value: Value) throws(KustomizeError) {
        switch value {
        case .object(let object):
            for (key, field) in object {
                guard !Value.isMarked(key) else { throw repeated(key) }
                try refuseRepeatedKeys(in: field)
            }
        case .array(let elements): for element in elements { try refuseRepeatedKeys(in: element) }
        default: return
        }
    }

    private func field(_ key: String, _ change: Value?, into value: Value?, _ node: Int?, _ depth: Int)
        throws(KustomizeError) -> Outcome
    {
        let child = node.flatMap { schema.field(key, of: $0) }
        do throws(KustomizeError) { return try merge(change, into: value, node: child, depth: depth + 1) } catch {
            throw error.inside(key)
        }
    }
}

extension KustomizeError {
    /// The same error, one field further out.
    func inside(_ field: String) -> KustomizeError {
        var copy = self
        copy.field = self.field.map { $0.hasPrefix("[") ? "\(field)\($0)" : "\(field).\($0)" } ?? field
        return copy
    }
}
