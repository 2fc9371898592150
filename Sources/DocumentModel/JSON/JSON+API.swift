extension JSON {
    /// Reads one JSON document in UTF-8. Integers that fit 64 bits stay exact; of equal keys the last wins.
    ///
    /// - Throws: `syntax`, `encoding`, `limit` or `duplicateKey`, with line and column.
    public static func parse(_ bytes: UnsafeBufferPointer<UInt8>, _ options: ReadingOptions = ReadingOptions())
        throws(DocumentError) -> Value
    { fatalError("not built") }

    /// Reads one JSON document in UTF-8, see ``parse(_:_:)``.
    public static func parse(_ bytes: [UInt8], _ options: ReadingOptions = ReadingOptions()) throws(DocumentError)
        -> Value
    { fatalError("not built") }

    /// Reads one JSON document, see ``parse(_:_:)``.
    public static func parse(_ text: String, _ options: ReadingOptions = ReadingOptions()) throws(DocumentError)
        -> Value
    { fatalError("not built") }

    /// The value as JSON in UTF-8, without a final newline. NaN and infinities, which JSON cannot say, become null.
    public static func write(_ value: Value, _ options: WritingOptions = .compact) -> [UInt8] {
        fatalError("not built")
    }

    /// The value as JSON text, without a final newline.
    public static func text(_ value: Value, _ options: WritingOptions = .compact) -> String {
        fatalError("not built")
    }
}
