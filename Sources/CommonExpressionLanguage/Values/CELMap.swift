public import DocumentModel
public import OrderedCollections

/// A map, or an object of a document whose parts become values when they are asked for.
public struct CELMap: Sendable {
    enum Storage: Sendable {
        case entries(OrderedDictionary<CELKey, CELValue>)
        indirect case document(Object, DocumentType?)
    }

    let storage: Storage

    public init(_ entries: OrderedDictionary<CELKey, CELValue>) { storage = .entries(entries) }

    /// - Parameter type: What the object is, from a schema; nil takes its parts as they stand there.
    public init(_ object: Object, type: DocumentType? = nil) { storage = .document(object, type) }

    public var count: Int {
        switch storage {
        case .entries(let entries): entries.count
        case .document(let object, _): object.count
        }
    }

    /// The name of the object's type, where it has one.
    var objectType: String? {
        if case .document(_, let type) = storage, let type, case .object(let name) = type.type { name } else { nil }
    }

    /// The value of `key`; nil where there is none.
    public func value(_ key: CELKey) throws(CELError) -> CELValue? {
        switch storage {
        case .entries(let entries): return entries[key]
        case .document(let object, let type):
            guard case .string(let name) = key else { return nil }
            return try value(named: name, object, type)
        }
    }

    /// The value under a name; of an object with a schema, the name as expressions write it.
    func value(named name: String) throws(CELError) -> CELValue? {
        switch storage {
        case .entries(let entries): return entries[.string(name)]
        case .document(let object, let type): return try value(named: name, object, type)
        }
    }

    private func value(named name: String, _ object: Object, _ type: DocumentType?) throws(CELError) -> CELValue? {
        guard let type else { return try object[name].map { value throws(CELError) in try CELValue(value, nil) } }
        if let field = type.fields[name] {
            // Null in a field of a schema counts as no field.
            guard let value = object[field.name], !value.isNull else { return nil }
            return try CELValue(value, field.type)
        }
        guard type.isOpen else { return nil }
        return try object[name].map { value throws(CELError) in try CELValue(value, type.element) }
    }

    /// Whether there is a value for `key`.
    func contains(_ key: CELKey) -> Bool {
        switch storage {
        case .entries(let entries): return entries[key] != nil
        case .document(let object, let type):
            guard case .string(let name) = key else { return false }
            guard let type else { return object[name] != nil }
            if let field = type.fields[name] { return object[field.name].map { !$0.isNull } ?? false }
            return type.isOpen && object[name] != nil
        }
    }

    /// The keys in order.
    var keys: [CELKey] {
        switch storage {
        case .entries(let entries): Array(entries.keys)
        case .document(let object, let type): object.keys.map { .string(type?.escaped($0) ?? $0) }
        }
    }

    /// All entries in order.
    public func entries() throws(CELError) -> [(key: CELKey, value: CELValue)] {
        var result: [(key: CELKey, value: CELValue)] = []
        switch storage {
        case .entries(let entries):
            for (key, value) in entries { result.append((key, value)) }
        case .document:
            for key in keys { if let value = try value(key) { result.append((key, value)) } }
        }
        return result
    }
}
