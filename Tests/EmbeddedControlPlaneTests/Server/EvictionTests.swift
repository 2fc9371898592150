import DocumentModel
import Testing

@testable import EmbeddedControlPlane

struct EvictionTests {
    @Test(
        arguments: [
            ("generation: 1", "observedGeneration: 1, disruptionsAllowed: 1", nil),
            (
                "generation: 2", "observedGeneration: 1, disruptionsAllowed: 1",
                "b is still being processed by the server."
            ),
            (
                "generation: 1", "observedGeneration: 1, desiredHealthy: 2, currentHealthy: 2",
                "b needs 2 healthy pods and has 2 currently"
            ),
            (
                "generation: 1", "observedGeneration: 1, desiredHealthy: 1, currentHealthy: 2",
                "b does not allow evicting pods currently"
            ),
        ] as [(String, String, String?)])
    func `a budget says why it lets nobody go`(_ row: (String, String, String?)) throws {
        let budget = try YAML.parseFirst("{metadata: {name: b, \(row.0)}, status: {\(row.1)}}")
        let problem = EvictionHandler.problem(budget)
        #expect(problem?.code == (row.2 == nil ? nil : 429))
        #expect(problem?.details?.causes.first?.message == row.2.map { "The disruption budget " + $0 })
    }
}
