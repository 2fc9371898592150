internal import CommonExpressionLanguage
internal import DocumentModel

/// Evaluates the rules of a custom resource (`x-kubernetes-validations`) on one object.
struct RuleRun {
    private(set) var verdict = RuleVerdict()
    /// What may still be spent; negative when no rule is to run any more.
    private var budget = CELLimits.budget

    /// What the rules say of an object.
    ///
    /// - Parameter old: what was there before; nil on a create.
    static func judge(_ object: Object, _ tree: RuleTree, old: Object?) -> RuleVerdict {
        var run = RuleRun()
        let change = old.map { RuleChange(new: .object(object), old: .object($0), tree: tree) }
        run.visit(
            .object(object), old.map(Value.object), tree, path: "",
            change: RuleCorrelation(current: change, parent: nil))
        return run.verdict
    }

    /// What the rules of a part of a schema say of its default.
    ///
    /// - Parameter budget: what may be spent on all defaults of a schema; negative once it is spent.
    static func errors(inDefault value: Value, _ schema: Value, budget: inout Int64) -> [FieldError] {
        guard budget >= 0, let tree = RuleTree(part: schema) else { return [] }
        var run = RuleRun()
        run.budget = budget
        defer { budget = run.budget }
        run.visit(value, nil, tree, path: "", change: RuleCorrelation(current: nil, parent: nil))
        return run.verdict.errors
    }

    private mutating func visit(
        _ value: Value, _ old: Value?, _ tree: RuleTree, path: String, change: RuleCorrelation
    ) {
        guard !value.isNull, budget >= 0 else { return }
        evaluate(value, old, tree, path, change)
        for part in tree.allOf {
            guard budget >= 0 else { return }
            visit(value, old, part, path: path, change: RuleCorrelation(current: nil, parent: change.parent))
        }
        guard budget >= 0 else { return }
        switch value {
        case .array(let elements):
            guard let items = tree.items else { return }
            let before = ListIndex(old?.array ?? [], keys: tree.listKeys)
            for (index, element) in elements.enumerated() where budget >= 0 {
                let counterpart = before.counterpart(of: element)
                visit(
                    element, counterpart, items, path: "\(path)[\(index)]",
                    change: change.child(element, counterpart, items))
            }
        case .object(let object):
            visit(object, old?.object, tree, path, change)
        default: break
        }
    }

    private mutating func visit(
        _ object: Object, _ old: Object?, _ tree: RuleTree, _ path: String, _ change: RuleCorrelation
    ) {
        if let additional = tree.additional {
            for (key, value) in object.sorted() where budget >= 0 {
                visit(
                    value, old?[key], additional, path: "\(path)[\(key)]",
                    change: change.child(value, old?[key], additional))
            }
        }
        for (name, inner) in tree.properties where budget >= 0 {
            guard let value = object[name] else { continue }
            visit(
                value, old?[name], inner, path: path.isEmpty ? name : "\(path).\(name)",
                change: change.child(value, old?[name], inner))
        }
    }
}

// MARK: Rules

extension RuleRun {
    /// What rules of one value work on.
    private struct Place {
        var value: Value
        var tree: RuleTree
        var path: String
        var change: RuleCorrelation
        /// The variables, and those of rules whose old value may be missing.
        var variables: [String: CELValue]
        var optionalVariables: [String: CELValue]
    }

    private mutating func evaluate(
        _ value: Value, _ old: Value?, _ tree: RuleTree, _ path: String, _ change: RuleCorrelation
    ) {
        guard !tree.rules.isEmpty else { return }
        guard budget > 0 else { return stop(tree, path) }
        let old = old.flatMap { $0.isNull ? nil : $0 }
        var place = Place(
            value: value, tree: tree, path: path, change: change, variables: [:], optionalVariables: [:])
        do throws(CELError) {
            let current = try CELValue(value, tree.type)
            let before = try old.map { (old) throws(CELError) in try CELValue(old, tree.type) }
            place.variables = ["self": current]
            place.variables["oldSelf"] = before
            place.optionalVariables = ["self": current, "oldSelf": .optional(before)]
        } catch {
            return fail(path, tree, "\(error) evaluating rule: \(tree.rules[0].label)")
        }
        for rule in tree.rules {
            guard budget >= 0 else { return }
            if case .rule(let text) = rule.failure {
                fail(path, tree, "rule compile error: \(text)")
                continue
            }
            guard let program = rule.program else { continue }
            if rule.usesOldSelf, old == nil, !rule.rule.optionalOldSelf { continue }
            run(rule, program, place)
        }
    }

    private mutating func run(_ rule: CompiledRule, _ program: CELProgram, _ place: Place) {
        let outcome = program.run(rule.rule.optionalOldSelf ? place.optionalVariables : place.variables)
        guard spend(outcome.cost) else { return stop(place.tree, place.path) }
        switch outcome.result {
        case .success(.bool(true)): return
        case .success: break
        case .failure(let error):
            if error.message.hasPrefix("no such overload") {
                fail(
                    place.path, place.tree,
                    "'\(error)': call arguments did not match a supported operator, function or macro signature "
                        + "for rule: \(rule.label)")
            } else if error.kind == .costLimit {
                fail(
                    place.path, place.tree,
                    "'\(error)': no further validation rules will be run due to call cost exceeds limit for rule: "
                        + rule.label)
                budget = -1
            } else {
                fail(place.path, place.tree, "\(error) evaluating rule: \(rule.label)")
            }
            return
        }
        var detail = rule.defaultMessage
        var error = FieldError(.invalid, "", "")
        error.field = Self.place(place.path, rule.fieldPath)
        if let message = rule.message {
            switch evaluate(message, place) {
            case .text(let text): detail = text
            case .none: break
            case .stop(let text):
                error.value = .string(place.tree.typeName)
                error.detail = text
                add(error, rule, place)
                budget = -1
                return
            }
        }
        error.detail = detail
        switch place.value {
        case .object, .array: break
        default: error.value = place.value
        }
        switch rule.rule.reason {
        case "FieldValueForbidden": error.kind = .forbidden
        case "FieldValueRequired": error.kind = .required
        case "FieldValueDuplicate":
            error.kind = .duplicate
            error.detail = ""
        default: break
        }
        add(error, rule, place)
    }

    /// What came of an expression for a message.
    private enum Message {
        case text(String)
        case none
        /// No rule is to run any more.
        case stop(String)
    }

    private mutating func evaluate(_ program: CELProgram, _ place: Place) -> Message {
        let outcome = program.run(place.variables)
        guard spend(outcome.cost) else {
            return .stop(
                "messageExpression evaluation failed due to running out of cost budget, no further validation rules "
                    + "will be run")
        }
        switch outcome.result {
        case .failure(let error) where error.kind == .costLimit:
            return .stop(
                "no further validation rules will be run due to call cost exceeds limit for messageExpression: "
                    + GoText.quoted(program.text))
        case .failure: return .none
        case .success(let value):
            guard let text = value.string?.trimmed, !text.isEmpty, text.utf8.count <= 5 * 1024, !text.contains("\n")
            else { return .none }
            return .text(text)
        }
    }

    private static func place(_ path: String, _ below: String?) -> String {
        guard let below else { return path.isEmpty ? SchemaValidator.nowhere : path }
        return path.isEmpty ? below : "\(path).\(below)"
    }

    /// False when there is no more to spend.
    private mutating func spend(_ cost: UInt64) -> Bool {
        guard let cost = Int64(exactly: cost), cost <= budget else { return false }
        budget -= cost
        return true
    }

    private mutating func stop(_ tree: RuleTree, _ path: String) {
        fail(
            path, tree, "validation failed due to running out of cost budget, no further validation rules will be run")
        budget = -1
    }

    private mutating func fail(_ path: String, _ tree: RuleTree, _ detail: String) {
        verdict.errors.append(
            FieldError(.invalid, Self.place(path, nil), value: .string(tree.typeName), detail))
    }

    private mutating func add(_ error: FieldError, _ rule: CompiledRule, _ place: Place) {
        if !rule.usesOldSelf, place.change.isUnchanged {
            verdict.warnings.append(error.text)
        } else {
            verdict.errors.append(error)
        }
    }
}
