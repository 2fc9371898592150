internal import DocumentModel

/// JSON patches as the server reads them, which is not quite RFC 6902: an operation without a value means null, what an
/// object does not have counts as null, indices below zero count from the end, and what stands before the first slash of
/// a path does not count. The rules are those of `evanphx/json-patch` version 4, which the API server uses.
struct LenientJSONPatch: Sendable {
    private struct Operation: Sendable {
        var verb: String
        var path: String
        var from: String
        var value: Value
    }

    private var operations: [Operation]

    /// - Throws: for what names no operation or is none of an object's form.
    static func read(_ value: Value) throws(DocumentError) -> LenientJSONPatch {
        var operations: [Operation] = []
        for element in value.array ?? [] {
            guard let verb = element["op"]?.string, let path = element["path"]?.string else {
                throw DocumentError(.missingField, "an operation has no op or path")
            }
            guard ["add", "remove", "replace", "move", "copy", "test"].contains(verb) else {
                throw DocumentError(.unsupported, "there is no such operation")
            }
            let from = element["from"]?.string
            if verb == "move" || verb == "copy", from == nil { throw DocumentError(.missingField, "from is missing") }
            operations.append(
                Operation(verb: verb, path: path, from: from ?? "", value: element["value"] ?? .null))
        }
        return LenientJSONPatch(operations: operations)
    }

    /// The document after all operations.
    func apply(to root: Value) throws(DocumentError) -> Value {
        var result = root
        var copied = 0
        for operation in operations { try Self.apply(operation, to: &result, copied: &copied) }
        return result
    }

    /// The paths of the objects that the operations look into, which the server writes with sorted keys.
    var touched: [[String]] {
        operations.flatMap { operation in
            [operation.path, operation.from].compactMap { Self.place($0).map { Array($0.dropLast()) } }
        }
    }

    private static func apply(_ operation: Operation, to root: inout Value, copied: inout Int) throws(DocumentError) {
        switch operation.verb {
        case "add": try add(operation.value, at: operation.path, to: &root)
        case "remove": _ = try remove(at: operation.path, from: &root)
        case "replace":
            if operation.path.isEmpty {
                guard operation.value.object != nil || operation.value.array != nil else { throw missing }
                root = operation.value
            } else {
                try change(operation.path, &root) { parent, key throws(DocumentError) in
                    if var elements = parent.array {
                        let index = try Self.index(key, below: elements.count)
                        elements[index] = operation.value
                        parent = .array(elements)
                    } else {
                        parent[key] = operation.value
                    }
                }
            }
        case "move":
            let value = try remove(at: operation.from, from: &root)
            try add(value, at: operation.path, to: &root)
        case "copy":
            let value = try existing(at: operation.from, in: root)
            // Each copy of a whole may double it.
            copied += value.weight(atMost: JSONPatch.copyLimit - copied)
            guard copied <= JSONPatch.copyLimit else { throw DocumentError(.unsupported, "too much is copied") }
            try add(value, at: operation.path, to: &root)
        default:
            let value = operation.path.isEmpty ? root : try existing(at: operation.path, in: root)
            guard value == operation.value else { throw DocumentError(.testFailed, "the value is another") }
        }
    }

    private static let missing = DocumentError(.notFound, "there is nothing that could hold the value")

    /// The names on the way to a value; nil for a path that leads nowhere.
    private static func place(_ path: String) -> [String]? {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count > 1 else { return nil }
        return parts.dropFirst().map { String($0).replacing("~1", with: "/").replacing("~0", with: "~") }
    }

    private static func index(_ key: String, below count: Int) throws(DocumentError) -> Int {
        guard var index = Int(key), index < count, index >= -count else { throw missing }
        if index < 0 { index += count }
        return index
    }

    private static func existing(at path: String, in root: Value) throws(DocumentError) -> Value {
        var root = root
        var result = Value.null
        try change(path, &root) { parent, key throws(DocumentError) in
            if let elements = parent.array {
                result = elements[try index(key, below: elements.count)]
            } else {
                result = parent[key] ?? .null
            }
        }
        return result
    }

    private static func add(_ value: Value, at path: String, to root: inout Value) throws(DocumentError) {
        try change(path, &root) { parent, key throws(DocumentError) in
            guard var elements = parent.array else {
                parent[key] = value
                return
            }
            let place = key == "-" ? elements.count : try index(key, below: elements.count + 1)
            elements.insert(value, at: place)
            parent = .array(elements)
        }
    }

    private static func remove(at path: String, from root: inout Value) throws(DocumentError) -> Value {
        var removed = Value.null
        try change(path, &root) { parent, key throws(DocumentError) in
            if var elements = parent.array {
                removed = elements.remove(at: try index(key, below: elements.count))
                parent = .array(elements)
            } else {
                guard let value = parent[key] else { throw missing }
                removed = value
                parent[key] = nil
            }
        }
        return removed
    }

    /// Changes what holds the value at a path: an object or array that is there.
    private static func change(
        _ path: String, _ root: inout Value, _ body: (inout Value, String) throws(DocumentError) -> Void
    ) throws(DocumentError) {
        guard let names = place(path), let key = names.last else { throw missing }
        try change(names.dropLast(), &root) { parent throws(DocumentError) in try body(&parent, key) }
    }

    private static func change(
        _ names: ArraySlice<String>, _ node: inout Value, _ body: (inout Value) throws(DocumentError) -> Void
    ) throws(DocumentError) {
        guard let name = names.first else {
            guard node.object != nil || node.array != nil else { throw missing }
            return try body(&node)
        }
        if var elements = node.array {
            let index = try index(name, below: elements.count)
            try change(names.dropFirst(), &elements[index], body)
            node = .array(elements)
        } else {
            guard var child = node[name] else { throw missing }
            try change(names.dropFirst(), &child, body)
            node[name] = child
        }
    }
}

extension Value {
    /// The value with sorted keys in the objects at these paths and on the way to them.
    func sortedAlong(_ paths: [[String]]) -> Value { sortedAlong(paths.map { $0[...] }) }

    private func sortedAlong(_ paths: [ArraySlice<String>]) -> Value {
        let below = Dictionary(grouping: paths.filter { !$0.isEmpty }) { $0.first ?? "" }
        if let object {
            var sorted = object.sorted()
            for (key, rest) in below {
                guard let child = sorted[key] else { continue }
                sorted[key] = child.sortedAlong(rest.map { $0.dropFirst() })
            }
            return .object(sorted)
        }
        guard var elements = array else { return self }
        for (key, rest) in below {
            guard let index = Int(key), elements.indices.contains(index) else { continue }
            elements[index] = elements[index].sortedAlong(rest.map { $0.dropFirst() })
        }
        return .array(elements)
    }
}
