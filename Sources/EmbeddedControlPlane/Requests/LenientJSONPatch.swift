internal import DocumentModel

/// JSON patches as the server reads them: more than the standard allows.
enum LenientJSONPatch {
    /// What stands before the first slash of a path does not count.
    static func read(_ value: Value) throws(DocumentError) -> JSONPatch {
        let operations: [Value] = (value.array ?? []).map { operation in
            var operation = operation
            for field in ["path", "from"] {
                guard let path = operation[field]?.string, !path.hasPrefix("/"),
                    let slash = path.firstIndex(of: "/")
                else { continue }
                operation[field] = .string(String(path[slash...]))
            }
            return operation
        }
        return try JSONPatch(.array(operations))
    }

    /// A replacement of what an object does not have adds it.
    static func apply(_ patch: JSONPatch, to root: Value) throws(DocumentError) -> Value {
        var result = root
        var copied = 0
        for operation in patch.operations {
            var operation = operation
            if case .replace(let pointer, let value) = operation, pointer.resolve(in: result) == nil {
                let parent = JSONPointer(tokens: Array(pointer.tokens.dropLast()))
                if parent.resolve(in: result)?.object != nil { operation = .add(pointer, value) }
            }
            result = try JSONPatch(operations: [operation]).apply(to: result, copied: &copied)
        }
        return result
    }
}
