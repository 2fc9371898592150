internal import CommonExpressionLanguage
internal import DocumentModel

/// A compiled expression, or why there is none.
struct PolicyExpression: Sendable {
    let text: String
    let program: Result<CELProgram, CELIssues>

    init(_ text: String, _ environment: CELEnvironment) {
        self.text = text
        do throws(CELIssues) { program = .success(try environment.compile(text)) } catch { program = .failure(error) }
    }
}

/// Evaluates the expressions of one policy on one request, within one budget.
struct PolicyEvaluation {
    /// Why an expression has no value.
    enum Failure: Error {
        /// The expression alone fails.
        case expression(String)
        /// Nothing more can be evaluated.
        case exhausted(String)

        var text: String {
            switch self {
            case .expression(let text), .exhausted(let text): text
            }
        }
    }

    var values: [String: CELValue]
    var variables: PolicyVariables?
    var budget = CELLimits.budget

    init(values: [String: CELValue], variables: [String: CELProgram]) {
        self.values = values
        guard !variables.isEmpty else { return }
        let lazy = PolicyVariables(variables, values: values)
        self.variables = lazy
        self.values["variables"] = .opaque(lazy)
    }

    mutating func evaluate(_ expression: PolicyExpression) throws(Failure) -> CELValue {
        let program: CELProgram
        switch expression.program {
        case .success(let compiled): program = compiled
        case .failure(let issues):
            throw .expression("compilation error: compilation failed: \(issues)")
        }
        let outcome = program.run(values)
        let cost = outcome.cost &+ (variables?.takeCost() ?? 0)
        guard let cost = Int64(exactly: cost), cost <= budget else {
            budget = -1
            throw .exhausted(
                "validation failed due to running out of cost budget, no further validation rules will be run")
        }
        budget -= cost
        do throws(CELError) { return try outcome.result.get() } catch {
            throw .expression("expression '\(expression.text)' resulted in error: \(error.message)")
        }
    }
}

/// `matchConditions`: all must be true for a request to be judged at all.
struct MatchConditions: Sendable {
    private let conditions: [PolicyExpression]

    init(_ value: Value?, _ environment: CELEnvironment) {
        conditions = (value?.array ?? []).map { PolicyExpression($0["expression"]?.string ?? "", environment) }
    }

    var isEmpty: Bool { conditions.isEmpty }

    /// Whether all are true. One that is false decides, whatever fails beside it.
    ///
    /// - Parameter ignoresFailures: whether a failure means no.
    func match(_ values: [String: CELValue], ignoresFailures: Bool) throws(PolicyEvaluation.Failure) -> Bool {
        var evaluation = PolicyEvaluation(values: values, variables: [:])
        evaluation.budget = CELLimits.budget / 4
        var failures: [String] = []
        for condition in conditions {
            do throws(PolicyEvaluation.Failure) {
                if try evaluation.evaluate(condition).bool == false { return false }
            } catch {
                failures.append(error.text)
                if case .exhausted = error { break }
            }
        }
        guard !failures.isEmpty else { return true }
        if ignoresFailures { return false }
        let unique = failures.enumerated().filter { failures.firstIndex(of: $1) == $0 }.map(\.element)
        throw .expression(unique.count == 1 ? unique[0] : "[\(unique.joined(separator: ", "))]")
    }
}
