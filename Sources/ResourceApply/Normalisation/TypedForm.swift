internal import DocumentModel
internal import KubernetesModel
internal import KubernetesSchema

/// The form a built-in kind has after it went through its type: fields the type does not have are gone.
enum TypedForm {
    /// A value has another type than its field: the object then stays as it is, and the server judges it.
    private struct Mismatch: Error {}

    /// `object` without unknown fields; objects of other kinds, roles, and such as do not fit their type come back as they are.
    static func prune(_ object: KubernetesObject) -> KubernetesObject {
        let kind = object.groupVersionKind
        if kind.group == "rbac.authorization.k8s.io", kind.kind == "Role" || kind.kind == "ClusterRole" {
            return object
        }
        guard let schema = BuiltInSchema.shared.type(for: kind) else { return object }
        do throws(Mismatch) {
            var content = Object(minimumCapacity: object.content.count)
            for (name, value) in object.content {
                switch name {
                case "apiVersion", "kind", "metadata": content[name] = value
                default:
                    guard let type = schema.type(of: name) else { continue }
                    content[name] = try prune(value, type)
                }
            }
            return KubernetesObject(content: content)
        } catch {
            return object
        }
    }

    private static func prune(_ value: Value, _ type: TypeSchema) throws(Mismatch) -> Value {
        if value.isNull { return value }
        switch type.resolved {
        case .scalar(let kind):
            guard fits(value, kind) else { throw Mismatch() }
            return value
        case .list(let element, _):
            guard let elements = value.array else { throw Mismatch() }
            var result: [Value] = []
            result.reserveCapacity(elements.count)
            for entry in elements { result.append(try prune(entry, element)) }
            return .array(result)
        case .map(let element, _):
            guard let fields = value.object else { throw Mismatch() }
            return .object(try prune(fields) { _ in element })
        case .object(let schema):
            guard let fields = value.object else { throw Mismatch() }
            return .object(try prune(fields) { schema.type(of: $0) })
        case .named, .untyped: return value
        }
    }

    private static func prune(_ fields: Object, _ type: (String) -> TypeSchema?) throws(Mismatch) -> Object {
        var result = Object(minimumCapacity: fields.count)
        for (name, value) in fields {
            guard let type = type(name) else { continue }
            result[name] = try prune(value, type)
        }
        return result
    }

    private static func fits(_ value: Value, _ kind: ScalarKind) -> Bool {
        switch kind {
        case .string, .time, .microTime, .byte: value.string != nil
        case .boolean: value.bool != nil
        case .int32, .int64: value.integer != nil
        case .double: value.double != nil
        case .intOrString, .quantity: value.string != nil || value.double != nil
        }
    }
}
