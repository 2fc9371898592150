/// The functions that expressions may call.
struct FunctionTable: Sendable {
    private(set) var functions: [String: [Overload]] = [:]

    subscript(name: String) -> [Overload]? { functions[name] }

    mutating func add(
        _ name: String, _ id: String, _ parameters: [CELType], _ result: CELType, isMember: Bool = false,
        _ body: Overload.Body
    ) {
        functions[name, default: []].append(
            Overload(id: id, isMember: isMember, parameters: parameters, result: result, body: body))
    }

    /// A function of one value, called as `name(x)`.
    mutating func global(
        _ name: String, _ id: String, _ parameter: CELType, _ result: CELType, _ body: @escaping Overload.Unary
    ) {
        add(name, id, [parameter], result, .unary(body))
    }

    /// A function of one value, called as `x.name()`.
    mutating func member(
        _ name: String, _ id: String, _ target: CELType, _ result: CELType, _ body: @escaping Overload.Unary
    ) {
        add(name, id, [target], result, isMember: true, .unary(body))
    }

    /// A function of two values, called as `x.name(y)`.
    mutating func member(
        _ name: String, _ id: String, _ target: CELType, _ argument: CELType, _ result: CELType,
        _ body: @escaping Overload.Binary
    ) {
        add(name, id, [target, argument], result, isMember: true, .binary(body))
    }

    /// A function of any number of values, called as `x.name(y, …)`.
    mutating func member(
        _ name: String, _ id: String, _ parameters: [CELType], _ result: CELType, _ body: @escaping Overload.Variadic
    ) {
        add(name, id, parameters, result, isMember: true, .variadic(body))
    }

    /// An operator, which the evaluator knows.
    mutating func builtIn(_ name: String, _ id: String, _ parameters: [CELType], _ result: CELType) {
        add(name, id, parameters, result, .builtIn)
    }
}
