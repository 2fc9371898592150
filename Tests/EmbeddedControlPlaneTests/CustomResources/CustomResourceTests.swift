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
            spec: #"{"a":null,"b":null}"#, expected: ["a": nil]),
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
}
