internal import DocumentModel

extension StructuralSchema {
    /// Sets the defaults of missing fields, and of null ones that may not be null; other such nulls go.
    func applyDefaults(to object: inout Object) {
        guard hasDefaults || hasNulls(.object(object)) else { return }
        object = defaulted(object)
    }

    private func hasNulls(_ value: Value) -> Bool {
        switch value {
        case .null: true
        case .array(let items): items.contains(where: hasNulls)
        case .object(let object): object.contains { hasNulls($0.value) }
        default: false
        }
    }

    /// Whether a default stands here or below.
    private var hasDefaults: Bool {
        if defaultValue != nil || items?.hasDefaults == true { return true }
        if case .schema(let schema) = additional, schema.hasDefaults { return true }
        return properties.contains { $0.schema.hasDefaults }
    }

    private func defaulted(_ object: Object) -> Object {
        var result = object
        for (name, schema) in properties {
            let value = result[name]
            if let value, !value.isNull || schema.isNullable { continue }
            result[name] = schema.defaultValue
        }
        for (key, value) in result {
            guard let schema = schema(of: key) else { continue }
            if value.isNull, !schema.isNullable, self[key] == nil {
                result[key] = schema.defaultValue
            } else {
                result[key] = schema.defaulted(value)
            }
        }
        return result
    }

    private func defaulted(_ value: Value) -> Value {
        switch value {
        case .object(let object): return .object(defaulted(object))
        case .array(let elements):
            guard let items else { return value }
            return .array(
                elements.map { element in
                    if element.isNull, !items.isNullable, let replacement = items.defaultValue { return replacement }
                    return items.defaulted(element)
                })
        default: return value
        }
    }
}
