import CommonExpressionLanguage
import DocumentModel
import Testing

@Suite struct CostTests {
    @Test(
        arguments: [
            ("1", 0), ("n + 1", 2), ("x.a.b == 1", 4), ("[1, 2].all(i, i > 0)", 21), ("{'a': 1}", 30), ("s + 'ab'", 2),
            ("has(x.a)", 1), ("s.matches('a')", 2), ("true || false", 0),
        ] as [(String, UInt64)]) func `running costs what the API server counts`(_ text: String, _ cost: UInt64) throws
    {
        let values: [String: CELValue] = ["n": .int(1), "s": .string("abc"), "x": CELValue(["a": ["b": 1]])]
        #expect(try Expressions.environment().compile(text).run(values).cost == cost)
    }

    @Test func `a run ends at its limit`() throws {
        let program = try Expressions.environment().compile(
            "lists.range(1000).all(i, lists.range(1000).all(j, i + j >= 0))")
        let outcome = program.run([:], limits: CELLimits(cost: 10_000))
        #expect(throws: CELError("operation cancelled: actual cost limit exceeded", kind: .costLimit)) {
            try outcome.result.get()
        }
        #expect(outcome.cost < 20_000)
    }

    @Test func `a limit is no failure that logic passes over`() throws {
        let program = try Expressions.environment().compile("lists.range(1000).all(i, i >= 0) || true")
        #expect(throws: CELError.self) { try program.evaluate([:], limits: CELLimits(cost: 100)) }
    }

    @Test func `a run can be interrupted`() throws {
        let program = try Expressions.environment().compile("lists.range(100000).all(i, i >= 0)")
        let limits = CELLimits(cost: .max, isInterrupted: { true })
        #expect(throws: CELError("operation interrupted", kind: .interrupted)) {
            try program.evaluate([:], limits: limits)
        }
    }

    static let list: Value = ["type": "array", "items": ["type": "string"]]
    static let limited: Value = ["type": "array", "maxItems": 10, "items": ["type": "string", "maxLength": 5]]

    @Test(
        arguments: [
            ("self.all(e, e == 'a')", list, 5_242_877), ("self.all(e, e == 'a')", limited, 52),
            ("self.exists(e, e.startsWith('ab'))", limited, 62), ("self.size() > 0", list, 3),
            ("self.map(e, e + 'x').size() < 3", limited, 174), ("self.join(',').size() > 1", limited, 24),
        ] as [(String, Value, UInt64)]) func `limits of a schema bound the estimate`(
            _ text: String, _ schema: Value, _ most: UInt64
        ) throws
    {
        let type = try #require(DocumentType.type(of: schema, name: "self", isResource: false))
        var environment = CELEnvironment()
        environment.declare("self", type)
        let estimate = try environment.compile(text).estimatedCost(document: type)
        #expect(estimate.most == most)
    }
}
