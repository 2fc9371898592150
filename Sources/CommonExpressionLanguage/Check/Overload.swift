/// One form of a function.
struct Overload: Sendable {
    typealias Unary = @Sendable (CELValue) throws(CELError) -> CELValue
    typealias Binary = @Sendable (CELValue, CELValue) throws(CELError) -> CELValue
    typealias Variadic = @Sendable ([CELValue]) throws(CELError) -> CELValue

    /// What runs.
    enum Body: Sendable {
        case unary(Unary)
        case binary(Binary)
        case variadic(Variadic)
        /// The evaluator knows it.
        case builtIn
    }

    let id: String
    /// Whether the first parameter stands before the dot.
    let isMember: Bool
    let parameters: [CELType]
    let result: CELType
    let body: Body

    var isGeneric: Bool { parameters.contains(where: \.hasParameter) || result.hasParameter }

    /// Whether values may be given to it.
    func accepts(_ arguments: [CELValue]) -> Bool {
        arguments.count == parameters.count && zip(parameters, arguments).allSatisfy { $0.accepts($1) }
    }
}

extension CELType {
    var hasParameter: Bool {
        if case .parameter = self { true } else { parameters.contains(where: \.hasParameter) }
    }

    /// Whether a value is of this type, as far as that can be told without looking inside.
    func accepts(_ value: CELValue) -> Bool {
        switch (self, value) {
        case (.dyn, _), (.parameter, _), (.null, .null), (.bool, .bool), (.int, .int), (.uint, .uint),
            (.double, .double), (.string, .string), (.bytes, .bytes), (.timestamp, .timestamp),
            (.duration, .duration), (.list, .list), (.map, .map), (.optional, .optional), (.type, .type):
            true
        case (.object, _), (.opaque, _): value.type == self
        default: false
        }
    }
}
