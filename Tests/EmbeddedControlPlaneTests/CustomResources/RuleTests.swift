import DocumentModel
import Testing

@testable import EmbeddedControlPlane

@Suite struct RuleTests {
    private static func verdict(_ schema: Value, _ object: Value, old: Value? = nil) throws -> RuleVerdict {
        let tree = try #require(RuleTree(["type": "object", "properties": ["spec": schema]]))
        return RuleRun.judge(["spec": object], tree, old: old.map { ["spec": $0] })
    }

    private static func spec(_ properties: Value, _ rules: Value) -> Value {
        ["type": "object", "properties": properties, "x-kubernetes-validations": rules]
    }

    private static let number: Value = ["type": "integer"]

    static let failures: [(Value, Value, [String])] = [
        (
            spec(["a": number], [["rule": "self.a > 0"]]), ["a": 0],
            ["spec: Invalid value: failed rule: self.a > 0"]
        ),
        (
            spec(["a": number], [["rule": "self.a > 0", "message": " few ", "fieldPath": ".a"]]), ["a": 0],
            ["spec.a: Invalid value: few"]
        ),
        (
            spec(["a": number], [["rule": "self.a > 0", "messageExpression": "'not ' + string(self.a)"]]), ["a": -1],
            ["spec: Invalid value: not -1"]
        ),
        (
            spec(["a": number], [["rule": "self.a > 0", "messageExpression": "string(1 / self.a)", "message": "m"]]),
            ["a": 0], ["spec: Invalid value: m"]
        ),
        (
            spec(["a": number], [["rule": "self.a != 1", "reason": "FieldValueForbidden", "message": "one"]]),
            ["a": 1], ["spec: Forbidden: one"]
        ),
        (
            spec(["a": number], [["rule": "10 / self.a > 1"]]), ["a": 0],
            ["spec: Invalid value: \"object\": division by zero evaluating rule: 10 / self.a > 1"]
        ),
        (
            spec(["a": number], [["rule": "self.a > 0"]]), [:],
            ["spec: Invalid value: \"object\": no such key: a evaluating rule: self.a > 0"]
        ),
        (
            [
                "type": "object",
                "properties": ["a": ["type": "integer", "x-kubernetes-validations": [["rule": "self > 0"]]]],
            ],
            ["a": 0], ["spec.a: Invalid value: 0: failed rule: self > 0"]
        ),
        (
            [
                "type": "object",
                "additionalProperties": [
                    "type": "integer", "x-kubernetes-validations": [["rule": "self > 0", "message": "m"]],
                ],
            ], ["x": 1, "a.b": 0], ["spec[a.b]: Invalid value: 0: m"]
        ),
        (
            [
                "type": "object",
                "allOf": [["x-kubernetes-validations": [["rule": "size(self.l) > 0", "message": "m"]]]],
                "properties": [
                    "l": [
                        "type": "array",
                        "items": ["type": "string", "x-kubernetes-validations": [["rule": "self != ''"]]],
                    ]
                ],
            ],
            ["l": []], ["spec: Invalid value: m"]
        ),
        (
            spec(["a": number], [["rule": "self.none"]]), ["a": 1],
            [
                "spec: Invalid value: \"object\": rule compile error: compilation failed: ERROR: <input>:1:5: undefined field 'none'\n | self.none\n | ....^"
            ]
        ),
    ]

    @Test(arguments: failures) func `a rule that fails is said at its place`(
        _ schema: Value, _ object: Value, _ errors: [String]
    ) throws {
        #expect(try Self.verdict(schema, object).errors.map(\.text) == errors)
    }

    static let fixed: Value = [
        "type": "string", "x-kubernetes-validations": [["rule": "self == oldSelf", "message": "fixed"]],
    ]

    @Test func `transition rules need something to compare with`() throws {
        let schema: Value = ["type": "object", "properties": ["s": Self.fixed]]
        #expect(try Self.verdict(schema, ["s": "a"]).errors.isEmpty)
        #expect(try Self.verdict(schema, ["s": "a"], old: [:]).errors.isEmpty)
        #expect(
            try Self.verdict(schema, ["s": "b"], old: ["s": "a"]).errors.map(\.text) == [
                "spec.s: Invalid value: \"b\": fixed"
            ])
    }

    @Test func `elements of a list are compared by their keys`() throws {
        let schema: Value = [
            "type": "object",
            "properties": [
                "l": [
                    "type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["n"],
                    "items": ["type": "object", "properties": ["n": ["type": "string"], "v": Self.fixed]],
                ]
            ],
        ]
        let old: Value = ["l": [["n": "a", "v": "1"], ["n": "b", "v": "2"]]]
        #expect(
            try Self.verdict(schema, ["l": [["n": "b", "v": "2"], ["n": "c", "v": "3"]]], old: old).errors.isEmpty)
        #expect(
            try Self.verdict(schema, ["l": [["n": "b", "v": "1"]]], old: old).errors.map(\.field) == ["spec.l[0].v"])
    }

    @Test func `an old self that may be missing is optional`() throws {
        let schema = Self.spec(
            ["a": Self.number],
            [["rule": "oldSelf.hasValue() ? self.a > oldSelf.value().a : self.a == 0", "optionalOldSelf": true]])
        #expect(try Self.verdict(schema, ["a": 0]).errors.isEmpty)
        #expect(try Self.verdict(schema, ["a": 1]).errors.count == 1)
        #expect(try Self.verdict(schema, ["a": 1], old: ["a": 0]).errors.isEmpty)
    }

    @Test func `what was wrong before is only warned about`() throws {
        let schema: Value = [
            "type": "object",
            "properties": [
                "a": ["type": "string", "x-kubernetes-validations": [["rule": "self == 'good'", "message": "bad"]]],
                "b": ["type": "string"],
            ],
        ]
        let verdict = try Self.verdict(schema, ["a": "x", "b": "new"], old: ["a": "x", "b": "old"])
        #expect(verdict.errors.isEmpty)
        #expect(verdict.warnings == ["spec.a: Invalid value: \"x\": bad"])
        #expect(try Self.verdict(schema, ["a": "y"], old: ["a": "x"]).errors.count == 1)
    }

    @Test func `rules stop when the budget is spent`() throws {
        let loop = "lists.range(999).all(i, [1, 2, 3, 4, 5].all(j, i + j >= self.a))"
        let rule: Value = ["rule": .string(loop), "message": "slow"]
        let schema = Self.spec(["a": Self.number], .array(Array(repeating: rule, count: 500)))
        let errors = try Self.verdict(schema, ["a": 0]).errors
        #expect(
            errors.map(\.detail) == [
                "validation failed due to running out of cost budget, no further validation rules will be run"
            ])
    }

    private static func problems(_ properties: Value, _ rules: Value) -> [String] {
        let schema: Value = ["type": "object", "properties": ["spec": spec(properties, rules)]]
        return RuleProblems.find(in: schema, path: "s").map { String($0.text.dropFirst("s.properties[spec].".count)) }
    }

    static let forms: [(Value, [String])] = [
        ([["rule": "self.a > 0"]], []),
        ([["rule": " "]], ["x-kubernetes-validations[0].rule: Required value: rule is not specified"]),
        (
            [["rule": "self.a > 0\n && true"]],
            [
                "x-kubernetes-validations[0].message: Required value: message must be specified if rule contains line breaks"
            ]
        ),
        (
            [["rule": "self.a > 0", "fieldPath": ".b"]],
            ["x-kubernetes-validations[0].fieldPath: Invalid value: \".b\": must be a valid path"]
        ),
        (
            [["rule": "self.a"]],
            [
                #"x-kubernetes-validations[0].rule: Invalid value: {"Rule":"self.a","Message":"","MessageExpression":"","#
                    + #""Reason":null,"FieldPath":"","OptionalOldSelf":null}: cel expression must evaluate to a bool"#
            ]
        ),
        (
            [["rule": "self.a > 0", "optionalOldSelf": true]],
            [
                "x-kubernetes-validations[0].optionalOldSelf: Invalid value: true: may not be set if oldSelf is not used in rule"
            ]
        ),
    ]

    @Test(arguments: forms) func `rules that cannot be used are refused with the definition`(
        _ rules: Value, _ problems: [String]
    ) {
        #expect(Self.problems(["a": Self.number], rules) == problems)
    }

    @Test func `rules that may cost too much are refused`() {
        let list: Value = ["type": "array", "items": ["type": "string"]]
        let problems = Self.problems(["l": list], [["rule": "self.l.all(x, self.l.all(y, x != y))"]])
        #expect(problems.count == 3)
        #expect(problems[0].contains("estimated rule cost exceeds budget by factor of more than 100x"))
        #expect(problems[1].contains("contributed to estimated rule cost total"))
        #expect(
            Self.problems(
                ["l": ["type": "array", "maxItems": 10, "items": ["type": "string", "maxLength": 5]]],
                [["rule": "self.l.all(x, self.l.all(y, x != y))"]]
            ).isEmpty)
    }

    @Test(
        arguments: [
            (".a.b", "a.b"), ("['a']['b']", "a.b"), (".m['x.y']", "m[x.y]"), (".m.k", "m[k]"), ("a", nil), (".a.", nil),
            (".a[0]", nil),
            (".z", nil), ("['a'", nil),
        ] as [(String, String?)]) func `a field path leads through the schema`(_ text: String, _ path: String?)
    {
        let schema: Value = [
            "properties": [
                "a": ["type": "object", "properties": ["b": ["type": "string"]]],
                "m": ["type": "object", "additionalProperties": ["type": "string"]],
            ]
        ]
        #expect(RuleFieldPath.normalized(text, in: schema) == path)
    }
}
