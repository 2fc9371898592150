/// One node of a parsed expression.
struct Expression: Sendable {
    /// Tells nodes apart; types and references are kept by it.
    let id: Int
    /// Where the node begins to mean something: of an operator its sign, of a call its bracket.
    let offset: Int
    let kind: Kind
    /// How deep the nodes below nest, with this one.
    var depth: Int
    /// How many nodes there are, with this one; what stands in the tree twice counts twice.
    var size: Int

    indirect enum Kind: Sendable {
        case literal(CELValue)
        case identifier(String)
        case select(Expression, String, isTest: Bool)
        case call(String, target: Expression?, [Expression])
        case list([Expression], optional: Set<Int>)
        case map([MapEntry])
        case structure(String, [StructureField])
        case comprehension(Comprehension)
    }

    struct MapEntry: Sendable {
        var id: Int
        var key: Expression
        var value: Expression
        var isOptional: Bool
    }

    struct StructureField: Sendable {
        var id: Int
        var offset: Int
        var name: String
        var value: Expression
        var isOptional: Bool
    }

    /// A loop, which macros are made of.
    struct Comprehension: Sendable {
        var range: Expression
        var variable: String
        var second: String?
        var accumulator: String
        var start: Expression
        var condition: Expression
        var step: Expression
        var result: Expression
        var shape: Shape
    }

    /// What a loop does, so that running it needs no reading of its parts.
    enum Shape: Sendable {
        case all(Expression)
        case exists(Expression)
        case existsOne(Expression)
        case list(filter: Expression?, Expression)
        case map(filter: Expression?, Expression)
        case mapEntries(filter: Expression?, Expression)
        /// One value under a name.
        case bind
    }

    /// `a.b.c` as one name, where the node is nothing else.
    var qualifiedName: String? {
        switch kind {
        case .identifier(let name): name
        case .select(let operand, let field, isTest: false): operand.qualifiedName.map { "\($0).\(field)" }
        default: nil
        }
    }
}
