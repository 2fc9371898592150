internal import CommonExpressionLanguage
internal import DocumentModel

/// Finds what is wrong with the rules of a schema themselves: their form, their expressions, and what they may cost.
struct RuleProblems {
    private static let expressionLimit: UInt64 = 10_000_000
    private static let totalLimit: UInt64 = 100_000_000

    private var schemaErrors: [FieldError] = []
    private var expressionErrors: [FieldError] = []
    private var total: UInt64 = 0
    private var expensive: [(path: String, cost: UInt64)] = []

    /// What surrounds a node of a schema.
    private struct Context {
        /// How often the node can stand in one object; nil where nothing bounds it.
        var cardinality: UInt64?
        var type: DocumentType?
        /// The list whose elements cannot be told apart.
        var uncorrelatable: String?
        var isResource: Bool
    }

    /// What is wrong with the rules of `schema`, which stands at `path`.
    static func find(in schema: Value, path: String) -> [FieldError] {
        var problems = RuleProblems()
        let type = DocumentType.type(of: schema, name: "selfType", isResource: true)
        problems.visit(schema, path, Context(cardinality: 1, type: type, isResource: true), depth: 0)
        return problems.schemaErrors + problems.expressionErrors + problems.totals(path)
    }

    private func totals(_ path: String) -> [FieldError] {
        guard total > Self.totalLimit else { return [] }
        let parts = expensive.map {
            FieldError(
                .forbidden, $0.path,
                "contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema")
        }
        let text = Self.costMessage(
            "x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema", total, Self.totalLimit)
        return parts + [FieldError(.forbidden, path, text)]
    }

    private mutating func visit(_ schema: Value, _ path: String, _ context: Context, depth: Int) {
        guard depth < 64 else { return }
        let before = schemaErrors.count
        let most = Self.mostElements(schema)
        func inner(_ part: Value, _ type: DocumentType?, _ uncorrelatable: String?) -> Context {
            let isResource = part["x-kubernetes-embedded-resource"]?.bool ?? false
            let cardinality = context.cardinality.flatMap { outer in most.map { Self.product(outer, $0) } }
            return Context(
                cardinality: cardinality,
                type: type ?? DocumentType.type(of: part, name: "selfType", isResource: isResource),
                uncorrelatable: uncorrelatable, isResource: isResource)
        }
        if let part = schema["additionalProperties"], part.object != nil {
            visit(
                part, "\(path).additionalProperties", inner(part, context.type?.element, context.uncorrelatable),
                depth: depth + 1)
        }
        for (name, part) in (schema["properties"]?.object ?? [:]).sorted() {
            visit(
                part, "\(path).properties[\(name)]", inner(part, context.type?.field(name), context.uncorrelatable),
                depth: depth + 1)
        }
        if let part = schema["items"], part.object != nil {
            let isKeyed = schema["x-kubernetes-list-type"] == "map"
            visit(
                part, "\(path).items",
                inner(part, context.type?.element, isKeyed ? context.uncorrelatable : path), depth: depth + 1)
        }
        let rules = StructuralSchema.rules(schema)
        guard !rules.isEmpty else { return }
        for (index, rule) in rules.enumerated() {
            checkForm(rule, schema, "\(path).x-kubernetes-validations[\(index)]")
        }
        guard schemaErrors.count == before else { return }
        guard let type = context.type else {
            expressionErrors.append(
                FieldError(
                    .internalError, "\(path).x-kubernetes-validations",
                    "internal error: failed to construct type information for x-kubernetes-validations rules: "
                        + "unable to convert structural schema to CEL declarations"))
            return
        }
        let raw = schema["x-kubernetes-validations"]?.array ?? []
        for (index, rule) in rules.enumerated() {
            let compiled = CompiledRule(rule, schema: schema, type: type)
            checkExpressions(
                compiled, raw[index], type, context, "\(path).x-kubernetes-validations[\(index)]")
        }
    }

    private static func mostElements(_ schema: Value) -> UInt64? {
        switch schema["type"]?.string {
        case "object" where schema["additionalProperties"] != nil:
            schema["maxProperties"]?.integer.map { UInt64(max(0, $0)) }
        case "array": schema["maxItems"]?.integer.map { UInt64(max(0, $0)) }
        default: 1
        }
    }

    private static func product(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let (product, overflow) = left.multipliedReportingOverflow(by: right)
        return overflow ? .max : product
    }
}

// MARK: Form

extension RuleProblems {
    private static func hasLineBreak(_ text: String) -> Bool {
        text.unicodeScalars.contains { $0 == "\n" || $0 == "\r" }
    }

    private mutating func checkForm(_ rule: StructuralSchema.Rule, _ schema: Value, _ path: String) {
        let text = rule.rule.trimmed
        let message = rule.message ?? ""
        if text.isEmpty {
            require("\(path).rule", "rule is not specified")
        } else if !message.isEmpty, message.isBlank {
            refuse("\(path).message", message, "must be non-empty if specified")
        } else if Self.hasLineBreak(message.trimmed) {
            refuse("\(path).message", message, "must not contain line breaks")
        } else if Self.hasLineBreak(text), message.isEmpty {
            require("\(path).message", "message must be specified if rule contains line breaks")
        }
        if let expression = rule.messageExpression, !expression.isEmpty, expression.isBlank {
            require("\(path).messageExpression", "messageExpression must be non-empty if specified")
        }
        let reasons = ["FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"]
        if let reason = rule.reason, !reasons.contains(reason) {
            schemaErrors.append(
                FieldError(
                    .notSupported, "\(path).reason", value: .string(reason),
                    "supported values: " + reasons.map(GoText.quoted).joined(separator: ", ")))
        }
        guard let fieldPath = rule.fieldPath, !fieldPath.isEmpty else { return }
        if fieldPath.isBlank { refuse("\(path).fieldPath", fieldPath, "must be non-empty if specified") }
        if Self.hasLineBreak(fieldPath) { refuse("\(path).fieldPath", fieldPath, "must not contain line breaks") }
        if RuleFieldPath.normalized(fieldPath, in: schema) == nil {
            refuse("\(path).fieldPath", fieldPath, "must be a valid path")
        }
    }

    private mutating func require(_ path: String, _ text: String) {
        schemaErrors.append(FieldError(.required, path, text))
    }

    private mutating func refuse(_ path: String, _ value: String, _ text: String) {
        schemaErrors.append(FieldError(.invalid, path, value: .string(value), text))
    }
}

// MARK: Expressions

extension RuleProblems {
    private mutating func checkExpressions(
        _ rule: CompiledRule, _ raw: Value, _ type: DocumentType, _ context: Context, _ path: String
    ) {
        let most = rule.failureOfRule == nil ? rule.program?.estimatedCost(document: type).most ?? 0 : 0
        let cardinality = context.cardinality ?? UInt64(3 * 1024 * 1024 / (type.minSerializedSize + 1))
        observe("\(path).rule", "estimated rule cost", Self.product(most, cardinality))
        if let text = rule.failureOfRule { refuse(rule, "\(path).rule", text) }
        if case .message(let text) = rule.failure {
            refuse(rule, "\(path).messageExpression", text)
        } else if let message = rule.message {
            observe(
                "\(path).messageExpression", "estimated messageExpression cost",
                message.estimatedCost(document: type).most)
        }
        if rule.usesOldSelf {
            if let list = context.uncorrelatable {
                expressionErrors.append(
                    FieldError(
                        .invalid, "\(path).rule", value: .string(rule.rule.rule),
                        "oldSelf cannot be used on the uncorrelatable portion of the schema within \(list)"))
            }
        } else if let isOptional = raw["optionalOldSelf"], !isOptional.isNull {
            expressionErrors.append(
                FieldError(
                    .invalid, "\(path).optionalOldSelf", value: isOptional,
                    "may not be set if oldSelf is not used in rule"))
        }
    }

    /// Shows the rule as the server's own type prints.
    private mutating func refuse(_ rule: CompiledRule, _ path: String, _ text: String) {
        let rule = rule.rule
        let whole: Value = [
            "Rule": .string(rule.rule), "Message": .string(rule.message ?? ""),
            "MessageExpression": .string(rule.messageExpression ?? ""),
            "Reason": rule.reason.map { .string($0) } ?? .null, "FieldPath": .string(rule.fieldPath ?? ""),
            "OptionalOldSelf": rule.optionalOldSelf ? true : .null,
        ]
        var error = FieldError(.invalid, path, value: whole, text)
        error.keepsOrder = true
        expressionErrors.append(error)
    }

    private mutating func observe(_ path: String, _ name: String, _ cost: UInt64) {
        if cost > Self.expressionLimit {
            expressionErrors.append(
                FieldError(.forbidden, path, Self.costMessage(name, cost, Self.expressionLimit)))
        }
        let (sum, overflow) = total.addingReportingOverflow(cost)
        total = overflow ? .max : sum
        guard cost >= Self.totalLimit / 100 else { return }
        expensive.append((path, cost))
        expensive.sort { $0.cost > $1.cost }
        expensive = Array(expensive.prefix(4))
    }

    private static func costMessage(_ name: String, _ cost: UInt64, _ limit: UInt64) -> String {
        let excess = Double(cost) / Double(limit)
        let factor: String
        if excess > 100 {
            factor = "more than 100x"
        } else {
            let digits = excess < 1.5 ? 6 : 1
            let scale = excess < 1.5 ? 1_000_000.0 : 10
            let scaled = Int((excess * scale).rounded(.toNearestOrEven))
            let fraction = String(scaled % Int(scale))
            let zeros = String(repeating: "0", count: digits - fraction.count)
            factor = "\(scaled / Int(scale)).\(zeros)\(fraction)x"
        }
        return "\(name) exceeds budget by factor of \(factor) (try simplifying the rule, or adding maxItems, "
            + "maxProperties, and maxLength where arrays, maps, and strings are declared)"
    }
}

extension CompiledRule {
    /// Why the rule itself cannot be used.
    fileprivate var failureOfRule: String? { if case .rule(let text) = failure { text } else { nil } }
}
