internal import Platform

/// An expression prepared for evaluation.
indirect enum Node: Sendable {
    case constant(CELValue)
    case variable(Int, String)
    case local(Int)
    case select(Node, String)
    case has(Node, String)
    case optionalSelect(Node, String)
    case index(Node, Node)
    case optionalIndex(Node, Node)
    case and(Node, Node)
    case or(Node, Node)
    case conditional(Node, Node, Node)
    case not(Node)
    case negate(Node)
    case equals(Node, Node, isNegated: Bool)
    case compare(Comparison, Node, Node)
    case arithmetic(Arithmetic, Node, Node)
    case within(Node, Node)
    case call1(Call, Node)
    case call2(Call, Node, Node)
    case call(Call, [Node])
    /// A match against a pattern that is known.
    case matches(Node, Pattern, length: Int)
    case list([Node], optional: Set<Int>)
    case map([MapEntry])
    case structure(String, [StructureField])
    case loop(Loop)
    case bind(slot: Int, Node, Node)

    struct MapEntry: Sendable {
        var key: Node
        var value: Node
        var isOptional: Bool
    }

    struct StructureField: Sendable {
        var name: String
        var value: Node
        var isOptional: Bool
    }

    /// A call of a function whose form the values decide, where the types left more than one.
    struct Call: Sendable {
        var name: String
        var overloads: [Overload]
        var cost: CallCost
        var demand: CallDemand
    }

    struct Loop: Sendable {
        enum Shape: Sendable {
            case all, exists, existsOne, list, map, mapEntries
        }

        var shape: Shape
        var range: Node
        /// Where the variables are kept; the second follows the first.
        var slot: Int
        var hasSecond: Bool
        var filter: Node?
        var body: Node
    }

    enum Comparison: String, Sendable {
        case less = "_<_"
        case lessEquals = "_<=_"
        case greater = "_>_"
        case greaterEquals = "_>=_"
    }

    enum Arithmetic: String, Sendable {
        case add = "_+_"
        case subtract = "_-_"
        case multiply = "_*_"
        case divide = "_/_"
        case modulo = "_%_"
    }
}
