import DocumentModel
import Testing

@testable import EmbeddedControlPlane

struct CustomResourceTests {
    private static let head = #""apiVersion":"example.org/v1","kind":"Widget","metadata":{"name":"w","namespace":"n"}"#

    private func decoded(_ schema: String, _ spec: String, _ validation: FieldValidation = .warn) throws
        -> DecodedObject
    {
        let rules = try Samples.widgets("{type: object, properties: {spec: \(schema)}}").rules
        let body = Array("{\(Self.head),\"spec\":\(spec)}".utf8)
        var decoded = try rules.decode(body, encoding: .json, version: "v1", validation: validation)
        rules.applyDefaults(to: &decoded.object, version: "v1")
        return decoded
    }

    private func errors(_ schema: String, _ spec: String, old: String? = nil) throws -> [String] {
        let rules = try Samples.widgets("{type: object, properties: {spec: \(schema)}}").rules
        let object = try decoded(schema, spec).object
        guard let old else { return rules.validateCreate(object, context: Samples.context()).map(\.text) }
        let before = try decoded(schema, old).object
        return rules.validateUpdate(object, old: before, context: Samples.context()).map(\.text)
    }

    @Test func `unknown fields go and are warned about with the repeated ones`() throws {
        let schema =
            "{type: object, properties: {a: {type: integer}, inner: {type: object, properties: {b: {type: "
            + "string}}}, list: {type: array, items: {type: object, properties: {c: {type: string}}}}}}"
        let spec = #"{"a":1,"x":1,"inner":{"y":1},"list":[{"z":1}],"a":2}"#
        let result = try decoded(schema, spec)
        #expect(result.object["spec"] == ["a": 2, "inner": [:], "list": [[:]]])
        #expect(
            result.warnings == [
                #"duplicate field "spec.a""#, #"unknown field "spec.inner.y""#, #"unknown field "spec.list[0].z""#,
                #"unknown field "spec.x""#,
            ])
        let error = #expect(throws: APIError.self) { try decoded(schema, #"{"x":1}"#, .strict) }
        #expect(
            error?.message == "Widget in version \"v1\" cannot be handled as a Widget: strict decoding error: "
                + "unknown field \"spec.x\"")
    }

    struct Completed {
        var schema: String
        var spec: String
        var expected: Value
    }

    @Test(arguments: [
        Completed(
            schema: "{type: object, properties: {a: {type: integer, default: 3}}}", spec: "{}", expected: ["a": 3]),
        Completed(
            schema: "{type: object, properties: {a: {type: integer, default: 3}}}", spec: #"{"a":null}"#,
            expected: ["a": 3]),
        Completed(
            schema: "{type: object, properties: {a: {type: string, nullable: true}, b: {type: string}}}",
            spec: #"{"a":null,"b":null}"#, expected: ["a": .null]),
        Completed(
            schema: "{type: object, properties: {l: {type: array, items: {type: object, properties: {p: {type: "
                + "string, default: TCP}}}}}}", spec: #"{"l":[{},{"p":"UDP"}]}"#,
            expected: ["l": [["p": "TCP"], ["p": "UDP"]]]),
        Completed(
            schema: "{type: object, x-kubernetes-preserve-unknown-fields: true}", spec: #"{"any":{"thing":[1]}}"#,
            expected: ["any": ["thing": [1]]]),
    ])
    func `defaults and nulls follow the schema`(_ row: Completed) throws {
        #expect(try decoded(row.schema, row.spec).object["spec"] == row.expected)
    }

    struct Judged {
        var property: String
        var value: String
        var errors: [String]
    }

    @Test(arguments: [
        Judged(
            property: "type: integer", value: #""x""#,
            errors: [#"spec.a: Invalid value: "string": spec.a in body must be of type integer: "string""#]),
        Judged(property: "type: integer", value: "1.0", errors: []),
        Judged(
            property: "type: integer, minimum: 3", value: "1",
            errors: ["spec.a: Invalid value: 1: spec.a in body should be greater than or equal to 3"]),
        Judged(
            property: "type: string, maxLength: 3", value: #""long""#,
            errors: ["spec.a: Too long: may not be more than 3 bytes"]),
        Judged(
            property: "type: string, pattern: '^g'", value: #""x""#,
            errors: [#"spec.a: Invalid value: "x": spec.a in body should match '^g'"#]),
        Judged(
            property: "type: string, enum: [up, down]", value: #""left""#,
            errors: [#"spec.a: Unsupported value: "left": supported values: "up", "down""#]),
        Judged(
            property: "type: integer, allOf: [{minimum: 3}, {maximum: 4}]", value: "9",
            errors: [
                "spec.a: Invalid value: 9: spec.a in body should be less than or equal to 4",
                #"<nil>: Invalid value: "": "spec.a" must validate all the schemas (allOf)"#,
            ]),
        Judged(
            property: "type: array, maxItems: 1, items: {type: integer}", value: "[1,2]",
            errors: ["spec.a: Too many: 2: must have at most 1 item"]),
        Judged(
            property: "type: array, x-kubernetes-list-type: set, items: {type: string}", value: #"["a","a"]"#,
            errors: [#"spec.a[1]: Duplicate value: "a""#]),
        Judged(property: "x-kubernetes-int-or-string: true", value: #""5%""#, errors: []),
        Judged(
            property: "type: string, format: date-time", value: #""soon""#,
            errors: [#"spec.a: Invalid value: "soon": spec.a in body must be of type date-time: "soon""#]),
    ])
    func `values are judged in the words of the server`(_ row: Judged) throws {
        let schema = "{type: object, properties: {a: {\(row.property)}}}"
        #expect(try errors(schema, #"{"a":\#(row.value)}"#) == row.errors)
    }

    @Test func `what did not change is not judged again`() throws {
        let schema = "{type: object, properties: {a: {type: string, maxLength: 3}, b: {type: string}}}"
        #expect(try errors(schema, #"{"a":"toolong","b":"new"}"#, old: #"{"a":"toolong","b":"old"}"#) == [])
        #expect(
            try errors(schema, #"{"a":"too long"}"#, old: #"{"a":"toolong"}"#)
                == ["spec.a: Too long: may not be more than 3 bytes"])
    }

    @Test(arguments: [
        ("v2", "v1"), ("v1", "v1beta1"), ("v1beta1", "v1alpha1"), ("v10", "v2"), ("v1alpha1", "foo"), ("bar", "foo"),
    ])
    func `versions are ordered as Kubernetes orders them`(_ pair: (String, String)) {
        #expect(KubernetesVersion(pair.1) < KubernetesVersion(pair.0))
    }

    struct Format: Sendable {
        var name: String
        var good: [String]
        var bad: [String]
    }

    @Test(arguments: [
        Format(name: "hostname", good: ["a", "a.example", "1.org"], bad: ["a.b", "-a", "a..org", "a.b1"]),
        Format(name: "isbn", good: ["0-306-40615-2", "978-0-306-40615-7", "080442957X"], bad: ["0306406153", "x"]),
        Format(name: "creditcard", good: ["4111 1111 1111 1111"], bad: ["4111111111111112", "1"]),
        Format(name: "ssn", good: ["111-22-3333"], bad: ["111223333", "x"]),
        Format(name: "hexcolor", good: ["#fff", "a0B1c2"], bad: ["red", "#ffff"]),
        Format(name: "rgbcolor", good: ["rgb(0, 128,255)"], bad: ["rgb(0,1)", "rgb(256,0,0)"]),
    ])
    func `a format is checked as the server checks it`(_ format: Format) {
        #expect(format.good.filter { !StringFormat.fits($0, format.name) }.isEmpty)
        #expect(format.bad.filter { StringFormat.fits($0, format.name) }.isEmpty)
    }

    @Test func `of several schemas the one that went furthest says what is wrong`() throws {
        let schema =
            "{type: object, properties: {a: {type: string}, b: {type: string}}, anyOf: [{required: [a]}, {properties: "
            + "{b: {enum: ['yes']}}, required: [b]}]}"
        #expect(
            try errors(schema, #"{"b":"no"}"#) == [
                #"<nil>: Invalid value: "": "spec" must validate at least one schema (anyOf)"#,
                #"spec.b: Unsupported value: "no": supported values: "yes""#,
            ])
    }

    @Test func `what is under any additional property is of no schema`() throws {
        let schema = "{type: object, additionalProperties: true}"
        let result = try decoded(schema, #"{"a":1,"q":[1,{"z":null}]}"#)
        #expect(result.object["spec"] == ["a": 1, "q": [1, [:]]])
        #expect(result.warnings == [#"unknown field "spec.q[1].z""#])
    }

    @Test func `null counts as no field in a rule`() throws {
        let schema =
            "{type: object, properties: {o: {type: object, nullable: true, properties: {x: {type: integer}}}}, "
            + "x-kubernetes-validations: [{rule: '!has(self.o) || self.o.x > 0', message: positive}]}"
        #expect(try errors(schema, #"{"o":null}"#) == [])
        #expect(try errors(schema, #"{"o":{"x":0}}"#) == ["spec: Invalid value: positive"])
    }

    @Test func `null is none of the values of an enumeration`() throws {
        let schema = "{type: object, properties: {x: {type: string, nullable: true, enum: [a, null]}}}"
        #expect(
            try errors(schema, #"{"x":null}"#) == [#"spec.x: Unsupported value: null: supported values: "a", "null""#])
    }

    @Test func `a finalizer without a domain is warned about`() throws {
        let rules = try Samples.widgets("{type: object}").rules
        let object: Object = ["metadata": ["name": "w", "finalizers": ["odd", "example.org/held"]]]
        #expect(
            rules.warnings(for: object, old: nil, context: Samples.context()) == [
                "metadata.finalizers: \"odd\": prefer a domain-qualified finalizer name to avoid accidental conflicts "
                    + "with other finalizer writers"
            ])
        #expect(rules.warnings(for: object, old: object, context: Samples.context()).isEmpty)
    }
}
