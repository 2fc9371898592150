/// What a call is about to do and to make, told from its arguments before it runs.
enum CallDemand: Sendable {
    /// It looks at its arguments, but not at what is inside lists.
    case plain
    /// It makes as much as it is given.
    case copy
    /// It goes through all that is in its arguments.
    case whole
    /// It compares elements of two lists with each other.
    case pairs
    /// It looks for a value in a list.
    case element
    /// It compares the elements of a list with each other.
    case distinct
    case sort
    case flatten
    case range
    case join
    case format
    case replace
    case split
    /// It is counted while it runs.
    case pattern

    init(_ name: String) {
        switch name {
        case "lowerAscii", "upperAscii", "substring", "trim", "strings.quote", "bytes", "string", "base64.encode",
            "base64.decode", "reverse", "slice", "jsonpatch.escapeKey", "url":
            self = .copy
        case "max", "min", "sum", "isSorted": self = .whole
        case "sets.contains", "sets.equivalent", "sets.intersects": self = .pairs
        case "indexOf", "lastIndexOf": self = .element
        case "distinct": self = .distinct
        case "sort", "@sortByAssociatedKeys": self = .sort
        case "flatten": self = .flatten
        case "lists.range": self = .range
        case "join": self = .join
        case "format": self = .format
        case "replace": self = .replace
        case "split": self = .split
        case "matches", "find", "findAll": self = .pattern
        default: self = .plain
        }
    }

    /// The steps and the bytes of a call. What is more than `limit` need not be exact.
    func measure(_ arguments: [CELValue], atMost limit: Int) -> (steps: Int, bytes: Int) {
        let extents = arguments.map(\.extent)
        func weight(_ index: Int) -> Int { index < arguments.count ? arguments[index].weight(atMost: limit) : 0 }
        func product(_ a: Int, _ b: Int) -> Int { a.multipliedReportingOverflow(by: b).overflow ? .max : a * b }
        let first = extents.first ?? 1
        let isList = if case .list = arguments.first { true } else { false }
        switch self {
        case .plain: return (extents.reduce(0, +) / 16, 0)
        case .copy: return (first / 4, first * (isList ? Meter.elementBytes : 2))
        case .whole: return (weight(0) / 8, 0)
        case .pairs:
            let second = extents.count > 1 ? extents[1] : 1
            return (2 * (min(product(first, weight(1)), product(second, weight(0))) / 8), 0)
        case .element: return isList ? (min(weight(0), product(first, weight(1))) / 8, 0) : (first / 4, 0)
        case .distinct:
            guard case .list(let list) = arguments.first else { return (1, 0) }
            // Only what can be a key of a map is found without comparing it to all others.
            let others = (0..<list.count).reduce(0) { $0 + ((try? list[$1]).flatMap { CELKey($0) } == nil ? 1 : 0) }
            return (product(weight(0) / 8, 1 + others), first * Meter.elementBytes)
        case .sort:
            let rounds = Int.bitWidth - first.leadingZeroBitCount
            let keys = arguments.count > 1 ? weight(1) : weight(0)
            return (product(keys / 8, rounds), first * Meter.elementBytes)
        case .flatten: return (weight(0) / 8, product(weight(0) / 8, Meter.elementBytes))
        case .range:
            let count = Int(max(0, min(1_000_000, arguments.first?.int ?? 0)))
            return (count, count * Meter.elementBytes)
        case .join: return Self.join(arguments, limit)
        case .format: return Self.format(arguments, limit)
        case .replace: return Self.replace(arguments, first)
        case .split:
            let count = min(first, Self.occurrences(arguments))
            return (first / 2, first + count * Meter.elementBytes)
        case .pattern: return (extents.reduce(0, +), 0)
        }
    }

    private static func join(_ arguments: [CELValue], _ limit: Int) -> (steps: Int, bytes: Int) {
        guard case .list(let list) = arguments.first else { return (1, 0) }
        var bytes = 0
        let separator = arguments.count > 1 ? arguments[1].extent : 0
        for index in 0..<list.count {
            guard bytes <= limit, case .string(let text) = try? list[index] else { break }
            bytes += text.utf8.count + separator
        }
        return (list.count + bytes / 16, bytes)
    }

    private static func format(_ arguments: [CELValue], _ limit: Int) -> (steps: Int, bytes: Int) {
        var bytes = 0
        var digits = 0
        arguments.last?.visit(&bytes, limit) { value in
            guard case .double(let number) = value else { return 24 }
            // Written out exactly, digit for digit.
            let exponent = abs(Int(number.exponentBitPattern) - 1075)
            digits += exponent * exponent / 2
            return 400
        }
        // Quotation marks may double a text; a precision adds zeros.
        let text = arguments.first?.extent ?? 0
        return (bytes / 4 + text / 4 + digits / 8, bytes * 2 + text)
    }

    private static func replace(_ arguments: [CELValue], _ text: Int) -> (steps: Int, bytes: Int) {
        guard arguments.count > 2 else { return (1, 0) }
        var count = occurrences(arguments)
        if arguments.count > 3, let most = arguments[3].int, most >= 0 { count = min(count, Int(clamping: most)) }
        let (added, isOver) = count.multipliedReportingOverflow(by: arguments[2].extent)
        return isOver ? (.max, .max) : (text / 2 + added / 8, text + added)
    }

    /// How often the second text is in the first; an empty one is between all characters.
    private static func occurrences(_ arguments: [CELValue]) -> Int {
        guard arguments.count > 1, case .string(let text) = arguments[0], case .string(let part) = arguments[1] else {
            return 0
        }
        guard !part.utf8.isEmpty else { return text.unicodeScalars.count + 1 }
        var count = 0
        Texts.places(of: Array(part.utf8), in: Array(text.utf8), from: 0) { _ in
            count += 1
            return true
        }
        return count
    }
}
