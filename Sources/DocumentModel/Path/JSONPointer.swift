/// A JSON Pointer (RFC 6901): the way to one node of a document.
public struct JSONPointer: Sendable, Hashable {
    /// The unescaped reference tokens from the root.
    public var tokens: [String]

    public init(tokens: [String]) { self.tokens = tokens }

    /// Reads `/a/b~1c/0`; the empty text is the root.
    ///
    /// - Throws: `invalidPath` when it does not start with `/` or holds a bad `~` escape.
    public init(_ text: String) throws(DocumentError) { fatalError("not built") }

    /// The node; nil when there is none. The token `-` names nothing.
    public func resolve(in root: Value) -> Value? { fatalError("not built") }
}

extension JSONPointer: CustomStringConvertible {
    /// The pointer in its escaped form.
    public var description: String { fatalError("not built") }
}
