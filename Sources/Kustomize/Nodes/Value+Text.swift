internal import DocumentModel

/// Manifests are read so that a key with nothing after its colon can be told from an explicit null: merging drops the
/// one and keeps the other. The blank is a NaN, which no document can hold; it becomes null when a build is done.
extension Value {
    /// What stands for the value of a key with nothing after its colon.
    static let blank = Value.double(.nan)

    /// Whether this is a blank.
    var isBlank: Bool { if case .double(let number) = self { number.isNaN } else { false } }

    /// Whether this is null or blank.
    var isNothing: Bool {
        switch self {
        case .null: true
        case .double(let number): number.isNaN
        default: false
        }
    }

    /// Whether this is null, blank, `{}` or `[]`.
    var isNothingOrEmpty: Bool {
        switch self {
        case .object(let object): object.isEmpty
        case .array(let elements): elements.isEmpty
        default: isNothing
        }
    }

    /// Whether this is neither a mapping nor a sequence.
    var isScalar: Bool {
        switch self {
        case .object, .array: false
        default: true
        }
    }

    /// A scalar as text; empty for null, mappings and sequences.
    var text: String {
        switch self {
        case .string(let text): text
        case .integer(let number): String(number)
        case .bool(let flag): flag ? "true" : "false"
        case .double(let number): number.isNaN ? "" : JSON.text(self)
        case .null, .array, .object: ""
        }
    }

    /// This scalar with another text: a string stays a string, anything else becomes what the plain text stands for.
    func replacingText(_ text: String) -> Value {
        if case .string = self { .string(text) } else { YAML.plainScalar(text) }
    }

    /// The value with every blank made null.
    var withoutBlanks: Value {
        switch self {
        case .double where isBlank: .null
        case .array(let elements) where elements.contains(where: \.hasBlanks): .array(elements.map(\.withoutBlanks))
        case .object(let object) where hasBlanks: .object(object.mapValues(\.withoutBlanks))
        default: self
        }
    }

    private var hasBlanks: Bool {
        switch self {
        case .double: isBlank
        case .array(let elements): elements.contains(where: \.hasBlanks)
        case .object(let object): object.contains(where: { $0.value.hasBlanks })
        default: false
        }
    }

    /// What kind of node this is, in words for messages.
    var shape: String {
        switch self {
        case .object: "a mapping"
        case .array: "a list"
        case .null: "null"
        default: isBlank ? "null" : "a single value"
        }
    }
}

extension Value {
    /// Changes the fields of a mapping in place; does nothing to another node.
    mutating func withObject<Result>(_ body: (inout Object) throws(KustomizeError) -> Result) throws(KustomizeError)
        -> Result?
    {
        guard case .object(var object) = self else { return nil }
        self = .null  // keeps the storage unique, so that the change copies nothing
        defer { self = .object(object) }
        return try body(&object)
    }

    /// Changes each element of a sequence in place; does nothing to another node.
    mutating func forEachElement(_ body: (inout Value) throws(KustomizeError) -> Void) throws(KustomizeError) {
        guard case .array(var elements) = self else { return }
        self = .null
        defer { self = .array(elements) }
        for index in elements.indices { try body(&elements[index]) }
    }
}

extension Object {
    /// Changes the value of a field that is there, in place; does nothing when it is missing.
    mutating func withField<Result>(_ key: String, _ body: (inout Value) throws(KustomizeError) -> Result)
        throws(KustomizeError) -> Result?
    {
        guard var value = self[key] else { return nil }
        self[key] = .null
        defer { self[key] = value }
        return try body(&value)
    }
}
