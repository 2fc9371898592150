/// Why a document could not be read, written, patched or decoded.
///
/// It names positions and field paths, never the text of the document: a Secret may be in it.
public struct DocumentError: Error, Sendable, Hashable {
    /// What kind of failure this is, for code that reacts to it.
    public enum Code: Sendable, Hashable {
        /// The text breaks the rules of its format.
        case syntax
        /// The bytes are no valid text in the encoding they claim.
        case encoding
        /// A limit on depth, size, nodes or aliases is exceeded.
        case limit
        /// A key stands twice in one object, and the options forbid it.
        case duplicateKey
        /// The document is well formed but has no counterpart in the value tree, such as `.inf` or a bad tag.
        case unsupported
        /// A pointer, path or patch is malformed.
        case invalidPath
        /// A pointer, path or patch names something that is not there.
        case notFound
        /// A `test` operation of a patch found another value.
        case testFailed
        /// A value has another type or form than the field wants.
        case typeMismatch
        /// A required field is missing.
        case missingField
    }

    /// The kind of failure.
    public var code: Code
    /// The cause in words, without text of the document.
    public var message: String
    /// The name of the file, where the caller gave one.
    public var file: String?
    /// The line, from 1.
    public var line: Int?
    /// The column in bytes, from 1.
    public var column: Int?
    /// The field concerned, such as `spec.containers[0].name`.
    public var path: String?

    public init(
        _ code: Code, _ message: String, file: String? = nil, line: Int? = nil, column: Int? = nil, path: String? = nil
    ) {
        self.code = code
        self.message = message
        self.file = file
        self.line = line
        self.column = column
        self.path = path
    }
}

extension DocumentError: CustomStringConvertible {
    /// `file:line:column: path: message`, of which only what is known.
    public var description: String {
        var place: [String] = []
        if let file { place.append(file) }
        if let line {
            place.append(column.map { "line \(line), column \($0)" } ?? "line \(line)")
        }
        if let path { place.append(path) }
        place.append(message)
        return place.joined(separator: ": ")
    }
}
