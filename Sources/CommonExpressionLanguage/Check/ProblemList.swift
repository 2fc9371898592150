/// What is wrong with an expression; after so many, the rest are only counted, as `cel-go` does.
struct ProblemList {
    private static let limit = 100

    private(set) var problems: [SyntaxProblem] = []
    /// How many there are beside.
    private(set) var truncated = 0

    init(_ problems: [SyntaxProblem] = []) { for problem in problems { add(problem) } }

    mutating func add(_ problem: SyntaxProblem) {
        if problems.count < Self.limit { problems.append(problem) } else { truncated += 1 }
    }
}
