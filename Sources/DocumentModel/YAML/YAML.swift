/// One document of a YAML stream.
public struct YAMLDocument: Sendable, Hashable {
    /// The content; null for an empty document.
    public var value: Value
    /// The line, from 1, at which the content starts (for an empty document: at which the document starts).
    public var startLine: Int
    /// Whether the document holds nothing but comments and blanks. An explicit `null` is not empty.
    public var isEmpty: Bool

    public init(value: Value, startLine: Int = 1, isEmpty: Bool = false) {
        self.value = value
        self.startLine = startLine
        self.isEmpty = isEmpty
    }
}

/// The YAML codec: YAML 1.1 as `sigs.k8s.io/yaml` reads and writes it, since manifests are JSON in the end.
public enum YAML {
    /// Limits and rules for reading.
    public struct ReadingOptions: Sendable {
        /// How deep sequences and mappings may nest.
        public var maximumDepth: Int
        /// How many bytes a stream may have.
        public var maximumBytes: Int
        /// How many nodes a stream may have once aliases are expanded. Aliases may also make up only a share of them
        /// that shrinks as the document grows, which stops "billion laughs" early.
        public var maximumNodes: Int
        /// Whether a mapping with the same key twice is refused; else the last one wins.
        public var refusesDuplicateKeys: Bool
        /// The name of the file, for errors.
        public var file: String?

        public init(
            maximumDepth: Int = 512, maximumBytes: Int = 256 << 20, maximumNodes: Int = 20_000_000,
            refusesDuplicateKeys: Bool = true, file: String? = nil
        ) {
            self.maximumDepth = maximumDepth
            self.maximumBytes = maximumBytes
            self.maximumNodes = maximumNodes
            self.refusesDuplicateKeys = refusesDuplicateKeys
            self.file = file
        }
    }

    /// How to write.
    public struct WritingOptions: Sendable {
        /// Whether keys come in the order of `sigs.k8s.io/yaml` (that of bytes, but `a2` before `a10`) instead of
        /// document order.
        public var sortsKeys: Bool
        /// Whether a sequence under a key is indented by two spaces instead of standing at the key's column.
        public var indentsSequences: Bool

        /// The column after which long lines are folded at spaces; nil never folds.
        public var lineWidth: Int?

        public init(sortsKeys: Bool = false, indentsSequences: Bool = false, lineWidth: Int? = nil) {
            self.sortsKeys = sortsKeys
            self.indentsSequences = indentsSequences
            self.lineWidth = lineWidth
        }

        /// Document order, lines as long as they are.
        public static let ordered = WritingOptions()
        /// Keys sorted as `sigs.k8s.io/yaml` sorts them, lines as long as they are.
        public static let sorted = WritingOptions(sortsKeys: true)
        /// As `sigs.k8s.io/yaml` writes: keys sorted, lines folded after column 80.
        public static let kubernetes = WritingOptions(sortsKeys: true, lineWidth: 80)
    }
}
