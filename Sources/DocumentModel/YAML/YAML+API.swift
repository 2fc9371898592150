extension YAML {
    /// Reads a stream of YAML documents (UTF-8, or UTF-16 with a byte order mark), in order, empty ones included.
    /// A stream of nothing but comments holds no document.
    ///
    /// - Throws: `syntax`, `encoding`, `limit`, `duplicateKey` or `unsupported`, with line and column.
    public static func parse(_ bytes: [UInt8], _ options: ReadingOptions = ReadingOptions()) throws(DocumentError)
        -> [YAMLDocument]
    {
        try bytes.withUnsafeBufferPointer { buffer throws(DocumentError) in
            try documents(buffer, options, limit: .max)
        }
    }

    /// Reads a stream of YAML documents, see ``parse(_:_:)``.
    public static func parse(_ text: String, _ options: ReadingOptions = ReadingOptions()) throws(DocumentError)
        -> [YAMLDocument]
    {
        try parse(Array(text.utf8), options)
    }

    /// The first document of a stream, as `sigs.k8s.io/yaml` unmarshals; null when there is none.
    public static func parseFirst(_ bytes: [UInt8], _ options: ReadingOptions = ReadingOptions())
        throws(DocumentError) -> Value
    {
        try bytes.withUnsafeBufferPointer { buffer throws(DocumentError) in
            try documents(buffer, options, limit: 1).first?.value ?? .null
        }
    }

    /// The first document of a stream with the last value of keys that stand again, and which those are.
    public static func parseFirst(_ bytes: [UInt8], repetitions: inout [YAMLRepetition]) throws(DocumentError) -> Value
    {
        let (value, found) = try bytes.withUnsafeBufferPointer { buffer throws(DocumentError) in
            var composer = try YAMLComposer(bytes: buffer, options: ReadingOptions(refusesDuplicateKeys: false))
            let value = try composer.documents(limit: 1).first?.value ?? .null
            return (value, composer.repetitions)
        }
        repetitions = found
        return value
    }

    /// The first document of a stream, see ``parseFirst(_:_:)``.
    public static func parseFirst(_ text: String, _ options: ReadingOptions = ReadingOptions())
        throws(DocumentError) -> Value
    {
        try parseFirst(Array(text.utf8), options)
    }

    /// The value as one YAML document in UTF-8, in block style, with a final newline and without `---`.
    /// NaN and infinities come out as YAML says them, `.nan` and `.inf`, which no reader of manifests accepts.
    public static func write(_ value: Value, _ options: WritingOptions = .ordered) -> [UInt8] {
        var emitter = YAMLEmitter(options: options)
        emitter.document(value)
        return emitter.output
    }

    /// The value as YAML text, see ``write(_:_:)``.
    public static func text(_ value: Value, _ options: WritingOptions = .ordered) -> String {
        String(decoding: write(value, options), as: UTF8.self)
    }

    /// The values as a stream, `---` between them.
    public static func text(stream values: [Value], _ options: WritingOptions = .ordered) -> String {
        values.map { text($0, options) }.joined(separator: "---\n")
    }

    /// What a plain scalar of this text stands for as go-yaml version 3 resolves it.
    public static func plainScalar(_ text: String) -> Value {
        ScalarResolution.resolveVersion3(text).value ?? .string(text)
    }

    private static func documents(_ buffer: UnsafeBufferPointer<UInt8>, _ options: ReadingOptions, limit: Int)
        throws(DocumentError) -> [YAMLDocument]
    {
        guard buffer.count <= options.maximumBytes else {
            throw DocumentError(
                .limit, "the stream has \(buffer.count) bytes; at most \(options.maximumBytes) are read",
                file: options.file)
        }
        var composer = try YAMLComposer(bytes: buffer, options: options)
        return try composer.documents(limit: limit)
    }
}

/// A key that stands again in its mapping.
public struct YAMLRepetition: Sendable, Hashable {
    /// The line of the later value, from 1.
    public var line: Int
    /// The key.
    public var key: String
}
