/// An expression whose names and types are known.
struct CheckedExpression: Sendable {
    /// What a node refers to.
    enum Reference: Sendable {
        case variable(String)
        case constant(CELValue)
        /// A function by its full name, with the overloads that may be meant.
        case function(String, [Overload])
    }

    let root: Expression
    let types: [Int: CELType]
    let references: [Int: Reference]

    func type(of expression: Expression) -> CELType { types[expression.id] ?? .dyn }
}
