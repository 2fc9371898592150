internal import CommonExpressionLanguage
internal import DocumentModel

/// A rule of `x-kubernetes-validations`, ready to run.
struct CompiledRule: Sendable {
    /// What cannot be used, and why.
    enum Failure: Error {
        case rule(String)
        case message(String)
    }

    let rule: StructuralSchema.Rule
    let program: CELProgram?
    let message: CELProgram?
    let failure: Failure?
    /// The place of errors below the value that the rule stands at; nil for the value itself.
    let fieldPath: String?

    /// Whether the rule compares with what was there before.
    var usesOldSelf: Bool { program?.variables.contains("oldSelf") ?? false }

    /// - Parameters:
    ///   - schema: the schema that the rule stands in.
    ///   - type: what its value is for expressions.
    init(_ rule: StructuralSchema.Rule, schema: Value, type: DocumentType) {
        self.rule = rule
        fieldPath = rule.fieldPath.flatMap { $0.isEmpty ? nil : RuleFieldPath.normalized($0, in: schema) }
        do throws(Failure) {
            let compiled = try Self.compile(rule, type)
            (program, message, failure) = (compiled.program, compiled.message, compiled.failure)
        } catch {
            (program, message, failure) = (nil, nil, error)
        }
    }

    private static func compile(
        _ rule: StructuralSchema.Rule, _ type: DocumentType
    ) throws(Failure) -> (program: CELProgram?, message: CELProgram?, failure: Failure?) {
        guard !rule.rule.isBlank else { return (nil, nil, nil) }
        var environment = CELEnvironment(libraries: .apiServer)
        environment.declare("self", type)
        environment.declare("oldSelf", rule.optionalOldSelf ? .optional(type.type) : type.type)
        let program: CELProgram
        do throws(CELIssues) { program = try environment.compile(rule.rule) } catch {
            throw .rule("compilation failed: \(error)")
        }
        guard program.resultType == .bool else { throw .rule("cel expression must evaluate to a bool") }
        guard let text = rule.messageExpression, !text.isEmpty else { return (program, nil, nil) }
        do throws(CELIssues) {
            let message = try environment.compile(text)
            guard message.resultType == .string else {
                return (program, nil, .message("messageExpression must evaluate to a string"))
            }
            return (program, message, nil)
        } catch {
            return (program, nil, .message("messageExpression compilation failed: \(error)"))
        }
    }

    /// What the rule is called in messages about it.
    var label: String {
        if let message = rule.message, !message.isEmpty { return message.trimmed }
        return rule.rule.trimmed
    }

    /// What is said where the rule fails and no expression says it.
    var defaultMessage: String {
        if let message = rule.message, !message.isEmpty { return message.trimmed }
        return "failed rule: \(label)"
    }
}

extension String {
    /// Without blanks at both ends.
    var trimmed: String {
        var view = unicodeScalars[...]
        while let first = view.first, first.properties.isWhitespace { view = view.dropFirst() }
        while let last = view.last, last.properties.isWhitespace { view = view.dropLast() }
        return String(view)
    }

    var isBlank: Bool { unicodeScalars.allSatisfy { $0.properties.isWhitespace } }
}
