internal import CLibyaml

/// Makes values of the events of a YAML stream.
struct YAMLComposer: ~Copyable {
    /// A finished anchor: its value, and how many nodes it stands for.
    private struct Anchor {
        var value: Value
        var nodes: Int
    }

    private var source: YAMLEventSource
    private let options: YAML.ReadingOptions
    private var anchors: [String: Anchor] = [:]
    /// Anchors whose node is still being read.
    private var open: Set<String> = []
    private var depth = 0
    private var nodes = 0
    private var aliasedNodes = 0
    /// How many names of the text path lead to where the composer stands.
    private var matched = 0
    /// The keys that stand again where that is not refused, at most a hundred.
    private(set) var repetitions: [YAMLRepetition] = []

    /// The places of `\\/` in the stream, where they matter.
    private let slashEscapes: [Int]

    init(bytes: UnsafeBufferPointer<UInt8>, options: YAML.ReadingOptions) throws(DocumentError) {
        source = try YAMLEventSource(borrowing: bytes, file: options.file)
        slashEscapes = options.dialect == .goYAML3 ? FoldedText.slashEscapes(bytes) : []
        self.options = options
    }

    /// The documents of the stream; `limit` ends reading after as many.
    mutating func documents(limit: Int = .max) throws(DocumentError) -> [YAMLDocument] {
        var documents: [YAMLDocument] = []
        while documents.count < limit {
            try source.next()
            switch source.current.pointee.type {
            case YAML_STREAM_END_EVENT: return documents
            case YAML_DOCUMENT_START_EVENT: documents.append(try document())
            default: continue
            }
        }
        return documents
    }

    private mutating func document() throws(DocumentError) -> YAMLDocument {
        anchors.removeAll()
        let start = Int(source.current.pointee.start_mark.line) + 1
        try source.next()
        let event = source.current.pointee
        let isEmpty =
            event.type == YAML_SCALAR_EVENT && event.data.scalar.length == 0 && event.data.scalar.tag == nil
            && event.data.scalar.anchor == nil && event.data.scalar.style == YAML_PLAIN_SCALAR_STYLE
        let line = isEmpty ? start : Int(event.start_mark.line) + 1
        let value = try node()
        try source.next()  // the end of the document
        return YAMLDocument(value: value, startLine: line, isEmpty: isEmpty)
    }

    /// The node whose first event is current.
    private mutating func node() throws(DocumentError) -> Value {
        nodes += 1
        guard nodes <= options.maximumNodes else {
            throw fail("more than \(options.maximumNodes) nodes", .limit)
        }
        let event = source.current.pointee
        switch event.type {
        case YAML_ALIAS_EVENT: return try alias(named: Self.text(event.data.alias.anchor))
        case YAML_SCALAR_EVENT:
            let value = try scalar()
            remember(event.data.scalar.anchor, value, nodes: 1)
            return value
        case YAML_SEQUENCE_START_EVENT:
            return try collection(event.data.sequence_start.anchor, event.data.sequence_start.tag)
        case YAML_MAPPING_START_EVENT:
            return try collection(event.data.mapping_start.anchor, event.data.mapping_start.tag)
        default: throw fail("expected a value")
        }
    }

    /// A sequence or mapping. While it is read its anchor cannot be used.
    private mutating func collection(_ anchor: UnsafeMutablePointer<UInt8>?, _ tag: UnsafeMutablePointer<UInt8>?)
        throws(DocumentError) -> Value
    {
        let name = anchor.map(Self.text)
        if let tag, Self.isScalarTag(Self.text(tag)) { throw fail("a tag for scalars stands before a collection") }
        if let name { open.insert(name) }
        let before = nodes
        depth += 1
        guard depth <= options.maximumDepth else {
            throw fail("nested deeper than \(options.maximumDepth) levels", .limit)
        }
        let isSequence = source.current.pointee.type == YAML_SEQUENCE_START_EVENT
        let value = isSequence ? try sequence() : try mapping()
        depth -= 1
        if let name {
            open.remove(name)
            anchors[name] = Anchor(value: value, nodes: nodes - before + 1)
        }
        return value
    }

    private mutating func sequence() throws(DocumentError) -> Value {
        var elements: [Value] = []
        while true {
            try source.next()
            if source.current.pointee.type == YAML_SEQUENCE_END_EVENT { return .array(elements) }
            elements.append(try node())
        }
    }

    private mutating func mapping() throws(DocumentError) -> Value {
        var object = Object()
        var merged: Set<String> = []
        while true {
            try source.next()
            let event = source.current.pointee
            if event.type == YAML_MAPPING_END_EVENT { return .object(object) }
            let mark = event.start_mark
            if isMergeKey(event) {
                try source.next()
                try merge(try node(), into: &object, &merged, at: mark)
                continue
            }
            let key = try keyText(at: mark)
            try source.next()
            let isOnTextPath =
                matched == depth - 1 && matched < options.textPath.count && options.textPath[matched] == key
            if isOnTextPath { matched += 1 }
            let line = Int(source.current.pointee.start_mark.line) + 1
            let value = try node()
            if isOnTextPath { matched -= 1 }
            let former = object.update(key, to: value)
            guard let former, merged.remove(key) == nil else { continue }
            if isOnTextPath, matched + 1 == options.textPath.count, let both = Self.union(former, value) {
                object.update(key, to: both)
                continue
            }
            if options.refusesDuplicateKeys {
                throw fail("this key stands twice in one mapping", .duplicateKey, at: mark)
            }
            if repetitions.count < 100 { repetitions.append(YAMLRepetition(line: line, key: key)) }
            if let sign = options.mark {
                object.update(key, to: former)
                object.update("\(sign)\(key)", to: value)
            }
        }
    }

    /// The fields of two mappings, of those they share the first's.
    private static func union(_ first: Value, _ second: Value) -> Value? {
        guard case .object(var fields) = first, case .object(let more) = second else { return nil }
        for (key, value) in more where fields[key] == nil { fields[key] = value }
        return .object(fields)
    }

    private mutating func keyText(at mark: yaml_mark_t) throws(DocumentError) -> String {
        let event = source.current.pointee
        guard event.type == YAML_SCALAR_EVENT || event.type == YAML_ALIAS_EVENT else {
            throw fail("a mapping or sequence cannot be a key in JSON", .unsupported, at: mark)
        }
        if options.dialect == .goYAML3 { try requireString(event, at: mark) }
        switch try node() {
        case .string(let text): return text
        case .bool(let flag): return flag ? "true" : "false"
        case .integer(let number): return String(number)
        case .double(let number): return GoNumber.key(number)
        case .null: throw fail("null cannot be a key in JSON; quote it", .unsupported, at: mark)
        case .array, .object: throw fail("a mapping or sequence cannot be a key in JSON", .unsupported, at: mark)
        }
    }
}

// Anchors, aliases and merge keys.
extension YAMLComposer {
    private mutating func remember(_ anchor: UnsafeMutablePointer<UInt8>?, _ value: Value, nodes: Int) {
        if let anchor { anchors[Self.text(anchor)] = Anchor(value: value, nodes: nodes) }
    }

    private mutating func alias(named name: String) throws(DocumentError) -> Value {
        if open.contains(name) { throw fail("an anchor contains itself") }
        guard let anchor = anchors[name] else { throw fail("an alias names no anchor that stands before it") }
        nodes = nodes.addingReportingOverflow(anchor.nodes).partialValue
        aliasedNodes = aliasedNodes.addingReportingOverflow(anchor.nodes).partialValue
        guard nodes <= options.maximumNodes, !hasTooManyAliases else {
            throw fail("too much of the document is made of aliases", .limit)
        }
        return anchor.value
    }

    /// As go-yaml has it: aliases may make up 99 % of a small document, and 10 % of one with 4 million nodes or more.
    private var hasTooManyAliases: Bool {
        guard aliasedNodes > 100, nodes > 1000 else { return false }
        let share = Double(aliasedNodes) / Double(nodes)
        let growth = min(max(Double(nodes - 400_000) / 3_600_000, 0), 1)
        return share > 0.99 - growth * 0.89
    }

    private func isMergeKey(_ event: yaml_event_t) -> Bool {
        guard event.type == YAML_SCALAR_EVENT, event.data.scalar.length == 2,
            event.data.scalar.value[0] == UInt8(ascii: "<"), event.data.scalar.value[1] == UInt8(ascii: "<")
        else { return false }
        if let tag = event.data.scalar.tag { return Self.text(tag) == "tag:yaml.org,2002:merge" }
        return event.data.scalar.plain_implicit == 1
    }

    /// Spreads one mapping, or several of which earlier ones win. Fields that stand before the merge key are
    /// replaced, fields after it replace: that is how `sigs.k8s.io/yaml` reads it, whatever the YAML draft says.
    private mutating func merge(
        _ value: Value, into object: inout Object, _ merged: inout Set<String>, at mark: yaml_mark_t
    ) throws(DocumentError) {
        var spread: [Object] = []
        switch value {
        case .object(let fields): spread = [fields]
        case .array(let elements): spread = elements.reversed().compactMap(\.object)
        default: break
        }
        guard !spread.isEmpty || value.array?.isEmpty == true, spread.count == value.array?.count ?? 1 else {
            throw fail("a merge key wants a mapping or a sequence of mappings", at: mark)
        }
        for fields in spread {
            for (key, value) in fields {
                if options.dialect == .goYAML3, object[key] != nil, !merged.contains(key) { continue }
                if object.update(key, to: value) == nil { merged.insert(key) }
            }
        }
    }
}

// Scalars and errors.
extension YAMLComposer {
    private func scalar() throws(DocumentError) -> Value {
        let scalar = source.current.pointee.data.scalar
        let text = String(
            decoding: UnsafeBufferPointer(start: UnsafePointer(scalar.value), count: scalar.length), as: UTF8.self)
        if let tag = scalar.tag {
            let name = Self.text(tag)
            // `!` and tags of somebody's own say nothing to us: the text stays text.
            guard name.hasPrefix(Self.standard) else { return .string(text) }
            return try tagged(text, name.dropFirst(Self.standard.count))
        }
        guard scalar.plain_implicit == 1 else {
            if let mark = options.mark, text.unicodeScalars.first == mark {
                throw fail("a text begins with a character that has no use there", .unsupported)
            }
            guard options.dialect == .goYAML3 else { return .string(text) }
            if scalar.style == YAML_FOLDED_SCALAR_STYLE, !isTextWanted { return .string(FoldedText.rewritten(text)) }
            if scalar.style == YAML_DOUBLE_QUOTED_SCALAR_STYLE, !slashEscapes.isEmpty { try refuseSlashEscape() }
            return .string(text)
        }
        if text.isEmpty { return isTextWanted && options.textIncludesNull ? .string(text) : options.blank }
        let resolved =
            options.dialect == .goYAML3 ? ScalarResolution.resolveVersion3(text) : ScalarResolution.resolve(text)
        if isTextWanted, resolved != .null || options.textIncludesNull { return .string(text) }
        switch resolved {
        case .null: return .null
        case .bool(let flag): return marked(.bool(flag), text) { flag ? "true" : "false" }
        case .integer(let number): return marked(.integer(number), text) { String(number) }
        case .double(let number): return marked(.double(number), text) { JSON.text(.double(number)) }
        case .nonFinite: throw fail("JSON has no infinity and no NaN; quote the value", .unsupported)
        case .merge, .string: return .string(text)
        case .timestamp(let time): return marked(.string(time), text) { time }
        }
    }

    /// The value, or its text behind the mark where that says more.
    private func marked(_ value: Value, _ text: String, _ usual: () -> String) -> Value {
        guard let mark = options.mark, text != usual() else { return value }
        return .string("\(mark)\(text)")
    }

    /// Refuses `\\/` in a double-quoted scalar, which go-yaml does not know.
    private func refuseSlashEscape() throws(DocumentError) {
        let event = source.current.pointee
        let (start, end) = (Int(event.start_mark.index), Int(event.end_mark.index))
        // The first place at or behind the start.
        var (low, high) = (0, slashEscapes.count)
        while low < high {
            let middle = (low + high) / 2
            if slashEscapes[middle] < start { low = middle + 1 } else { high = middle }
        }
        if low < slashEscapes.count, slashEscapes[low] < end { throw fail("found unknown escape character") }
    }

    /// Whether the scalar stands directly in the mapping that is read as text.
    private var isTextWanted: Bool {
        !options.textPath.isEmpty && matched == options.textPath.count && depth == matched + 1
    }

    /// Refuses a key that is no string, which cannot become JSON.
    private func requireString(_ event: yaml_event_t, at mark: yaml_mark_t) throws(DocumentError) {
        guard event.type == YAML_SCALAR_EVENT, event.data.scalar.plain_implicit == 1, event.data.scalar.tag == nil,
            !isTextWanted, depth > 1
        else { return }
        let text = String(
            decoding: UnsafeBufferPointer(
                start: UnsafePointer(event.data.scalar.value), count: event.data.scalar.length),
            as: UTF8.self)
        switch ScalarResolution.resolveVersion3(text) {
        case .string, .merge: return
        default: throw fail("a key must be a string in JSON; quote it", .unsupported, at: mark)
        }
    }

    private func tagged(_ text: String, _ tag: Substring) throws(DocumentError) -> Value {
        let resolved = ScalarResolution.resolve(text)
        switch (tag, resolved) {
        case ("str", _): return .string(text)
        case ("binary", _):
            guard let bytes = Base64.decode(text) else { throw fail("the value is no base64", .unsupported) }
            return .string(String(decoding: bytes, as: UTF8.self))
        case ("null", .null): return .null
        case ("bool", .bool(let flag)): return .bool(flag)
        case ("int", .integer(let number)): return .integer(number)
        case ("int", .double(let number)) where !text.contains("."): return .double(number)
        case ("float", .integer(let number)): return .double(Double(number))
        case ("float", .double(let number)): return .double(number)
        case ("timestamp", .string), ("merge", .merge): return .string(text)
        case ("null", _), ("bool", _), ("int", _), ("float", _), ("timestamp", _):
            throw fail("the value has not the form that its tag !!\(tag) wants", .unsupported)
        default: return .string(text)
        }
    }

    private static let standard = "tag:yaml.org,2002:"

    private static func isScalarTag(_ tag: String) -> Bool {
        ["str", "int", "float", "bool", "null", "binary", "timestamp"].contains { tag == standard + $0 }
    }

    private static func text(_ bytes: UnsafeMutablePointer<UInt8>?) -> String {
        bytes.map { String(cString: $0) } ?? ""
    }

    private func fail(_ message: String, _ code: DocumentError.Code = .syntax, at mark: yaml_mark_t? = nil)
        -> DocumentError
    {
        let mark = mark ?? source.current.pointee.start_mark
        return DocumentError(
            code, message, file: options.file, line: Int(mark.line) + 1, column: Int(mark.column) + 1)
    }
}
