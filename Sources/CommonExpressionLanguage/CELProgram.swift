/// An expression that is ready to run. Immutable; may be run by many tasks at once.
public struct CELProgram: Sendable {
    /// The expression as it was written.
    public let text: String
    /// The type of its value.
    public let resultType: CELType
    /// The variables it refers to, in the order in which the evaluator keeps them.
    public let variables: [String]
    let node: Node
    let checked: CheckedExpression

    /// What an evaluation came to, and what it cost.
    public struct Outcome: Sendable {
        public let result: Result<CELValue, CELError>
        /// In the units of `cel-go`.
        public let cost: UInt64
    }

    /// Evaluates the expression.
    ///
    /// - Parameters:
    ///   - values: the variables; those without a value make an expression that asks for them fail.
    ///   - limits: what the evaluation may cost and how long it may take.
    /// - Throws: ``CELError``, worded as `cel-go` does.
    public func evaluate(_ values: [String: CELValue], limits: CELLimits = .perCall) throws(CELError) -> CELValue {
        try run(values, limits: limits).result.get()
    }

    /// As ``evaluate(_:limits:)``, with the cost, which failures have too.
    public func run(_ values: [String: CELValue], limits: CELLimits = .perCall) -> Outcome {
        var evaluation = Evaluation(variables: variables.map { values[$0] }, limits: limits)
        do throws(CELError) {
            let value = try evaluation.evaluate(node)
            return Outcome(result: .success(value), cost: evaluation.cost)
        } catch {
            return Outcome(result: .failure(error), cost: evaluation.cost)
        }
    }

    /// The least and the most that an evaluation can cost, as the API server estimates it.
    ///
    /// - Parameter document: what the variables are, whose limits bound the size of what is gone through.
    public func estimatedCost(document: DocumentType?) -> CELCostEstimate {
        CostEstimator.estimate(checked, document: document)
    }
}
