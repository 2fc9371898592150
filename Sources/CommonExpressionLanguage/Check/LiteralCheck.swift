internal import Platform

/// Finds arguments that can be seen to fail before anything runs.
struct LiteralCheck {
    private let checked: CheckedExpression
    private var problems: [SyntaxProblem] = []

    static func problems(in checked: CheckedExpression) -> [SyntaxProblem] {
        var check = LiteralCheck(checked: checked)
        check.visit(checked.root)
        return check.problems
    }

    private mutating func visit(_ expression: Expression) {
        if case .call(let name, let target, let arguments) = expression.kind {
            visit(call: name, target, arguments, expression)
        }
        for child in expression.kind.children { visit(child) }
    }

    private mutating func visit(
        call name: String, _ target: Expression?, _ arguments: [Expression], _ expression: Expression
    ) {
        switch (name, arguments.count) {
        case ("duration", 1) where target == nil:
            test(arguments[0], name) { text throws(CELError) in try Conversion.duration(.string(text)) }
        case ("timestamp", 1) where target == nil:
            test(arguments[0], name) { text throws(CELError) in try Conversion.timestamp(.string(text)) }
        case ("matches", 1) where target != nil, ("matches", 2):
            test(arguments[arguments.count - 1], name) { text throws(CELError) in
                _ = try RegularExpressions.pattern(text)
                return .null
            }
        default: break
        }
    }

    private mutating func test(
        _ argument: Expression, _ name: String, _ body: (String) throws(CELError) -> CELValue
    ) {
        guard case .literal(.string(let text)) = argument.kind else { return }
        do throws(CELError) { _ = try body(text) } catch {
            problems.append(SyntaxProblem(message: "invalid \(name) argument", offset: argument.offset))
        }
    }
}
