/// The type of one node of a Kubernetes object: what may stand there, and how changes to it merge.
public indirect enum TypeSchema: Sendable {
    /// A leaf.
    case scalar(ScalarKind)
    /// An array.
    case list(element: TypeSchema, kind: ListKind)
    /// An object with keys of any name; an atomic one has one owner and is replaced whole.
    case map(element: TypeSchema, isAtomic: Bool)
    /// An object with known fields, written in place (the schema of a custom resource).
    case object(ObjectSchema)
    /// A type of the built-in table, such as `core.v1.PodSpec`; ``resolved`` is its fields.
    case named(String)
    /// Any value; its structure is taken from the value itself. Objects alone where `isObject`.
    case untyped(isObject: Bool)

    /// This type, with a name replaced by the fields it stands for.
    public var resolved: TypeSchema {
        guard case .named(let name) = self else { return self }
        return BuiltInSchema.shared.type(named: name).map(TypeSchema.object) ?? .untyped(isObject: false)
    }

    /// The fields, if this is an object with known fields.
    public var fields: ObjectSchema? {
        if case .object(let object) = resolved { object } else { nil }
    }
}

/// What a leaf holds.
public enum ScalarKind: Sendable, Hashable {
    case string, boolean, int32, int64, double
    /// A number or a string, such as a port or a percentage.
    case intOrString
    /// Such as `1500m` or `2Gi`.
    case quantity
    /// RFC 3339 in seconds.
    case time
    /// RFC 3339 in microseconds.
    case microTime
    /// Base64.
    case byte
}

/// How the elements of a list are told apart.
public enum ListKind: Sendable, Hashable {
    /// They are not: the list has one owner and is replaced whole.
    case atomic
    /// By their value; each has its own owners.
    case set
    /// By the value of these fields; each has its own owners.
    case map(keys: [String])
}
