extension JSONPatch.Operation {
    func apply(to root: inout Value, copied: inout Int) throws(DocumentError) {
        switch self {
        case .add(let pointer, let value): try root.add(value, at: pointer)
        case .remove(let pointer): try root.remove(at: pointer)
        case .replace(let pointer, let value): try root.replace(at: pointer, with: value)
        case .move(let from, let to):
            guard !(to.tokens.count > from.tokens.count && to.tokens.starts(with: from.tokens)) else {
                throw DocumentError(.invalidPath, "a value cannot be moved into itself", path: to.description)
            }
            let value = try root.existing(at: from)
            if from == to { return }
            try root.remove(at: from)
            try root.add(value, at: to)
        case .copy(let from, let to):
            let value = try root.existing(at: from)
            // Each copy of a whole may double it.
            copied += value.weight(atMost: JSONPatch.copyLimit - copied)
            guard copied <= JSONPatch.copyLimit else {
                throw DocumentError(
                    .unsupported, "all copies together are larger than \(JSONPatch.copyLimit) bytes",
                    path: to.description)
            }
            try root.add(value, at: to)
        case .test(let pointer, let expected):
            guard try root.existing(at: pointer) == expected else {
                throw DocumentError(
                    .testFailed, "the value is not the one the test expects", path: pointer.description)
            }
        }
    }
}

extension Value {
    fileprivate func existing(at pointer: JSONPointer) throws(DocumentError) -> Value {
        guard let value = pointer.resolve(in: self) else {
            throw DocumentError(.notFound, "there is no such value", path: pointer.description)
        }
        return value
    }

    fileprivate mutating func add(_ value: Value, at pointer: JSONPointer) throws(DocumentError) {
        guard let last = pointer.tokens.last else {
            self = value
            return
        }
        try change(pointer.tokens.dropLast(), pointer) { parent throws(DocumentError) in
            switch parent {
            case .object(var object):
                parent = .null
                object[last] = value
                parent = .object(object)
            case .array(var elements):
                let index = last == "-" ? elements.count : JSONPointer.index(last)
                guard let index, index <= elements.count else {
                    throw DocumentError(
                        .notFound, "the array has \(elements.count) elements and no such index",
                        path: pointer.description)
                }
                parent = .null
                elements.insert(value, at: index)
                parent = .array(elements)
            default:
                throw DocumentError(
                    .typeMismatch, "nothing can be added to a \(parent.typeName)", path: pointer.description)
            }
        }
    }

    fileprivate mutating func remove(at pointer: JSONPointer) throws(DocumentError) {
        guard let last = pointer.tokens.last else {
            throw DocumentError(.invalidPath, "the whole document cannot be removed")
        }
        _ = try existing(at: pointer)
        try change(pointer.tokens.dropLast(), pointer) { parent throws(DocumentError) in
            switch parent {
            case .object(var object):
                parent = .null
                object[last] = nil
                parent = .object(object)
            case .array(var elements):
                guard let index = JSONPointer.index(last), index < elements.count else { return }
                parent = .null
                elements.remove(at: index)
                parent = .array(elements)
            default: return
            }
        }
    }

    fileprivate mutating func replace(at pointer: JSONPointer, with value: Value) throws(DocumentError) {
        _ = try existing(at: pointer)
        try change(pointer.tokens[...], pointer) { node throws(DocumentError) in node = value }
    }

    /// Changes the node at the end of `tokens` in place.
    private mutating func change(
        _ tokens: ArraySlice<String>, _ pointer: JSONPointer, _ body: (inout Value) throws(DocumentError) -> Void
    ) throws(DocumentError) {
        guard let token = tokens.first else { return try body(&self) }
        switch self {
        case .object(var object):
            guard var child = object[token] else { throw Self.noParent(pointer) }
            self = .null  // keeps the storage unique, so that the change copies nothing
            object[token] = .null
            defer {
                object[token] = child
                self = .object(object)
            }
            try child.change(tokens.dropFirst(), pointer, body)
        case .array(var elements):
            guard let index = JSONPointer.index(token), index < elements.count else { throw Self.noParent(pointer) }
            self = .null
            defer { self = .array(elements) }
            try elements[index].change(tokens.dropFirst(), pointer, body)
        default: throw Self.noParent(pointer)
        }
    }

    private static func noParent(_ pointer: JSONPointer) -> DocumentError {
        DocumentError(.notFound, "there is nothing that could hold the value", path: pointer.description)
    }
}
