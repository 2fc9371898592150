internal import Platform

/// Values that may be missing.
extension FunctionTable {
    mutating func addOptionals() {
        let a = CELType.parameter("V")
        let k = CELType.parameter("K")
        add("optional.of", "optional_of", [a], .optional(a), .unary({ .optional($0) }))
        add("optional.none", "optional_none", [], .optional(a), .variadic({ _ in .optional(nil) }))
        add(
            "optional.ofNonZeroValue", "optional_ofNonZeroValue", [a], .optional(a),
            .unary({ $0.isZero ? .optional(nil) : .optional($0) }))
        member("hasValue", "optional_hasValue", .optional(a), .bool) { value throws(CELError) in
            .bool(try Self.inner(value) != nil)
        }
        member("value", "optional_value", .optional(a), a) { value throws(CELError) in
            guard let inner = try Self.inner(value) else { throw CELError("optional.none() dereference") }
            return inner
        }
        member("or", "optional_or_optional", .optional(a), .optional(a), .optional(a)) {
            value, other throws(CELError) in
            try Self.inner(value) == nil ? other : value
        }
        member("orValue", "optional_orValue_value", .optional(a), a, a) { value, other throws(CELError) in
            try Self.inner(value) ?? other
        }
        let unwrap: Overload.Unary = { list throws(CELError) in
            guard case .list(let list) = list else { throw .noSuchOverload("optional.unwrap", list) }
            var values: [CELValue] = []
            for value in try list.values() { if let inner = try Self.inner(value) { values.append(inner) } }
            return .list(values)
        }
        add("optional.unwrap", "optional_unwrap", [.list(.optional(a))], .list(a), .unary(unwrap))
        member("unwrapOpt", "optional_unwrapOpt", .list(.optional(a)), .list(a), unwrap)
        member("first", "list_first", .list(a), .optional(a)) { list throws(CELError) in
            guard case .list(let list) = list else { throw .noSuchOverload("first", list) }
            return .optional(list.count > 0 ? try list[0] : nil)
        }
        member("last", "list_last", .list(a), .optional(a)) { list throws(CELError) in
            guard case .list(let list) = list else { throw .noSuchOverload("last", list) }
            return .optional(list.count > 0 ? try list[list.count - 1] : nil)
        }
        builtIn(Operator.optionalSelect, "select_optional_field", [.dyn, .string], .optional(a))
        builtIn(Operator.optionalIndex, "list_optindex_optional_int", [.list(a), .int], .optional(a))
        builtIn(
            Operator.optionalIndex, "optional_list_optindex_optional_int", [.optional(.list(a)), .int], .optional(a))
        builtIn(Operator.optionalIndex, "map_optindex_optional_value", [.map(k, a), k], .optional(a))
        builtIn(
            Operator.optionalIndex, "optional_map_optindex_optional_value", [.optional(.map(k, a)), k], .optional(a))
        builtIn(Operator.index, "optional_list_index_int", [.optional(.list(a)), .int], .optional(a))
        builtIn(Operator.index, "optional_map_index_value", [.optional(.map(k, a)), k], .optional(a))
    }

    private static func inner(_ value: CELValue) throws(CELError) -> CELValue? {
        guard case .optional(let inner) = value else { throw CELError("no such overload") }
        return inner
    }
}

extension CELValue {
    /// Whether it is what a type begins with: 0, an empty text, list or map, null, false.
    var isZero: Bool {
        switch self {
        case .null: true
        case .bool(let flag): !flag
        case .int(let number): number == 0
        case .uint(let number): number == 0
        case .double(let number): number == 0
        case .string(let text): text.isEmpty
        case .bytes(let bytes): bytes.isEmpty
        case .timestamp(let time): time.seconds == -62_135_596_800 && time.nanoseconds == 0
        case .duration(let nanoseconds): nanoseconds == 0
        case .list(let list): list.count == 0
        case .map(let map): map.count == 0
        case .structure(let structure): structure.fields.isEmpty
        case .optional(let value): value == nil
        case .type, .opaque: false
        }
    }
}
