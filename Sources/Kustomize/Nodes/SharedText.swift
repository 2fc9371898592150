internal import DocumentModel

/// A text that one step has put into several places of an object, where it is one node to the original: whoever changes
/// it in one place later changes it in all. It travels inside a string, behind a character that no document can hold
/// unescaped.
struct SharedText {
    private static let mark: Unicode.Scalar = "\u{FFFE}"

    /// What the places have in common.
    private(set) var id: Int
    /// How often the text has changed; of the places that share it the highest counts.
    private(set) var version = 0
    private var text: String
    /// Whether the text stands for a number or the like.
    private var isPlain = false

    init(id: Int, _ text: String) {
        self.id = id
        self.text = text
    }

    /// What a string hides; nil where it is a string like any other.
    init?(in string: String) {
        guard string.utf8.first == 0xEF, string.unicodeScalars.first == Self.mark else { return nil }
        let parts = string.unicodeScalars.dropFirst()
            .split(separator: Self.mark, maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        let head = parts[0].split(separator: " ")
        guard head.count == 3, let id = Int(String(head[0])), let version = Int(String(head[1])) else { return nil }
        self.id = id
        self.version = version
        isPlain = String(head[2]) == "plain"
        text = String(parts[1])
    }

    /// The string that hides this.
    var hidden: Value {
        .string("\(Self.mark)\(id) \(version) \(isPlain ? "plain" : "string")\(Self.mark)\(text)")
    }

    /// The value that all see.
    var value: Value { isPlain ? .plain(text) : .string(text) }

    /// The same places with another value.
    func changed(to value: Value) -> SharedText {
        var copy = self
        copy.version += 1
        copy.text = value.text
        copy.isPlain = value.quotable == nil
        return copy
    }
}

extension Value {
    /// What stands in several places, if this does.
    var shared: SharedText? { if case .string(let text) = self { SharedText(in: text) } else { nil } }

    /// `value` in the place of this one: in all places where this one is shared.
    func replaced(by value: Value) -> Value { shared?.changed(to: value).hidden ?? value }

    /// The value for another object, which shares nothing.
    var unshared: Value {
        switch self {
        case .string: shared?.value ?? self
        case .array(let elements): .array(elements.map(\.unshared))
        case .object(let object): .object(object.mapValues(\.unshared))
        default: self
        }
    }
}

extension Resource {
    /// Makes all places that share a text have its newest.
    func settleSharedTexts() {
        guard shares > 0 else { return }
        var newest: [Int: SharedText] = [:]
        var isStale = false
        Self.visit(.object(content)) { shared in
            guard let known = newest.updateValue(shared, forKey: shared.id), known.version != shared.version else {
                return
            }
            isStale = true
            if known.version > shared.version { newest[shared.id] = known }
        }
        if isStale { content = Self.settled(.object(content), newest).object ?? content }
    }

    /// Makes the annotations share nothing: the original writes them anew whenever it remembers something of an object.
    func unshareAnnotations() {
        guard shares > 0, var metadata = content["metadata"]?.object, let annotations = metadata["annotations"] else {
            return
        }
        metadata["annotations"] = annotations.unshared
        content["metadata"] = .object(metadata)
    }

    private static func visit(_ node: Value, _ body: (SharedText) -> Void) {
        switch node {
        case .string: if let shared = node.shared { body(shared) }
        case .array(let elements): for element in elements { visit(element, body) }
        case .object(let object): for (_, value) in object { visit(value, body) }
        default: return
        }
    }

    private static func settled(_ node: Value, _ newest: [Int: SharedText]) -> Value {
        switch node {
        case .string: node.shared.flatMap { newest[$0.id]?.hidden } ?? node
        case .array(let elements): .array(elements.map { settled($0, newest) })
        case .object(let object): .object(object.mapValues { settled($0, newest) })
        default: node
        }
    }
}
