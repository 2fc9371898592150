/// The macros that a parser knows.
struct MacroSet: OptionSet {
    let rawValue: Int

    /// `has`, `all`, `exists`, `exists_one`, `map`, `filter`.
    static let standard = MacroSet(rawValue: 1)
    /// Those with two variables, and `transformList`, `transformMap`, `transformMapEntry`.
    static let twoVariables = MacroSet(rawValue: 2)
    /// `optMap` and `optFlatMap`.
    static let optional = MacroSet(rawValue: 4)
    /// `cel.bind`.
    static let bindings = MacroSet(rawValue: 8)
    /// `sortBy`.
    static let lists = MacroSet(rawValue: 16)

    /// The name of what a loop collects; no variable can have it.
    static let accumulator = "@result"

    /// What a call of a macro stands for; nil when it is none.
    func expand(
        _ name: String, target: Expression?, _ arguments: [Expression], at offset: Int, in parser: inout Parser
    ) throws(SyntaxProblem) -> Expression? {
        var builder = MacroBuilder(offset: offset, parser: parser)
        let result = try expand(name, target, arguments, &builder)
        parser = builder.parser
        return result
    }

    private func expand(
        _ name: String, _ target: Expression?, _ arguments: [Expression], _ builder: inout MacroBuilder
    ) throws(SyntaxProblem) -> Expression? {
        guard let target else {
            guard name == "has", arguments.count == 1, contains(.standard) else { return nil }
            return try builder.has(arguments[0])
        }
        switch (name, arguments.count) {
        case ("all", 2), ("exists", 2), ("exists_one", 2), ("map", 2), ("map", 3), ("filter", 2):
            guard contains(.standard) else { return nil }
            return try builder.loop(name, target, arguments, variables: 1)
        case ("all", 3), ("exists", 3), ("existsOne", 3), ("exists_one", 3), ("transformList", 3...4),
            ("transformMap", 3...4), ("transformMapEntry", 3...4):
            guard contains(.twoVariables) else { return nil }
            return try builder.loop(name, target, arguments, variables: 2)
        case ("optMap", 2), ("optFlatMap", 2):
            guard contains(.optional) else { return nil }
            return try builder.optional(target, arguments, isFlat: name == "optFlatMap")
        case ("bind", 3):
            guard contains(.bindings), target.qualifiedName == "cel" else { return nil }
            return try builder.bind(arguments)
        case ("sortBy", 2):
            guard contains(.lists) else { return nil }
            return try builder.sortBy(target, arguments)
        default: return nil
        }
    }
}
