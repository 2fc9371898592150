internal import DocumentModel

/// Manifests are read so that a key with nothing after its colon can be told from an explicit null: merging drops the
/// one and keeps the other. The blank is a NaN, which no document can hold; it becomes null when a build is done.
extension Value {
    /// What stands for the value of a key with nothing after its colon.
    static let blank = Value.double(.nan)

    /// What stands before the text of a number, boolean or timestamp that is not written as JSON says it: such a text is
    /// what references and replacements see. No document can hold the character unescaped.
    static let mark: Unicode.Scalar = "\u{FFFF}"

    /// Whether a text begins with the mark; a key does that stands again in its mapping.
    static func isMarked(_ key: String) -> Bool { key.utf8.first == 0xEF && key.unicodeScalars.first == mark }

    /// What a plain scalar of this text stands for, nothing of the text lost.
    static func plain(_ text: String) -> Value {
        let value = YAML.plainScalar(text)
        return value == .string(text) || value.isNothing || value.text == text ? value : .string("\(mark)\(text)")
    }

    /// The text behind a mark; nil where there is none.
    private var markedText: String? {
        guard case .string(let text) = self, Self.isMarked(text) else { return nil }
        return String(text.unicodeScalars.dropFirst())
    }

    /// The text of a string; nil for what only keeps its text, too.
    var quotable: String? {
        guard case .string(let text) = self, text.utf8.first == 0xEF else { return string }
        if let shared { return shared.value.quotable }
        return markedText == nil ? text : nil
    }

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
        case .string(let text): text.utf8.first == 0xEF ? markedText ?? shared?.value.text ?? text : text
        case .integer(let number): String(number)
        case .bool(let flag): flag ? "true" : "false"
        case .double(let number): number.isNaN ? "" : JSON.text(self)
        case .null, .array, .object: ""
        }
    }

    /// This scalar with another text: a string stays a string, anything else becomes what the plain text stands for.
    func replacingText(_ text: String) -> Value {
        replaced(by: quotable == nil ? .plain(text) : .string(text))
    }

    /// The value as a document holds it: every blank made null, and no text kept behind a mark.
    var withoutBlanks: Value {
        switch self {
        case .double where isBlank: .null
        case .string: markedText.map(YAML.plainScalar) ?? shared?.value.withoutBlanks ?? self
        case .array(let elements) where elements.contains(where: \.hasBlanks): .array(elements.map(\.withoutBlanks))
        case .object(let object) where hasBlanks: .object(object.mapValues(\.withoutBlanks))
        default: self
        }
    }

    private var hasBlanks: Bool {
        switch self {
        case .double: isBlank
        case .string(let text): text.utf8.first == 0xEF && (markedText != nil || shared != nil)
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
