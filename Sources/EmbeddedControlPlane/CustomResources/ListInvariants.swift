internal import DocumentModel

/// Sets and maps written as lists hold no element twice.
enum ListInvariants {
    static func errors(in object: Object, _ schema: StructuralSchema) -> [FieldError] {
        var errors: [FieldError] = []
        visit(.object(object), schema, path: "", into: &errors)
        return errors
    }

    private static func visit(_ value: Value, _ schema: StructuralSchema, path: String, into errors: inout [FieldError])
    {
        switch value {
        case .array(let items):
            if schema.listType == "set" { checkSet(items, path, &errors) }
            if schema.listType == "map" { checkMap(items, schema, path, &errors) }
            guard let element = schema.items else { return }
            for (index, item) in items.enumerated() {
                visit(item, element, path: "\(path)[\(index)]", into: &errors)
            }
        case .object(let object):
            for (key, inner) in object.sorted() {
                guard let schema = schema.schema(of: key) else { continue }
                visit(inner, schema, path: path.isEmpty ? key : "\(path).\(key)", into: &errors)
            }
        default: break
        }
    }

    private static func checkSet(_ items: [Value], _ path: String, _ errors: inout [FieldError]) {
        var seen: Set<Value> = []
        for (index, item) in items.enumerated() where !seen.insert(item).inserted {
            errors.append(FieldError(.duplicate, "\(path)[\(index)]", value: item))
        }
    }

    private static func checkMap(
        _ items: [Value], _ schema: StructuralSchema, _ path: String, _ errors: inout [FieldError]
    ) {
        var seen: Set<Value> = []
        for (index, item) in items.enumerated() {
            var keys = Object()
            for key in schema.listMapKeys { keys[key] = item[key] ?? schema.items?[key]?.defaultValue }
            if !seen.insert(.object(keys)).inserted {
                errors.append(FieldError(.duplicate, "\(path)[\(index)]", value: .object(keys)))
            }
        }
    }
}
