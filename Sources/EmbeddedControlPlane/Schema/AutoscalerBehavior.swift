internal import DocumentModel

/// The behaviour of an autoscaler in the annotation of its oldest version, where it has the names of the server's own
/// type and no field is left out.
enum AutoscalerBehavior {
    static func written(_ behavior: Value) -> Value {
        .object(
            Object(
                ["scaleUp", "scaleDown"].map { field in
                    (key: upper(field), value: behavior[field].map(rules) ?? .null)
                }))
    }

    private static func rules(_ rules: Value) -> Value {
        guard rules.object != nil else { return .null }
        let policies = rules["policies"]?.array?.map { policy -> Value in
            .object(
                Object(
                    ["type", "value", "periodSeconds"].map { (key: upper($0), value: policy[$0] ?? .null) }))
        }
        return [
            "StabilizationWindowSeconds": rules["stabilizationWindowSeconds"] ?? .null,
            "SelectPolicy": rules["selectPolicy"] ?? .null, "Policies": policies.map(Value.array) ?? .null,
            "Tolerance": rules["tolerance"] ?? .null,
        ]
    }

    /// The behaviour that an annotation holds.
    static func read(_ annotation: Value) -> Value {
        if let items = annotation.array { return .array(items.map(read)) }
        guard let object = annotation.object else { return annotation }
        var result = Object()
        for (key, value) in object where !value.isNull {
            result[key.prefix(1).lowercased() + key.dropFirst()] = read(value)
        }
        return .object(result)
    }

    private static func upper(_ field: String) -> String { field.prefix(1).uppercased() + field.dropFirst() }
}
