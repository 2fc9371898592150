internal import DocumentModel

/// Evaluates the rules of custom resources (`x-kubernetes-validations`).
protocol RuleEngine: Sendable {
    /// What the rules of a schema say of an object.
    ///
    /// - Parameter old: what was there before; nil on a create, where transition rules do not apply.
    func errors(in object: Object, _ schema: StructuralSchema, old: Object?) -> [FieldError]

    /// What is wrong with the rules themselves, below `path`.
    func problems(of schema: StructuralSchema, path: String) -> [FieldError]
}

extension ResourceCatalog {
    /// The engine of rules; nil where there is none and rules are not evaluated, which the control plane says loudly.
    static var ruleEngine: (any RuleEngine)? { nil }
}
