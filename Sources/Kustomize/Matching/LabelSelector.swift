/// A selector over labels or annotations, in the syntax of Kubernetes: `app=web,tier!=db,env in (a,b),!old`.
struct LabelSelector: Sendable {
    private enum Requirement: Sendable {
        case isIn(String, Set<String>)
        case isNotIn(String, Set<String>)
        case exists(String)
        case isMissing(String)
        case isGreater(String, Int64)
        case isLess(String, Int64)
    }

    private var requirements: [Requirement] = []

    /// The empty text selects everything.
    init(_ text: String) throws(KustomizeError) {
        var scanner = LabelSelectorScanner(text)
        while let key = try scanner.start() {
            requirements.append(try Self.requirement(key, &scanner))
            guard try scanner.goesOn() else { return }
        }
    }

    /// Whether no requirement is made.
    var selectsAll: Bool { requirements.isEmpty }

    func matches(_ labels: [String: String]) -> Bool {
        requirements.allSatisfy { requirement in
            switch requirement {
            case .isIn(let key, let values): labels[key].map(values.contains) ?? false
            case .isNotIn(let key, let values): labels[key].map { !values.contains($0) } ?? true
            case .exists(let key): labels[key] != nil
            case .isMissing(let key): labels[key] == nil
            case .isGreater(let key, let bound): labels[key].flatMap { Int64($0) }.map { $0 > bound } ?? false
            case .isLess(let key, let bound): labels[key].flatMap { Int64($0) }.map { $0 < bound } ?? false
            }
        }
    }

    private static func requirement(_ start: LabelSelectorScanner.Start, _ scanner: inout LabelSelectorScanner)
        throws(KustomizeError) -> Requirement
    {
        guard case .key(let key) = start else {
            if case .not(let key) = start { return .isMissing(key) }
            throw scanner.failure("a key is missing")
        }
        guard let word = scanner.operation() else { return .exists(key) }
        switch word {
        case "=", "==": return .isIn(key, [scanner.value()])
        case "!=": return .isNotIn(key, [scanner.value()])
        case "in": return .isIn(key, try scanner.values())
        case "notin": return .isNotIn(key, try scanner.values())
        default:
            guard let bound = Int64(scanner.value()) else { throw scanner.failure("\"\(word)\" wants a whole number") }
            return word == ">" ? .isGreater(key, bound) : .isLess(key, bound)
        }
    }
}

/// Takes a label selector apart.
struct LabelSelectorScanner {
    enum Start {
        case key(String)
        case not(String)
    }

    private let text: String
    private let bytes: [UInt8]
    private var index = 0

    init(_ text: String) {
        self.text = text
        bytes = Array(text.utf8)
    }

    func failure(_ reason: String) -> KustomizeError {
        KustomizeError(.invalidField, "the selector \"\(text)\" is malformed: \(reason)")
    }

    private mutating func skipSpace() {
        while index < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[index]) { index += 1 }
    }

    private mutating func skip(_ symbol: String) -> Bool {
        skipSpace()
        let wanted = Array(symbol.utf8)
        guard bytes.count - index >= wanted.count, Array(bytes[index..<(index + wanted.count)]) == wanted else {
            return false
        }
        index += wanted.count
        return true
    }

    private mutating func word() -> String {
        skipSpace()
        let start = index
        while index < bytes.count, !" \t\r\n=!(),<>".utf8.contains(bytes[index]) { index += 1 }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    /// The key at which a requirement begins; nil at the end.
    mutating func start() throws(KustomizeError) -> Start? {
        skipSpace()
        guard index < bytes.count else { return nil }
        let isNegated = skip("!")
        let key = word()
        guard Self.isQualifiedName(key) else { throw failure("\"\(key)\" is no label name") }
        return isNegated ? .not(key) : .key(key)
    }

    mutating func operation() -> String? {
        for symbol in ["==", "=", "!=", ">", "<"] where skip(symbol) { return symbol }
        let start = index
        switch word() {
        case "in": return "in"
        case "notin": return "notin"
        default:
            index = start
            return nil
        }
    }

    mutating func value() -> String { word() }

    mutating func values() throws(KustomizeError) -> Set<String> {
        guard skip("(") else { throw failure("a \"(\" is missing") }
        var result: Set<String> = []
        repeat { result.insert(word()) } while skip(",")
        guard skip(")") else { throw failure("a \")\" is missing") }
        return result
    }

    /// Whether another requirement follows.
    mutating func goesOn() throws(KustomizeError) -> Bool {
        skipSpace()
        guard index < bytes.count else { return false }
        guard skip(",") else { throw failure("a comma is missing") }
        skipSpace()
        guard index < bytes.count else { throw failure("it ends in a comma") }
        return true
    }

    /// An optional DNS prefix and `/`, then at most 63 letters, digits, `-`, `_`, `.`, beginning and ending with a
    /// letter or digit.
    private static func isQualifiedName(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.count <= 2, let name = parts.last, !parts.contains(where: \.isEmpty), name.count <= 63 else {
            return false
        }
        func isAlphanumeric(_ byte: UInt8) -> Bool {
            byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26
        }
        guard let first = name.first, let last = name.last, isAlphanumeric(first), isAlphanumeric(last) else {
            return false
        }
        return text.utf8.allSatisfy { isAlphanumeric($0) || "-_./".utf8.contains($0) }
    }
}
