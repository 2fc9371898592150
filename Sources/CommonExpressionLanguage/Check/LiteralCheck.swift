internal import Platform

/// Finds literals that can be seen to fail before anything runs: arguments that mean nothing, aggregates of several
/// types, texts of `format` that do not fit what is put into them.
struct LiteralCheck {
    private let checked: CheckedExpression
    private let isUniform: Bool
    private let hasLatestFormat: Bool
    private var problems = ProblemList()

    static func problems(in checked: CheckedExpression, _ libraries: CELLibraries) -> ProblemList {
        var check = LiteralCheck(
            checked: checked, isUniform: !libraries.contains(.mixedAggregates),
            hasLatestFormat: libraries.contains(.latestStrings))
        check.visit(checked.root, isInFormat: false)
        return check.problems
    }

    private mutating func fail(_ expression: Expression, _ message: String) {
        problems.add(SyntaxProblem(message: message, offset: expression.offset))
    }

    private mutating func visit(_ expression: Expression, isInFormat: Bool) {
        var isInFormat = isInFormat
        switch expression.kind {
        case .call(let name, let target, let arguments):
            visit(call: name, target, arguments, expression)
            if name == "format" { isInFormat = true }
        case .list(let elements, let optional) where isUniform && !isInFormat:
            let types = elements.enumerated().map { type($1, isOptional: optional.contains($0)) }
            if let index = types.firstIndex(where: { !Self.isSame($0, types[0]) }) {
                mismatch(elements[index], types[0], types[index])
            }
        case .map(let entries) where isUniform && !isInFormat:
            for entry in entries.dropFirst() {
                let first = entries[0]
                let (key, value) = (checked.type(of: first.key), type(first.value, isOptional: first.isOptional))
                let found = (checked.type(of: entry.key), type(entry.value, isOptional: entry.isOptional))
                if !Self.isSame(key, found.0) { mismatch(entry.key, key, found.0) }
                if !Self.isSame(value, found.1) { mismatch(entry.value, value, found.1) }
            }
        default: break
        }
        for child in expression.kind.children { visit(child, isInFormat: isInFormat) }
    }

    private func type(_ expression: Expression, isOptional: Bool) -> CELType {
        let type = checked.type(of: expression)
        return isOptional ? type.unwrapped.type : type
    }

    /// Whether two types are one, where those inside lists and maps may be anything.
    private static func isSame(_ left: CELType, _ right: CELType) -> Bool {
        let (first, second) = (left.parameters, right.parameters)
        guard !first.isEmpty, first.count == second.count, left.name == right.name else { return left == right }
        return zip(first, second).allSatisfy { isSame($0, $1) }
    }

    private mutating func mismatch(_ expression: Expression, _ expected: CELType, _ found: CELType) {
        fail(expression, "expected type '\(expected.text)' but found '\(found.text)'")
    }

    private mutating func visit(
        call name: String, _ target: Expression?, _ arguments: [Expression], _ expression: Expression
    ) {
        switch (name, arguments.count) {
        case ("duration", 1) where target == nil:
            if case .literal(let value) = arguments[0].kind, value.string == nil {
                fail(arguments[0], "invalid duration argument")
            }
            test(arguments[0], name) { text throws(CELError) in _ = try Conversion.duration(.string(text)) }
        case ("timestamp", 1) where target == nil:
            test(arguments[0], name) { text throws(CELError) in _ = try Conversion.timestamp(.string(text)) }
        case ("matches", 1) where target != nil, ("matches", 2):
            test(arguments[arguments.count - 1], name) { text throws(CELError) in
                _ = try RegularExpressions.pattern(text)
            }
        case ("format", 1):
            guard case .literal(.string(let text)) = target?.kind, case .list(let values, _) = arguments[0].kind else {
                return
            }
            format(text, values, expression)
        default: break
        }
    }

    private mutating func test(_ argument: Expression, _ name: String, _ body: (String) throws(CELError) -> Void) {
        guard case .literal(.string(let text)) = argument.kind else { return }
        do throws(CELError) { try body(text) } catch { fail(argument, "invalid \(name) argument") }
    }
}

// MARK: Texts of format

extension LiteralCheck {
    private mutating func format(_ text: String, _ values: [Expression], _ call: Expression) {
        let scalars = Array(text.unicodeScalars)
        var index = 0
        var next = 0
        while index < scalars.count {
            defer { index += 1 }
            guard scalars[index] == "%" else { continue }
            index += 1
            if index < scalars.count, scalars[index] == "%" { continue }
            guard index < scalars.count else { return fail(call, "unexpected end of string") }
            guard next < values.count else { return fail(call, "index \(next) out of range") }
            while index < scalars.count, scalars[index] == "." || Lexer.isDigit(scalars[index]) { index += 1 }
            guard index < scalars.count else {
                return fail(
                    call,
                    "could not parse formatting clause: error while parsing precision: could not find end of "
                        + "precision specifier")
            }
            guard check(scalars[index], values[next], call) else { return }
            next += 1
        }
        if values.count > next {
            fail(
                call, "too many arguments supplied to string.format (expected \(next), got \(values.count))")
        }
    }

    /// Whether a value may stand where a verb asks for one.
    private mutating func check(_ verb: Unicode.Scalar, _ value: Expression, _ call: Expression) -> Bool {
        let (isFit, words): ((CELType) -> Bool, String)
        switch verb {
        case "s": return checkText(value)
        case "d": (isFit, words) = ({ $0 == .int || $0 == .uint }, "decimal clause can only be used on integers")
        case "f":
            (isFit, words) = ({ $0 == .double || $0 == .string }, "fixed-point clause can only be used on doubles")
        case "e": (isFit, words) = ({ $0 == .double || $0 == .string }, "scientific clause can only be used on doubles")
        case "b":
            (isFit, words) = (
                { $0 == .int || $0 == .uint || $0 == .bool }, "only integers and bools can be formatted as binary"
            )
        case "x", "X":
            (isFit, words) = (
                { $0 == .int || $0 == .uint || $0 == .string || $0 == .bytes },
                "only integers, byte buffers, and strings can be formatted as hex"
            )
        case "o": (isFit, words) = ({ $0 == .int || $0 == .uint }, "octal clause can only be used on integers")
        default:
            fail(call, "could not parse formatting clause: unrecognized formatting clause \"\(verb)\"")
            return false
        }
        let type = checked.type(of: value)
        let isNumber = type == .double || type == .int || type == .uint
        if hasLatestFormat, isNumber, verb == "d" || verb == "f" || verb == "e" { return true }
        guard type != .dyn, !isFit(type) else { return true }
        fail(value, "error during formatting: \(words), was given \(type.name)")
        return false
    }

    private mutating func checkText(_ value: Expression) -> Bool {
        switch checked.type(of: value) {
        case .object, .opaque, .optional:
            fail(
                value,
                "error during formatting: string clause can only be used on strings, bools, bytes, ints, doubles, "
                    + "maps, lists, types, durations, and timestamps, was given \(checked.type(of: value).name)")
            return false
        default: break
        }
        switch value.kind {
        case .list(let elements, _): return elements.allSatisfy { checkText($0) }
        case .map(let entries): return entries.allSatisfy { checkText($0.key) && checkText($0.value) }
        default: return true
        }
    }
}
