extension YAML {
    /// Reads a stream of YAML documents (UTF-8, or UTF-16 with a byte order mark), in order, empty ones included.
    ///
    /// - Throws: `syntax`, `encoding`, `limit`, `duplicateKey` or `unsupported`, with line and column.
    public static func parse(_ bytes: [UInt8], _ options: ReadingOptions = ReadingOptions()) throws(DocumentError)
        -> [YAMLDocument]
    { fatalError("not built") }

    /// Reads a stream of YAML documents, see ``parse(_:_:)``.
    public static func parse(_ text: String, _ options: ReadingOptions = ReadingOptions()) throws(DocumentError)
        -> [YAMLDocument]
    { fatalError("not built") }

    /// The first document of a stream, as `sigs.k8s.io/yaml` unmarshals; null when there is none.
    public static func parseFirst(_ bytes: [UInt8], _ options: ReadingOptions = ReadingOptions())
        throws(DocumentError) -> Value
    { fatalError("not built") }

    /// The first document of a stream, see ``parseFirst(_:_:)``.
    public static func parseFirst(_ text: String, _ options: ReadingOptions = ReadingOptions())
        throws(DocumentError) -> Value
    { fatalError("not built") }

    /// The value as one YAML document in UTF-8, in block style, with a final newline and without `---`.
    public static func write(_ value: Value, _ options: WritingOptions = .ordered) -> [UInt8] {
        fatalError("not built")
    }

    /// The value as YAML text, see ``write(_:_:)``.
    public static func text(_ value: Value, _ options: WritingOptions = .ordered) -> String {
        fatalError("not built")
    }

    /// The values as a stream, `---` between them.
    public static func text(stream values: [Value], _ options: WritingOptions = .ordered) -> String {
        fatalError("not built")
    }
}
