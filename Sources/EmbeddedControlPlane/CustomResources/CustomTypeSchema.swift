internal import DocumentModel
internal import KubernetesSchema

/// How objects of a custom resource merge, from its schema.
enum CustomTypeSchema {
    /// The type of the whole object.
    static func type(of schema: StructuralSchema) -> TypeSchema {
        let own = schema.properties.filter { !["apiVersion", "kind", "metadata"].contains($0.name) }
        let fields =
            [
                FieldSchema(name: "apiVersion", type: .scalar(.string)),
                FieldSchema(name: "kind", type: .scalar(.string)),
                FieldSchema(name: "metadata", type: .named("meta.v1.ObjectMeta")),
            ] + own.map(field)
        let keepsMore = schema.preservesUnknown || own.isEmpty
        return .object(ObjectSchema(fields: fields, additional: keepsMore ? .untyped(isObject: false) : nil))
    }

    private static func field(_ property: (name: String, schema: StructuralSchema)) -> FieldSchema {
        FieldSchema(
            name: property.name, type: part(property.schema), declaredDefault: property.schema.defaultValue)
    }

    private static func part(_ schema: StructuralSchema) -> TypeSchema {
        if schema.isIntOrString { return .scalar(.intOrString) }
        switch schema.type {
        case "string": return .scalar(.string)
        case "integer": return .scalar(.int64)
        case "number": return .scalar(.double)
        case "boolean": return .scalar(.boolean)
        case "array": return list(schema)
        case "object": return object(schema)
        default: return .untyped(isObject: false)
        }
    }

    private static func list(_ schema: StructuralSchema) -> TypeSchema {
        let element = schema.items.map(part) ?? .untyped(isObject: false)
        switch schema.listType {
        case "set": return .list(element: element, kind: .set)
        case "map": return .list(element: element, kind: .map(keys: schema.listMapKeys))
        default: return .list(element: element, kind: .atomic)
        }
    }

    private static func object(_ schema: StructuralSchema) -> TypeSchema {
        let isAtomic = schema.mapType == "atomic"
        if case .schema(let values) = schema.additional {
            return .map(element: part(values), isAtomic: isAtomic)
        }
        if schema.properties.isEmpty, !schema.isEmbedded {
            return .map(element: .untyped(isObject: false), isAtomic: isAtomic)
        }
        var fields = schema.properties.map(field)
        if schema.isEmbedded, schema["metadata"] == nil {
            fields.append(FieldSchema(name: "metadata", type: .named("meta.v1.ObjectMeta")))
            for name in ["apiVersion", "kind"] where schema[name] == nil {
                fields.append(FieldSchema(name: name, type: .scalar(.string)))
            }
        }
        return .object(
            ObjectSchema(
                isAtomic: isAtomic, fields: fields,
                additional: schema.preservesUnknown ? .untyped(isObject: false) : nil))
    }
}
