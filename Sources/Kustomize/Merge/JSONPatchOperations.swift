internal import DocumentModel

/// A JSON patch as the original applies it, which is laxer than RFC 6902: to replace a field that is missing adds it, a
/// pointer need not begin with a slash, and negative indexes count from the end.
struct JSONPatchOperations {
    private enum Kind: String {
        case add, remove, replace, move, copy, test
    }

    private struct Operation {
        var kind: Kind
        var path: String
        var from: String
        var value: Value
    }

    /// Each operation, or why it is none: that counts only once the patch meets an object.
    private let operations: [Result<Operation, KustomizeError>]

    /// Reads operations, each a mapping.
    init(_ values: [Value], file: String?) {
        operations = values.enumerated().map { index, value in
            Result { () throws(KustomizeError) in
                do throws(KustomizeError) { return try Self.operation(value) } catch {
                    throw error.at(file: file, field: "operation \(index)")
                }
            }
        }
    }

    private static func operation(_ value: Value) throws(KustomizeError) -> Operation {
        guard let kind = value["op"]?.string.flatMap(Kind.init) else {
            throw KustomizeError(.patch, "\"op\" must be one of add, remove, replace, move, copy, test")
        }
        guard let path = value["path"]?.string else { throw KustomizeError(.patch, "\"path\" is missing") }
        let from = value["from"]?.string
        guard from != nil || kind != .move && kind != .copy else {
            throw KustomizeError(.patch, "\"from\" is missing")
        }
        return Operation(kind: kind, path: path, from: from ?? "", value: value["value"] ?? .null)
    }

    /// How many bytes the operations may copy inside a document, about: each copy of a whole may double it.
    private static let copyLimit = 32 * 1024 * 1024

    /// The document after all operations.
    func apply(to document: Value) throws(KustomizeError) -> Value {
        var document = document
        var copied = 0
        for (index, result) in operations.enumerated() {
            let operation = try result.get()
            do throws(KustomizeError) { try apply(operation, to: &document, &copied) } catch {
                var failure = error
                failure.message = "\(operation.kind.rawValue) operation does not apply: \(error.message)"
                failure.field = "operation \(index), \(operation.path)"
                throw failure
            }
        }
        return document
    }

    private func apply(
        _ operation: Operation, to document: inout Value, _ copied: inout Int
    ) throws(KustomizeError) {
        switch operation.kind {
        case .add: try Self.add(operation.value, at: operation.path, in: &document)
        case .remove: _ = try Self.remove(operation.path, from: &document)
        case .replace:
            try Self.change(operation.path, in: &document) { node, key throws(KustomizeError) in
                try Self.replace(key, of: &node, with: operation.value)
            }
        case .move:
            let value = try Self.get(operation.from, of: &document)
            _ = try Self.remove(operation.from, from: &document)
            try Self.add(value ?? .null, at: operation.path, in: &document)
        case .copy:
            let value = try Self.get(operation.from, of: &document)
            copied += value?.weight(atMost: Self.copyLimit - copied) ?? 0
            guard copied <= Self.copyLimit else {
                throw KustomizeError(.patch, "all copies together are larger than \(Self.copyLimit) bytes")
            }
            try Self.add(value ?? .null, at: operation.path, in: &document)
        case .test:
            let value = try Self.get(operation.path, of: &document) ?? .null
            guard value == operation.value else { throw KustomizeError(.patch, "the value is another one") }
        }
    }
}

// Places.
extension JSONPatchOperations {
    /// Hands the node that holds the last part of a pointer to `body`, with that part.
    private static func change<Result>(
        _ path: String, in document: inout Value, _ body: (inout Value, String) throws(KustomizeError) -> Result
    ) throws(KustomizeError) -> Result {
        let parts = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .map { unescaped(Substring($0)) }
        guard parts.count >= 2, let key = parts.last else {
            throw KustomizeError(.patch, "doc is missing path: \"\(path)\"")
        }
        return try descend(parts.dropFirst().dropLast(), path, &document) { node throws(KustomizeError) in
            try body(&node, key)
        }
    }

    private static func descend<Result>(
        _ parts: ArraySlice<String>, _ path: String, _ node: inout Value,
        _ body: (inout Value) throws(KustomizeError) -> Result
    ) throws(KustomizeError) -> Result {
        guard let part = parts.first else { return try body(&node) }
        let missing = KustomizeError(.patch, "doc is missing path: \"\(path)\"")
        switch node {
        case .object:
            let result = try node.withObject { object throws(KustomizeError) in
                try object.withField(part) { child throws(KustomizeError) in
                    guard !child.isScalar else { throw missing }
                    return try descend(parts.dropFirst(), path, &child, body)
                }
            }
            guard let inner = result, let found = inner else { throw missing }
            return found
        case .array(var elements):
            guard let index = try? index(part, elements.count), !elements[index].isScalar else { throw missing }
            node = .null
            defer { node = .array(elements) }
            return try descend(parts.dropFirst(), path, &elements[index], body)
        default: throw missing
        }
    }

    private static func unescaped(_ part: Substring) -> String {
        guard part.utf8.contains(UInt8(ascii: "~")) else { return String(part) }
        return ByteText.split(ByteText.split(String(part), "~1").joined(separator: "/"), "~0").joined(separator: "~")
    }

    private static func index(_ key: String, _ count: Int) throws(KustomizeError) -> Int {
        guard let index = Int(key) else { throw KustomizeError(.patch, "\"\(key)\" is no index of a list") }
        guard index >= -count, index < count else {
            throw KustomizeError(.patch, "the index \(index) is out of the bounds of a list of \(count)")
        }
        return index < 0 ? index + count : index
    }

    private static func get(_ path: String, of document: inout Value) throws(KustomizeError) -> Value? {
        try change(path, in: &document) { node, key throws(KustomizeError) in
            guard case .array(let elements) = node else { return node[key] }
            return elements[try index(key, elements.count)]
        }
    }

    private static func add(_ value: Value, at path: String, in document: inout Value) throws(KustomizeError) {
        try change(path, in: &document) { node, key throws(KustomizeError) in
            guard case .array(var elements) = node else {
                if node.object != nil { node[key] = .some(value) }
                return
            }
            if key == "-" {
                elements.append(value)
            } else {
                elements.insert(value, at: try index(key, elements.count + 1))
            }
            node = .array(elements)
        }
    }

    private static func replace(_ key: String, of node: inout Value, with value: Value) throws(KustomizeError) {
        guard case .array(var elements) = node else {
            node[key] = .some(value)
            return
        }
        elements[try index(key, elements.count)] = value
        node = .array(elements)
    }

    private static func remove(_ path: String, from document: inout Value) throws(KustomizeError) {
        try change(path, in: &document) { node, key throws(KustomizeError) in
            guard case .array(var elements) = node else {
                guard node[key] != nil else { throw KustomizeError(.patch, "there is no field \"\(key)\"") }
                node[key] = Value?.none
                return
            }
            elements.remove(at: try index(key, elements.count))
            node = .array(elements)
        }
    }
}
