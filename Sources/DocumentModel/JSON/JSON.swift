/// The JSON codec (RFC 8259).
public enum JSON {
    /// Limits and rules for reading.
    public struct ReadingOptions: Sendable {
        /// How deep arrays and objects may nest.
        public var maximumDepth: Int
        /// How many bytes a document may have.
        public var maximumBytes: Int
        /// Whether an object with the same key twice is refused; else the last one wins.
        public var refusesDuplicateKeys: Bool
        /// The name of the file, for errors.
        public var file: String?

        public init(
            maximumDepth: Int = 512, maximumBytes: Int = 1 << 30, refusesDuplicateKeys: Bool = false,
            file: String? = nil
        ) {
            self.maximumDepth = maximumDepth
            self.maximumBytes = maximumBytes
            self.refusesDuplicateKeys = refusesDuplicateKeys
            self.file = file
        }
    }

    /// How to write.
    public struct WritingOptions: Sendable {
        /// Spaces a level; nil writes everything on one line.
        public var indent: Int?
        /// Whether keys come in byte order instead of document order.
        public var sortsKeys: Bool
        /// Whether `<`, `>` and `&` are written as escapes, as Go does by default.
        public var escapesHTML: Bool

        public init(indent: Int? = nil, sortsKeys: Bool = false, escapesHTML: Bool = false) {
            self.indent = indent
            self.sortsKeys = sortsKeys
            self.escapesHTML = escapesHTML
        }

        /// One line, document order.
        public static let compact = WritingOptions()
        /// One line, sorted keys: equal values give equal bytes.
        public static let canonical = WritingOptions(sortsKeys: true)
        /// Two spaces a level, document order.
        public static let pretty = WritingOptions(indent: 2)
    }
}
