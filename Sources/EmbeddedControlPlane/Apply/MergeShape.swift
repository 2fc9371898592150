internal import DocumentModel
internal import KubernetesSchema

/// What a node is for merging: a leaf, a list or a map, after its type and, where that leaves it open, its value.
enum MergeShape {
    case scalar(ScalarKind?)
    case list(element: TypeSchema, kind: ListKind)
    case map(MapShape)
    /// Nothing is known: the type is untyped and the value is null or missing.
    case open

    /// The members of an object.
    struct MapShape {
        /// Its known fields, if it has such.
        var object: ObjectSchema?
        /// The type of other members; nil where there are none.
        var element: TypeSchema?
        var isAtomic: Bool

        func type(of key: String) -> TypeSchema { object?[key]?.type ?? element ?? .untyped(isObject: false) }
        func declares(_ key: String) -> Bool { object?[key] != nil }
    }

    init(_ type: TypeSchema, for value: Value?) {
        switch type.resolved {
        case .scalar(let kind): self = .scalar(kind)
        case .list(let element, let kind): self = .list(element: element, kind: kind)
        case .map(let element, let isAtomic): self = .map(MapShape(element: element, isAtomic: isAtomic))
        case .object(let object):
            self = .map(MapShape(object: object, element: object.additional, isAtomic: object.isAtomic))
        case .named: self = .open
        case .untyped: self = MergeShape(of: value)
        }
    }

    /// Of a node without a type: lists are atomic, objects are taken apart.
    private init(of value: Value?) {
        switch value {
        case .none, .null: self = .open
        case .array: self = .list(element: .untyped(isObject: false), kind: .atomic)
        case .object: self = .map(MapShape(element: .untyped(isObject: false), isAtomic: false))
        default: self = .scalar(nil)
        }
    }

    /// Whether two values of one untyped node are of different make.
    func differs(from other: MergeShape) -> Bool {
        switch (self, other) {
        case (.scalar, .scalar), (.list, .list), (.map, .map), (.open, _), (_, .open): false
        default: true
        }
    }
}

/// Why an element of a list cannot be told apart.
struct ListElementProblem: Error {
    var message: String
}

extension PathElement {
    /// What tells `item` apart in a list of this kind; nil in atomic lists.
    static func of(_ item: Value, in kind: ListKind, element: TypeSchema) throws(ListElementProblem) -> PathElement? {
        switch kind {
        case .atomic: return nil
        case .set:
            switch item {
            case .object:
                throw ListElementProblem(message: "associative list without keys has an element that's a map type")
            case .array: throw ListElementProblem(message: "not supported: associative list with lists as elements")
            case .null:
                throw ListElementProblem(
                    message: "associative list without keys has an element that's an explicit null")
            default: return .value(item)
            }
        case .map(let keys): return try .keys(keyFields(of: item, keys: keys, element: element))
        }
    }

    private static func keyFields(of item: Value, keys: [String], element: TypeSchema) throws(ListElementProblem)
        -> [KeyField]
    {
        if item.isNull { throw ListElementProblem(message: "associative list with keys may not have a null element") }
        guard let object = item.object else {
            throw ListElementProblem(message: "associative list with keys may not have non-map elements")
        }
        var fields: [KeyField] = []
        for key in keys {
            if let value = object[key] {
                fields.append(KeyField(name: key, value: value))
            } else if let value = element.fields?[key]?.keyDefault {
                fields.append(KeyField(name: key, value: value))
            }
        }
        if fields.isEmpty {
            throw ListElementProblem(
                message: "associative list with keys has an element that omits all key fields "
                    + "[\(keys.map(GoText.quoted).joined(separator: " "))] (and doesn't have default values for any key "
                    + "fields)")
        }
        return fields.sorted { $0.name < $1.name }
    }
}
