internal import CLibyaml

/// The events of one YAML stream. Owns the libyaml parser and the event last read; each is freed once.
///
/// libyaml keeps no global state: a source may be used on any thread, by one at a time. It borrows the bytes.
struct YAMLEventSource: ~Copyable {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let event: UnsafeMutablePointer<yaml_event_t>
    private let file: String?

    /// - Parameter bytes: must stay valid as long as the source lives.
    init(borrowing bytes: UnsafeBufferPointer<UInt8>, file: String?) throws(DocumentError) {
        parser = .allocate(capacity: 1)
        event = .allocate(capacity: 1)
        self.file = file
        event.initialize(to: yaml_event_t())
        parser.initialize(to: yaml_parser_t())
        guard yaml_parser_initialize(parser) == 1 else {
            throw DocumentError(.limit, "there is not enough memory to read YAML", file: file)
        }
        if let start = bytes.baseAddress {
            yaml_parser_set_input_string(parser, start, bytes.count)
        } else {
            // libyaml wants an address even for no bytes at all; it reads nothing there.
            yaml_parser_set_input_string(parser, UnsafeRawPointer(event).assumingMemoryBound(to: UInt8.self), 0)
        }
    }

    deinit {
        yaml_event_delete(event)
        yaml_parser_delete(parser)
        event.deallocate()
        parser.deallocate()
    }

    /// Reads the next event; it stays valid until the next call.
    mutating func next() throws(DocumentError) {
        yaml_event_delete(event)
        guard yaml_parser_parse(parser, event) == 1 else { throw failure() }
    }

    /// The event last read.
    var current: UnsafePointer<yaml_event_t> { UnsafePointer(event) }

    /// libyaml's own words for the error. They are constants of the library and hold no text of the document.
    private func failure() -> DocumentError {
        let error = parser.pointee
        let problem = error.problem.map { String(cString: $0) } ?? "the text is no YAML"
        if error.error == YAML_READER_ERROR {
            return DocumentError(.encoding, "\(problem) (at byte \(error.problem_offset + 1))", file: file)
        }
        if error.error == YAML_MEMORY_ERROR {
            return DocumentError(.limit, "there is not enough memory to read YAML", file: file)
        }
        let context = error.context.map { " (\(String(cString: $0)))" } ?? ""
        return DocumentError(
            .syntax, problem + context, file: file, line: Int(error.problem_mark.line) + 1,
            column: Int(error.problem_mark.column) + 1)
    }
}
