internal import Platform

extension FunctionTable {
    private static let cache: [Int: FunctionTable] = [
        CELLibraries.apiServer.rawValue: FunctionTable(.apiServer), CELLibraries.flux.rawValue: FunctionTable(.flux),
    ]

    /// The functions of the language and of some libraries.
    static func standard(_ libraries: CELLibraries) -> FunctionTable {
        cache[libraries.rawValue] ?? FunctionTable(libraries)
    }

    private init(_ libraries: CELLibraries) {
        addOperators()
        addComparisons()
        addConversions()
        addTexts()
        addTimes()
        if libraries.contains(.optionals) { addOptionals() }
        if libraries.contains(.strings) { addStrings(isLatest: libraries.contains(.latestStrings)) }
        if libraries.contains(.sets) { addSets() }
        if libraries.contains(.lists) { addLists() }
        if libraries.contains(.twoVariables) { addMapInsertion() }
        if libraries.contains(.encoders) { addEncoders() }
        if libraries.contains(.kubernetes) { addKubernetes() }
        if libraries.contains(.authorizer) { addAuthorizer() }
        if libraries.contains(.mutation) { addMutation() }
    }

    private static let a = CELType.parameter("A")
    private static let b = CELType.parameter("B")

    private mutating func addOperators() {
        let (a, b) = (Self.a, Self.b)
        builtIn(Operator.conditional, "conditional", [.bool, a, a], a)
        builtIn(Operator.and, "logical_and", [.bool, .bool], .bool)
        builtIn(Operator.or, "logical_or", [.bool, .bool], .bool)
        builtIn(Operator.not, "logical_not", [.bool], .bool)
        builtIn(Operator.notStrictlyFalse, "not_strictly_false", [.bool], .bool)
        builtIn(Operator.equals, "equals", [a, a], .bool)
        builtIn(Operator.notEquals, "not_equals", [a, a], .bool)
        builtIn(Operator.index, "index_list", [.list(a), .int], a)
        builtIn(Operator.index, "index_map", [.map(a, b), a], b)
        builtIn(Operator.within, "in_list", [a, .list(a)], .bool)
        builtIn(Operator.within, "in_map", [a, .map(a, b)], .bool)
        builtIn(Operator.negate, "negate_int64", [.int], .int)
        builtIn(Operator.negate, "negate_double", [.double], .double)
        let signs = [
            (Operator.add, "add"), (Operator.subtract, "subtract"), (Operator.multiply, "multiply"),
            (Operator.divide, "divide"), (Operator.modulo, "modulo"),
        ]
        for (function, name) in signs {
            if name == "add" {
                builtIn(function, "add_bytes", [.bytes, .bytes], .bytes)
            }
            if name != "modulo" { builtIn(function, "\(name)_double", [.double, .double], .double) }
            if name == "add" {
                builtIn(function, "add_duration_duration", [.duration, .duration], .duration)
                builtIn(function, "add_duration_timestamp", [.duration, .timestamp], .timestamp)
                builtIn(function, "add_timestamp_duration", [.timestamp, .duration], .timestamp)
                builtIn(function, "add_list", [.list(a), .list(a)], .list(a))
                builtIn(function, "add_string", [.string, .string], .string)
            }
            if name == "subtract" {
                builtIn(function, "subtract_duration_duration", [.duration, .duration], .duration)
                builtIn(function, "subtract_timestamp_timestamp", [.timestamp, .timestamp], .duration)
                builtIn(function, "subtract_timestamp_duration", [.timestamp, .duration], .timestamp)
            }
            builtIn(function, "\(name)_int64", [.int, .int], .int)
            builtIn(function, "\(name)_uint64", [.uint, .uint], .uint)
        }
    }

    private mutating func addComparisons() {
        let types: [(CELType, String)] = [
            (.bool, "bool"), (.int, "int64"), (.uint, "uint64"), (.double, "double"), (.string, "string"),
            (.bytes, "bytes"), (.timestamp, "timestamp"), (.duration, "duration"),
        ]
        let signs = [
            (Operator.less, "less"), (Operator.lessEquals, "less_equals"), (Operator.greater, "greater"),
            (Operator.greaterEquals, "greater_equals"),
        ]
        for (function, name) in signs {
            for (type, suffix) in types { builtIn(function, "\(name)_\(suffix)", [type, type], .bool) }
            for (left, first) in types[1...3] {
                for (right, second) in types[1...3] where left != right {
                    builtIn(function, "\(name)_\(first)_\(second)", [left, right], .bool)
                }
            }
        }
    }

    private mutating func addConversions() {
        let sources: [(String, CELType, [(String, CELType)], Overload.Unary)] = [
            (
                "int", .int,
                [
                    ("int64_to_int64", .int), ("double_to_int64", .double), ("duration_to_int64", .duration),
                    ("string_to_int64", .string), ("timestamp_to_int64", .timestamp), ("uint64_to_int64", .uint),
                ], { value throws(CELError) in try Conversion.int(value) }
            ),
            (
                "uint", .uint,
                [
                    ("uint64_to_uint64", .uint), ("double_to_uint64", .double), ("int64_to_uint64", .int),
                    ("string_to_uint64", .string),
                ], { value throws(CELError) in try Conversion.uint(value) }
            ),
            (
                "double", .double,
                [
                    ("double_to_double", .double), ("int64_to_double", .int), ("string_to_double", .string),
                    ("uint64_to_double", .uint),
                ], { value throws(CELError) in try Conversion.double(value) }
            ),
            (
                "string", .string,
                [
                    ("string_to_string", .string), ("bool_to_string", .bool), ("bytes_to_string", .bytes),
                    ("double_to_string", .double), ("duration_to_string", .duration), ("int64_to_string", .int),
                    ("timestamp_to_string", .timestamp), ("uint64_to_string", .uint),
                ], { value throws(CELError) in try Conversion.string(value) }
            ),
            (
                "bool", .bool, [("bool_to_bool", .bool), ("string_to_bool", .string)],
                { value throws(CELError) in try Conversion.bool(value) }
            ),
            (
                "bytes", .bytes, [("bytes_to_bytes", .bytes), ("string_to_bytes", .string)],
                { value throws(CELError) in try Conversion.bytes(value) }
            ),
            (
                "timestamp", .timestamp,
                [
                    ("timestamp_to_timestamp", .timestamp), ("int64_to_timestamp", .int),
                    ("string_to_timestamp", .string),
                ], { value throws(CELError) in try Conversion.timestamp(value) }
            ),
            (
                "duration", .duration,
                [("duration_to_duration", .duration), ("int64_to_duration", .int), ("string_to_duration", .string)],
                { value throws(CELError) in try Conversion.duration(value) }
            ),
        ]
        for (name, result, overloads, body) in sources {
            for (id, type) in overloads { global(name, id, type, result, body) }
        }
        global("dyn", "to_dyn", Self.a, .dyn) { $0 }
        global("type", "type", Self.a, .type(Self.a)) { .type($0.type) }
    }

    private mutating func addTexts() {
        let (a, b) = (Self.a, Self.b)
        let sized: [(String, CELType)] = [
            ("bytes", .bytes), ("list", .list(a)), ("map", .map(a, b)), ("string", .string),
        ]
        for (name, type) in sized {
            global("size", "size_\(name)", type, .int) { .int(Int64($0.costSize)) }
            member("size", "\(name)_size", type, .int) { .int(Int64($0.costSize)) }
        }
        member("contains", "contains_string", .string, .string, .bool) { text, part throws(CELError) in
            .bool(Texts.contains(try Texts.text(text), try Texts.text(part)))
        }
        member("endsWith", "ends_with_string", .string, .string, .bool) { text, part throws(CELError) in
            let (bytes, end) = (try Texts.text(text).utf8, try Texts.text(part).utf8)
            return .bool(bytes.count >= end.count && bytes.suffix(end.count).elementsEqual(end))
        }
        member("startsWith", "starts_with_string", .string, .string, .bool) { text, part throws(CELError) in
            .bool(try Texts.text(text).utf8.starts(with: try Texts.text(part).utf8))
        }
        let matches: Overload.Binary = { text, pattern throws(CELError) in
            .bool(try RegularExpressions.pattern(try Texts.text(pattern)).matches(try Texts.text(text)))
        }
        add("matches", "matches", [.string, .string], .bool, .binary(matches))
        add("matches", "matches_string", [.string, .string], .bool, isMember: true, .binary(matches))
    }
}
