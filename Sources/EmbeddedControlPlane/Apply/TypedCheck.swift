internal import DocumentModel
internal import KubernetesSchema

/// What keeps a value from being one of its type, in the words of structured merging.
struct TypedProblem: Error {
    var path: String
    var message: String

    var text: String { "\(path): \(message)" }

    /// Several problems in one text.
    static func text(_ problems: [TypedProblem]) -> String {
        problems.count == 1
            ? problems[0].text : "errors:\n" + problems.map { "  " + $0.text }.joined(separator: "\n")
    }
}

/// Checks an applied configuration against its type: fields, leaves, keys of lists, duplicates.
struct TypedCheck {
    private(set) var problems: [TypedProblem] = []

    /// Everything wrong with `value`; empty when it is one of its type.
    static func problems(in value: Value, type: TypeSchema) -> [TypedProblem] {
        var check = TypedCheck()
        check.visit(value, type, path: "")
        return check.problems
    }

    private mutating func fail(_ path: String, _ message: String) {
        problems.append(TypedProblem(path: path, message: message))
    }

    private mutating func visit(_ value: Value, _ type: TypeSchema, path: String) {
        if case .untyped(isObject: true) = type, path.hasSuffix(".fieldsV1"), !value.isNull, value.object == nil {
            return fail(path, "expected map, got &{\(GoValue.text(value))}")
        }
        switch MergeShape(type, for: value) {
        case .open: break
        case .scalar(let kind): if let kind { visitScalar(value, kind, path) }
        case .list(let element, let kind):
            if value.isNull { return }
            guard let items = value.array else { return fail(path, "expected list, got &{\(GoValue.text(value))}") }
            visitItems(items, element, kind, path)
        case .map(let map):
            if value.isNull { return }
            guard let object = value.object else { return fail(path, "expected map, got &{\(GoValue.text(value))}") }
            for (key, inner) in object {
                let innerPath = "\(path).\(key)"
                if map.object != nil, map.element == nil, !map.declares(key) {
                    // The first ends the look at this object.
                    return fail(innerPath, "field not declared in schema")
                } else {
                    visit(inner, map.type(of: key), path: innerPath)
                }
            }
        }
    }

    private mutating func visitScalar(_ value: Value, _ kind: ScalarKind, _ path: String) {
        switch (kind, value) {
        case (_, .null): break
        case (.string, .string), (.byte, .string), (.boolean, .bool): break
        case (.int32, .integer), (.int64, .integer), (.double, .integer): break
        case (.int32, .double), (.int64, .double), (.double, .double): break
        case (.int32, _), (.int64, _), (.double, _):
            fail(path, "expected numeric (int or float), got \(Self.goType(value))")
        case (.string, _), (.byte, _):
            fail(path, "expected string, got &value.valueUnstructured{Value:\(GoValue.syntax(value))}")
        case (.boolean, _): fail(path, "expected boolean, got &{\(GoValue.text(value))}")
        case (_, .array), (_, .object): fail(path, "expected any scalar, got &{\(GoValue.text(value))}")
        default: break
        }
    }

    private mutating func visitItems(_ items: [Value], _ element: TypeSchema, _ kind: ListKind, _ path: String) {
        var seen: Set<PathElement> = []
        for (index, item) in items.enumerated() {
            do throws(ListElementProblem) {
                let step = try PathElement.of(item, in: kind, element: element)
                if let step, !seen.insert(step).inserted { fail(path, "duplicate entries for key \(step.text)") }
                visit(item, element, path: path + (step ?? .index(index)).text)
            } catch {
                fail(path, "element \(index): \(error.message)")
            }
        }
    }

    private static func goType(_ value: Value) -> String {
        switch value {
        case .string: "string"
        case .bool: "bool"
        case .array: "[]interface {}"
        case .object: "map[string]interface {}"
        case .integer: "int64"
        case .double: "float64"
        case .null: "<nil>"
        }
    }
}
