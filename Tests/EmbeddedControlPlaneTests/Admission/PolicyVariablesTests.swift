import CommonExpressionLanguage
import DocumentModel
import Testing

@testable import EmbeddedControlPlane

@Suite struct PolicyVariablesTests {
    /// The value of the last of `count` variables of which each is one more than the one before.
    private static func chain(_ count: Int) -> String {
        let variables = (0..<count).map { index -> Value in
            let text = index == 0 ? "1" : "variables.v\(index - 1) + 1"
            return ["name": .string("v\(index)"), "expression": .string(text)]
        }
        let spec: Value = [
            "variables": .array(variables),
            "validations": [["expression": .string("variables.v\(count - 1) == \(count)")]],
        ]
        let policy = PolicySource.compile("p", spec, [], isMutation: false)
        var evaluation = PolicyEvaluation(values: [:], variables: policy.variables)
        do throws(PolicyEvaluation.Failure) {
            return "\(try evaluation.evaluate(policy.expressions[0]).bool == true)"
        } catch {
            return error.text
        }
    }

    @Test func `variables build on those before them`() { #expect(Self.chain(50) == "true") }

    @Test func `a long chain of variables is an error and no crash`() {
        #expect(Self.chain(2_000).contains("variables lead to each other more than 100 times"))
    }

    @Test func `a variable that is never asked for is never evaluated`() {
        let spec: Value = [
            "variables": [["name": "broken", "expression": "1 / 0"]], "validations": [["expression": "true"]],
        ]
        let policy = PolicySource.compile("p", spec, [], isMutation: false)
        var evaluation = PolicyEvaluation(values: [:], variables: policy.variables)
        #expect((try? evaluation.evaluate(policy.expressions[0]))?.bool == true)
    }
}
