/// Finds what names mean where types are not checked.
struct NameResolver {
    private let environment: CELEnvironment
    private var locals: [String] = []
    private(set) var references: [Int: CheckedExpression.Reference] = [:]

    init(_ environment: CELEnvironment) { self.environment = environment }

    mutating func visit(_ expression: Expression) {
        switch expression.kind {
        case .identifier(let name):
            // What is no variable may be a type; variables are not known before an expression runs.
            if !locals.contains(name), environment.variables[name] == nil, let type = environment.type(named: name) {
                references[expression.id] = .constant(.type(type))
            }
        case .select(let operand, _, let isTest):
            if !isTest, let name = expression.qualifiedName, !isLocal(name), environment.variables[name] == nil,
                let type = environment.type(named: name)
            {
                references[expression.id] = .constant(.type(type))
                return
            }
            visit(operand)
        case .call(let name, let target, let arguments):
            for argument in arguments { visit(argument) }
            if let target, let prefix = target.qualifiedName, !isLocal(prefix),
                let overloads = environment.functions[prefix + "." + name]
            {
                references[expression.id] = .function(prefix + "." + name, overloads)
                return
            }
            if let target { visit(target) }
            let overloads = (environment.functions[name] ?? []).filter { $0.isMember == (target != nil) }
            references[expression.id] = .function(name, overloads)
        case .comprehension(let loop):
            visit(loop.range)
            visit(loop.start)
            locals.append(loop.accumulator)
            locals.append(loop.variable)
            if let second = loop.second { locals.append(second) }
            visit(loop.condition)
            visit(loop.step)
            locals.removeLast(loop.second == nil ? 1 : 2)
            visit(loop.result)
            locals.removeLast()
        default: for child in expression.kind.children { visit(child) }
        }
    }

    private func isLocal(_ name: String) -> Bool { locals.contains(String(name.prefix { $0 != "." })) }
}
