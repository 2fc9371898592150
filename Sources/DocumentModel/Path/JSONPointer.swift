/// A JSON Pointer (RFC 6901): the way to one node of a document.
public struct JSONPointer: Sendable, Hashable {
    /// The unescaped reference tokens from the root.
    public var tokens: [String]

    public init(tokens: [String]) { self.tokens = tokens }

    /// Reads `/a/b~1c/0`; the empty text is the root.
    ///
    /// - Throws: `invalidPath` when it does not start with `/` or holds a bad `~` escape.
    public init(_ text: String) throws(DocumentError) {
        guard !text.isEmpty else {
            tokens = []
            return
        }
        guard text.utf8.first == UInt8(ascii: "/") else {
            throw DocumentError(.invalidPath, "a JSON pointer must be empty or begin with \"/\"")
        }
        var tokens: [String] = []
        for part in text.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            tokens.append(try Self.unescape(Substring(part)))
        }
        self.tokens = tokens
    }

    /// The node; nil when there is none. The token `-` names nothing.
    public func resolve(in root: Value) -> Value? {
        var node = root
        for token in tokens {
            switch node {
            case .object(let object):
                guard let next = object[token] else { return nil }
                node = next
            case .array(let elements):
                guard let index = Self.index(token), index < elements.count else { return nil }
                node = elements[index]
            default: return nil
            }
        }
        return node
    }

    /// The array index a token stands for: digits without a leading zero.
    static func index(_ token: String) -> Int? {
        guard token == "0" || token.utf8.first != UInt8(ascii: "0"), !token.isEmpty,
            token.utf8.allSatisfy({ $0 &- 0x30 < 10 })
        else { return nil }
        return Int(token)
    }

    private static func unescape(_ part: Substring) throws(DocumentError) -> String {
        guard part.utf8.contains(UInt8(ascii: "~")) else { return String(part) }
        var result: [UInt8] = []
        var bytes = part.utf8.makeIterator()
        while let byte = bytes.next() {
            guard byte == UInt8(ascii: "~") else {
                result.append(byte)
                continue
            }
            switch bytes.next() {
            case UInt8(ascii: "0"): result.append(UInt8(ascii: "~"))
            case UInt8(ascii: "1"): result.append(UInt8(ascii: "/"))
            default: throw DocumentError(.invalidPath, "in a JSON pointer \"~\" must be followed by 0 or 1")
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}

extension JSONPointer: CustomStringConvertible {
    /// The pointer in its escaped form.
    public var description: String {
        var text = ""
        for token in tokens {
            text += "/"
            for character in token.unicodeScalars {
                switch character {
                case "~": text += "~0"
                case "/": text += "~1"
                default: text.unicodeScalars.append(character)
                }
            }
        }
        return text
    }
}
