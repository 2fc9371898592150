internal import DocumentModel

/// Reads the fields of one mapping of a kustomization or of a plugin's configuration.
///
/// Names are matched without regard to case, and of several the last in byte order counts, as the original does. Null
/// counts as missing.
struct FieldReader {
    /// How strange input is met.
    enum Manner {
        /// Unknown fields are errors, and a text must be a string.
        case kustomization
        /// Unknown fields are errors; numbers and booleans count as texts.
        case configuration
        /// Unknown fields are left alone; numbers and booleans count as texts.
        case plugin
        /// Unknown fields are left alone, and a text must be a string.
        case generator
    }

    private let object: Object
    private let path: String
    let manner: Manner
    private var used: Set<String> = []

    init(_ object: Object, at path: String = "", _ manner: Manner) {
        self.object = object
        self.path = path
        self.manner = manner
    }

    /// - Throws: when `value` is no mapping.
    init(_ value: Value, at path: String, _ manner: Manner) throws(KustomizeError) {
        guard let object = value.object else {
            throw KustomizeError(.invalidField, "it must be a mapping, not \(value.shape)", field: path)
        }
        self.init(object, at: path, manner)
    }

    /// The value of a field; nil when it is missing or null.
    mutating func value(_ name: String) -> Value? {
        var found: (key: String, value: Value)?
        for (key, value) in object where key.utf8.count == name.utf8.count {
            guard key == name || key.lowercased() == name.lowercased() else { continue }
            used.insert(key)
            if let found, key.utf8.lexicographicallyPrecedes(found.key.utf8) { continue }
            if !value.isNothing { found = (key, value) }
        }
        return found?.value
    }

    mutating func text(_ name: String) throws(KustomizeError) -> String {
        guard let value = value(name) else { return "" }
        return try text(value, at: place(name))
    }

    /// A text that may be written as nothing but a string, in any manner.
    mutating func string(_ name: String) throws(KustomizeError) -> String {
        guard let value = value(name) else { return "" }
        guard let text = value.string else { throw failure("a string", value, place(name)) }
        return text
    }

    mutating func optionalText(_ name: String) throws(KustomizeError) -> String? {
        guard let value = value(name) else { return nil }
        return try text(value, at: place(name))
    }

    mutating func flag(_ name: String) throws(KustomizeError) -> Bool {
        guard let value = value(name) else { return false }
        guard let flag = value.bool else { throw failure("true or false", value, place(name)) }
        return flag
    }

    mutating func integer(_ name: String) throws(KustomizeError) -> Int64? {
        guard let value = value(name) else { return nil }
        guard let integer = value.integer else { throw failure("a whole number", value, place(name)) }
        return integer
    }

    mutating func texts(_ name: String) throws(KustomizeError) -> [String] {
        let reader = self
        return try list(name) { value, place throws(KustomizeError) in
            value.isNothing ? "" : try reader.text(value, at: place)
        }
    }

    mutating func textMap(_ name: String) throws(KustomizeError) -> [String: String] {
        guard let value = value(name) else { return [:] }
        guard let object = value.object else { throw failure("a mapping", value, place(name)) }
        var result: [String: String] = [:]
        for (key, value) in object {
            result[key] = value.isNothing ? "" : try text(value, at: "\(place(name)).\(key)")
        }
        return result
    }

    /// The elements of a list, each read by `body`, which is given its place for messages.
    mutating func list<Element>(_ name: String, _ body: (Value, String) throws(KustomizeError) -> Element)
        throws(KustomizeError) -> [Element]
    {
        guard let value = value(name) else { return [] }
        guard let elements = value.array else { throw failure("a list", value, place(name)) }
        var result: [Element] = []
        for (index, element) in elements.enumerated() { result.append(try body(element, "\(place(name))[\(index)]")) }
        return result
    }

    /// The mappings of a list, each read by `body`.
    mutating func readers<Element>(_ name: String, _ body: (inout FieldReader) throws(KustomizeError) -> Element)
        throws(KustomizeError) -> [Element]
    {
        let manner = manner
        return try list(name) { value, place throws(KustomizeError) in
            var reader = try FieldReader(value.isNothing ? .object([:]) : value, at: place, manner)
            let element = try body(&reader)
            try reader.finish()
            return element
        }
    }

    /// The mapping at a field, read by `body`; nil when it is missing.
    mutating func reader<Element>(_ name: String, _ body: (inout FieldReader) throws(KustomizeError) -> Element)
        throws(KustomizeError) -> Element?
    {
        guard let value = value(name) else { return nil }
        var reader = try FieldReader(value, at: place(name), manner)
        let element = try body(&reader)
        try reader.finish()
        return element
    }

    /// Refuses fields that nobody has asked for.
    func finish() throws(KustomizeError) {
        guard manner != .plugin, manner != .generator, used.count < object.count else { return }
        for (key, _) in object where !used.contains(key) {
            throw KustomizeError(.invalidField, "unknown field", field: place(key))
        }
    }

    /// The path of a field, for messages.
    func place(_ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

    func failure(_ wanted: String, _ value: Value, _ place: String) -> KustomizeError {
        KustomizeError(.invalidField, "it must be \(wanted), not a \(value.typeName)", field: place)
    }

    private func text(_ value: Value, at place: String) throws(KustomizeError) -> String {
        if let text = value.string { return text }
        guard manner == .configuration || manner == .plugin, value.isScalar else {
            throw failure("a string", value, place)
        }
        return value.text
    }
}
