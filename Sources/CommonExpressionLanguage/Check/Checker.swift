/// Finds what names mean and what types expressions have.
struct Checker {
    private let environment: CELEnvironment
    private let source: SourceText
    private var unifier = TypeUnifier()
    private var scopes: [[String: CELType]] = []
    private var types: [Int: CELType] = [:]
    private var references: [Int: CheckedExpression.Reference] = [:]
    private var problems = ProblemList()

    private init(_ environment: CELEnvironment, _ source: SourceText) {
        self.environment = environment
        self.source = source
    }

    /// The expression with its types, and what is wrong with it.
    static func check(
        _ root: Expression, _ source: SourceText, in environment: CELEnvironment
    ) -> (checked: CheckedExpression, problems: ProblemList) {
        var checker = Checker(environment, source)
        checker.check(root)
        var types: [Int: CELType] = [:]
        types.reserveCapacity(checker.types.count)
        for (id, type) in checker.types { types[id] = checker.unifier.substitute(type, unknownsAreDynamic: true) }
        if checker.unifier.isExhausted { checker.fail(root, "the types of the expression are too many to be found") }
        return (
            CheckedExpression(root: root, types: types, references: checker.references),
            checker.problems
        )
    }

    private mutating func fail(_ expression: Expression, _ message: String) { fail(expression.offset, message) }

    private mutating func fail(_ offset: Int, _ message: String) {
        problems.add(SyntaxProblem(message: message, offset: offset))
    }

    private func type(_ expression: Expression) -> CELType { types[expression.id] ?? .error }

    private mutating func mismatch(_ expression: Expression, _ expected: CELType, _ found: CELType) {
        let names = [expected, found].map { unifier.substitute($0).text }
        fail(expression, "expected type '\(names[0])' but found '\(names[1])'")
    }

    private mutating func undeclared(_ expression: Expression, _ name: String) {
        fail(expression, "undeclared reference to '\(name)' (in container '')")
    }

    private mutating func check(_ expression: Expression) {
        switch expression.kind {
        case .literal(let value): types[expression.id] = value.type
        case .identifier(let name): identifier(expression, name)
        case .select(let operand, let field, let isTest): select(expression, operand, field, isTest: isTest)
        case .call(let name, let target, let arguments): call(expression, name, target, arguments)
        case .list(let elements, let optional): list(expression, elements, optional)
        case .map(let entries): map(expression, entries)
        case .structure(let name, let fields): structure(expression, name, fields)
        case .comprehension(let loop): comprehension(expression, loop)
        }
    }
}

// MARK: Names

extension Checker {
    private func local(_ name: String) -> CELType? {
        for scope in scopes.reversed() { if let type = scope[name] { return type } }
        return nil
    }

    private mutating func identifier(_ expression: Expression, _ name: String) {
        if let type = local(name) {
            types[expression.id] = type
        } else if !resolve(expression, name.hasPrefix(".") ? String(name.dropFirst()) : name) {
            types[expression.id] = .error
            undeclared(expression, name)
        }
    }

    /// Whether a name is a variable or a type; notes what it is.
    private mutating func resolve(_ expression: Expression, _ name: String) -> Bool {
        if let type = environment.variables[name] {
            types[expression.id] = type
            references[expression.id] = .variable(name)
        } else if let type = environment.type(named: name) {
            types[expression.id] = .type(type)
            references[expression.id] = .constant(.type(type))
        } else {
            return false
        }
        return true
    }

    private mutating func select(_ expression: Expression, _ operand: Expression, _ field: String, isTest: Bool) {
        if !isTest, var name = expression.qualifiedName {
            if name.hasPrefix(".") { name.removeFirst() }
            let first = String(name.prefix { $0 != "." })
            if local(first) == nil, resolve(expression, name) { return }
        }
        let result = fieldType(expression, operand, field, isOptional: false)
        types[expression.id] = isTest ? .bool : unifier.substitute(result)
    }

    private mutating func fieldType(
        _ expression: Expression, _ operand: Expression, _ field: String, isOptional: Bool
    ) -> CELType {
        check(operand)
        let (target, wasOptional) = unifier.substitute(type(operand)).unwrapped
        var result = CELType.dyn
        switch target {
        case .map(_, let value): result = value
        case .object(let name):
            if let type = environment.fieldType(of: name, field) {
                result = type
            } else {
                result = .error
                fail(expression, "undefined field '\(field)'")
            }
        case .parameter: _ = unifier.isAssignable(.dyn, target)
        case .dyn, .error: break
        default: fail(expression, "type '\(target.text)' does not support field selection")
        }
        return isOptional || wasOptional ? .optional(result) : result
    }
}

// MARK: Calls

extension Checker {
    private mutating func call(
        _ expression: Expression, _ name: String, _ target: Expression?, _ arguments: [Expression]
    ) {
        if name == Operator.optionalSelect, target == nil, arguments.count == 2 {
            return optionalSelect(expression, arguments)
        }
        for argument in arguments { check(argument) }
        guard let target else {
            let plain = name.hasPrefix(".") ? String(name.dropFirst()) : name
            guard let overloads = environment.functions[plain] else {
                types[expression.id] = .error
                return undeclared(expression, name)
            }
            return resolve(expression, plain, overloads, nil, arguments)
        }
        if var prefix = target.qualifiedName {
            if prefix.hasPrefix(".") { prefix.removeFirst() }
            let full = prefix + "." + name
            if let overloads = environment.functions[full] {
                return resolve(expression, full, overloads, nil, arguments)
            }
        }
        check(target)
        guard let overloads = environment.functions[name] else {
            types[expression.id] = .error
            return undeclared(expression, name)
        }
        resolve(expression, name, overloads, target, arguments)
    }

    private mutating func optionalSelect(_ expression: Expression, _ arguments: [Expression]) {
        guard case .literal(.string(let field)) = arguments[1].kind else {
            return fail(arguments[1], "unsupported optional field selection")
        }
        types[arguments[1].id] = .string
        let result = fieldType(expression, arguments[0], field, isOptional: true)
        types[expression.id] = unifier.substitute(result)
        references[expression.id] = .function(Operator.optionalSelect, [])
    }

    private mutating func resolve(
        _ expression: Expression, _ name: String, _ overloads: [Overload], _ target: Expression?,
        _ arguments: [Expression]
    ) {
        let values = (target.map { [$0] } ?? []) + arguments
        if name == Operator.and || name == Operator.or {
            var isWrong = false
            for argument in arguments where !unifier.isAssignable(type(argument), .bool) {
                mismatch(argument, .bool, type(argument))
                isWrong = true
            }
            types[expression.id] = isWrong ? .error : .bool
            references[expression.id] = .function(name, overloads)
            return
        }
        let given = values.map { type($0) }
        var result: CELType?
        var matching: [Overload] = []
        for overload in overloads where overload.isMember == (target != nil) {
            let (parameters, type) = fresh(overload)
            guard unifier.isAssignable(given, parameters) else { continue }
            matching.append(overload)
            let found = unifier.substitute(type)
            if let known = result {
                if !known.isDynamic, known != found { result = .dyn }
            } else {
                result = found
            }
        }
        types[expression.id] = result ?? .error
        references[expression.id] = .function(name, matching)
        guard result == nil else { return }
        var names = given.map { unifier.substitute($0, unknownsAreDynamic: true).text }
        let receiver = target == nil ? "" : names.removeFirst() + "."
        fail(
            expression,
            "found no matching overload for '\(name)' applied to '\(receiver)(\(names.joined(separator: ", ")))'")
    }

    /// The types of a function, with parameters that are its own.
    private mutating func fresh(_ overload: Overload) -> (parameters: [CELType], result: CELType) {
        guard overload.isGeneric else { return (overload.parameters, overload.result) }
        var names: [String: CELType] = [:]
        let parameters = overload.parameters.map { fresh($0, &names) }
        return (parameters, fresh(overload.result, &names))
    }

    private mutating func fresh(_ type: CELType, _ names: inout [String: CELType]) -> CELType {
        switch type {
        case .parameter(let name):
            if let known = names[name] { return known }
            let new = unifier.unknown()
            names[name] = new
            return new
        case .list(let element): return .list(fresh(element, &names))
        case .map(let key, let value):
            let newKey = fresh(key, &names)
            return .map(newKey, fresh(value, &names))
        case .optional(let value): return .optional(fresh(value, &names))
        case .type(.some(let inner)): return .type(fresh(inner, &names))
        default: return type
        }
    }
}

// MARK: Aggregates

extension Checker {
    /// Literals of several types are refused later, but for the arguments of `format`.
    private mutating func joined(_ previous: CELType?, _ current: CELType) -> CELType {
        guard let previous else { return current }
        return unifier.isAssignable(previous, current) ? TypeUnifier.mostGeneral(previous, current) : .dyn
    }

    private mutating func unwrapped(_ expression: Expression) -> CELType {
        let found = unifier.substitute(type(expression))
        let (inner, isOptional) = found.unwrapped
        if !isOptional, !found.isDynamic { mismatch(expression, .optional(found), found) }
        return inner
    }

    private mutating func list(_ expression: Expression, _ elements: [Expression], _ optional: Set<Int>) {
        var element: CELType?
        for (index, item) in elements.enumerated() {
            check(item)
            let found = optional.contains(index) ? unwrapped(item) : type(item)
            element = joined(element, found)
        }
        types[expression.id] = unifier.bounded(.list(element ?? unifier.unknown()))
    }

    private mutating func map(_ expression: Expression, _ entries: [Expression.MapEntry]) {
        var key: CELType?
        var value: CELType?
        for entry in entries {
            check(entry.key)
            key = joined(key, type(entry.key))
            check(entry.value)
            let found = entry.isOptional ? unwrapped(entry.value) : type(entry.value)
            value = joined(value, found)
        }
        types[expression.id] = unifier.bounded(.map(key ?? unifier.unknown(), value ?? unifier.unknown()))
    }

    private mutating func structure(
        _ expression: Expression, _ written: String, _ fields: [Expression.StructureField]
    ) {
        let name = written.hasPrefix(".") ? String(written.dropFirst()) : written
        guard let type = environment.type(named: name) else {
            types[expression.id] = .error
            for field in fields { check(field.value) }
            return undeclared(expression, written)
        }
        guard case .object = type else {
            types[expression.id] = .error
            return fail(expression, "'\(type.name)' is not a message type")
        }
        types[expression.id] = type
        for field in fields {
            check(field.value)
            var found = self.type(field.value)
            if field.isOptional { found = unwrapped(field.value) }
            guard let expected = environment.fieldType(of: name, field.name) else {
                fail(field.offset, "undefined field '\(field.name)'")
                continue
            }
            if !unifier.isAssignable(expected, found) {
                fail(
                    field.offset,
                    "expected type of field '\(field.name)' is '\(expected.text)' but provided type is "
                        + "'\(unifier.substitute(found).text)'")
            }
        }
    }

    private mutating func comprehension(_ expression: Expression, _ loop: Expression.Comprehension) {
        check(loop.range)
        check(loop.start)
        let range = unifier.substitute(type(loop.range))
        let collected = type(loop.start)
        scopes.append([loop.accumulator: collected])
        var (first, second) = (CELType.dyn, CELType.dyn)
        switch range {
        case .list(let element): (first, second) = loop.second == nil ? (element, .dyn) : (.int, element)
        case .map(let key, let value): (first, second) = (key, value)
        case .dyn, .error, .parameter: _ = unifier.isAssignable(.dyn, range)
        default:
            fail(
                loop.range,
                "expression of type '\(range.text)' cannot be range of a comprehension "
                    + "(must be list, map, or dynamic)")
            (first, second) = (.error, .error)
        }
        var inner = [loop.variable: first]
        if let name = loop.second { inner[name] = second }
        scopes.append(inner)
        check(loop.condition)
        if !unifier.isAssignable(.bool, type(loop.condition)) {
            mismatch(loop.condition, .bool, type(loop.condition))
        }
        check(loop.step)
        if !unifier.isAssignable(collected, type(loop.step)) { mismatch(loop.step, collected, type(loop.step)) }
        scopes.removeLast()
        check(loop.result)
        scopes.removeLast()
        types[expression.id] = unifier.substitute(type(loop.result))
    }
}
