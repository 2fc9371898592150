extension JSON {
    /// Reads one JSON document in UTF-8. Integers that fit 64 bits stay exact; of equal keys the last wins.
    ///
    /// - Throws: `syntax`, `encoding`, `limit` or `duplicateKey`, with line and column.
    public static func parse(_ bytes: UnsafeBufferPointer<UInt8>, _ options: ReadingOptions = ReadingOptions())
        throws(DocumentError) -> Value
    {
        guard bytes.count <= options.maximumBytes else {
            throw DocumentError(
                .limit, "the document has \(bytes.count) bytes; at most \(options.maximumBytes) are read",
                file: options.file)
        }
        var parser = JSONParser(bytes: bytes, options: options)
        return try parser.document()
    }

    /// Reads one JSON document in UTF-8, see ``parse(_:_:)``.
    public static func parse(_ bytes: [UInt8], _ options: ReadingOptions = ReadingOptions()) throws(DocumentError)
        -> Value
    {
        try bytes.withUnsafeBufferPointer { buffer throws(DocumentError) in try parse(buffer, options) }
    }

    /// Reads one JSON document, see ``parse(_:_:)``.
    public static func parse(_ text: String, _ options: ReadingOptions = ReadingOptions()) throws(DocumentError)
        -> Value
    {
        try parse(Array(text.utf8), options)
    }

    /// The value as JSON in UTF-8, without a final newline. NaN and infinities, which JSON cannot say, become null.
    public static func write(_ value: Value, _ options: WritingOptions = .compact) -> [UInt8] {
        var writer = JSONWriter(options: options)
        writer.write(value, level: 0)
        return writer.output
    }

    /// The value as JSON text, without a final newline.
    public static func text(_ value: Value, _ options: WritingOptions = .compact) -> String {
        String(decoding: write(value, options), as: UTF8.self)
    }
}
