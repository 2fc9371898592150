import CommonExpressionLanguage
import DocumentModel
import Testing

@Suite struct DocumentTests {
    static let schema: Value = [
        "type": "object",
        "properties": [
            "spec": [
                "type": "object", "required": ["size"],
                "properties": [
                    "size": ["type": "integer"], "my-field": ["type": "string"], "in": ["type": "string"],
                    "ratio": ["type": "number"], "port": ["x-kubernetes-int-or-string": true],
                    "wait": ["type": "string", "format": "duration"],
                    "since": ["type": "string", "format": "date-time"],
                    "data": ["type": "string", "format": "byte"],
                    "labels": ["type": "object", "additionalProperties": ["type": "string"]],
                    "set": ["type": "array", "x-kubernetes-list-type": "set", "items": ["type": "string"]],
                    "items": [
                        "type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["name"],
                        "items": [
                            "type": "object", "properties": ["name": ["type": "string"], "v": ["type": "integer"]],
                        ],
                    ],
                    "empty": ["type": "string", "nullable": true],
                ],
            ]
        ],
    ]

    static let object: Value = [
        "metadata": ["name": "a"],
        "spec": [
            "size": 3, "my-field": "m", "in": "i", "ratio": 2, "port": "80%", "wait": "1m30s",
            "since": "2024-01-02T00:00:00Z", "data": "YWI=", "labels": ["a.b/c": "d"], "set": ["x", "y"],
            "items": [["name": "a", "v": 1], ["name": "b"]], "empty": .null,
        ],
    ]

    static func environment(isResource: Bool = true) throws -> (CELEnvironment, DocumentType) {
        let type = try #require(DocumentType.type(of: schema, name: "self", isResource: isResource))
        var environment = CELEnvironment()
        environment.declare("self", type)
        return (environment, type)
    }

    @Test(arguments: [
        "self.spec.size == 3", "self.metadata.name == 'a'", "self.spec.my__dash__field == 'm'",
        "self.spec.__in__ == 'i'",
        "self.spec.ratio == 2.0", "self.spec.port == '80%'", "self.spec.wait == duration('90s')",
        "self.spec.since.getFullYear() == 2024", "self.spec.data == b'ab'", "self.spec.labels['a.b/c'] == 'd'",
        "self.spec.set == ['y', 'x']", "self.spec.set + ['x', 'z'] == ['x', 'y', 'z']", "self.spec.items[0].v == 1",
        "!has(self.spec.items[1].v)", "self.spec.items.exists(e, e.name == 'b')", "!has(self.spec.empty)",
        "size(self.spec.labels) == 1", "has(self.spec.wait)", "self.spec.?port.orValue('') == '80%'",
    ]) func `a document is seen through its schema`(_ text: String) throws {
        let (environment, type) = try Self.environment()
        let value = try CELValue(Self.object, type)
        #expect(try environment.compile(text).evaluate(["self": value]).bool == true)
    }

    @Test(arguments: [
        ("self.spec.none", "ERROR: <input>:1:10: undefined field 'none'\n | self.spec.none\n | .........^"),
        ("self.spec.size == 'a'", "found no matching overload for '_==_' applied to '(int, string)'"),
        ("self.spec.labels.a.b", "type 'string' does not support field selection"),
    ]) func `what the schema does not have is an issue`(_ text: String, _ issue: String) throws {
        let (environment, _) = try Self.environment()
        do throws(CELIssues) {
            _ = try environment.compile(text)
            Issue.record("it compiles")
        } catch {
            #expect(error.description.contains(issue))
        }
    }

    @Test(arguments: [
        ("a", "a"), ("my-field", "my__dash__field"), ("a.b/c", "a__dot__b__slash__c"), ("a__b", "a__underscores__b"),
        ("in", "__in__"), ("namespace", "__namespace__"), ("true", "__true__"),
    ]) func `names are escaped and back`(_ name: String, _ escaped: String) {
        #expect(CELName.escaped(name) == escaped)
        #expect(CELName.unescaped(escaped) == name)
    }

    @Test func `what is no name cannot be reached`() {
        #expect(CELName.escaped("") == nil)
        #expect(CELName.escaped("1a") == nil)
        #expect(CELName.escaped("a b") == nil)
        #expect(CELName.unescaped("a__dash__") == "a-")
        #expect(CELName.unescaped("a__what__") == nil)
    }
}
