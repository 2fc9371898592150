internal import CommonExpressionLanguage
internal import DocumentModel
internal import KubernetesModel
internal import ToolkitAPI

/// A `readyExpr`, compiled: says when a dependency is ready. Its variables are `self` and `dep`, both Kustomizations.
struct ReadyExpression: Sendable {
    private let program: CELProgram

    /// - Throws: ``InvalidExpression`` for what is no expression, names something else, or is not known to be boolean.
    init(_ text: String) throws(InvalidExpression) {
        var environment = CELEnvironment(libraries: .flux)
        environment.declare("self", .map(.string, .dyn))
        environment.declare("dep", .map(.string, .dyn))
        do throws(CELIssues) { program = try environment.compile(text) } catch {
            throw InvalidExpression("failed to parse the CEL expression '\(text)': \(error)")
        }
        guard program.resultType == .bool else {
            throw InvalidExpression(
                "CEL expression output type mismatch: expected bool, got \(program.resultType.text)")
        }
    }

    /// Whether a dependency is ready.
    ///
    /// - Throws: ``EvaluationFailure`` where the expression has no value, as when a field is missing.
    func isReady(_ dependency: Kustomization, for kustomization: Kustomization) throws(EvaluationFailure) -> Bool {
        let values: [String: CELValue]
        do throws(DocumentError) {
            values = [
                "self": CELValue(.object(try kustomization.kubernetesObject().content)),
                "dep": CELValue(.object(try dependency.kubernetesObject().content)),
            ]
        } catch {
            throw EvaluationFailure(description: "\(error)")
        }
        do throws(CELError) {
            return try program.evaluate(values, limits: .health).bool == true
        } catch {
            throw EvaluationFailure(
                description: "failed to evaluate the CEL expression '\(program.text)': \(error)")
        }
    }

    /// Why an expression has no value now; it may have one later.
    struct EvaluationFailure: Error, CustomStringConvertible {
        let description: String
    }
}
