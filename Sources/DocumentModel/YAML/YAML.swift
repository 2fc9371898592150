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
        /// Whose reading of plain scalars, keys and merge keys is followed.
        public var dialect: Dialect
        /// What a plain scalar without any text stands for: the value of a key with nothing after its colon.
        public var blank: Value
        /// The path of a mapping whose scalars are read as the text they are written with. That mapping may stand twice;
        /// what the first says counts.
        public var textPath: [String]
        /// Whether nulls on the text path are read as text, too.
        public var textIncludesNull: Bool
        /// Where given, nothing that was written is lost: a number, boolean or timestamp whose text is not how JSON says
        /// it comes as a string of this mark and the text, and of a key that stands again in a mapping, where that is
        /// not refused, the first value keeps the key and the last gets the mark and the key. A quoted text that begins
        /// with the mark is refused.
        public var mark: Unicode.Scalar?

        public init(
            maximumDepth: Int = 512, maximumBytes: Int = 256 << 20, maximumNodes: Int = 20_000_000,
            refusesDuplicateKeys: Bool = true, file: String? = nil, dialect: Dialect = .kubernetes,
            blank: Value = .null, textPath: [String] = [], textIncludesNull: Bool = false,
            mark: Unicode.Scalar? = nil
        ) {
            self.maximumDepth = maximumDepth
            self.maximumBytes = maximumBytes
            self.maximumNodes = maximumNodes
            self.refusesDuplicateKeys = refusesDuplicateKeys
            self.file = file
            self.dialect = dialect
            self.blank = blank
            self.textPath = textPath
            self.textIncludesNull = textIncludesNull
            self.mark = mark
        }
    }

    /// A reading of YAML.
    public enum Dialect: Sendable, Hashable {
        /// As `sigs.k8s.io/yaml` reads manifests: YAML 1.1 with `on` and `yes` for booleans; a merge key replaces
        /// what stands before it.
        case kubernetes
        /// As go-yaml version 3 reads into JSON, and with it kustomize: `on` and `yes` are strings, dates become RFC
        /// 3339 timestamps, keys must be strings, and fields always win over merged ones.
        case goYAML3
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
