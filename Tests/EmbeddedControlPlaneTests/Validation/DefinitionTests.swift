import DocumentModel
import Testing

@testable import EmbeddedControlPlane

struct DefinitionTests {
    struct Row: Sendable {
        var schema: String
        var errors: [String]
    }

    @Test(arguments: [
        Row(
            schema: "{type: object, additionalProperties: true}",
            errors: ["s.additionalProperties: Forbidden: must not be used at the root"]),
        Row(
            schema: "{type: object, properties: {a: {type: string, anyOf: [{type: string}]}}}",
            errors: ["s.properties[a].anyOf[0].type: Forbidden: must be empty to be structural"]),
        Row(
            schema: "{type: object, properties: {a: {type: object, allOf: [{properties: {q: {minLength: 1}}}]}}}",
            errors: []),
        Row(
            schema: "{type: object, allOf: [{properties: {q: {minLength: 1}}}]}",
            errors: ["s.properties[q]: Required value: because it is defined in s.allOf[0].properties[q]"]),
        Row(
            schema: "{type: object, properties: {a: {$ref: x}}}",
            errors: ["s.properties[a].$ref: Forbidden: $ref is not supported"]),
        Row(
            schema: """
                {type: object, properties: {l: {type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [k],
                items: {type: object, properties: {k: {type: string}}}}}}
                """,
            errors: [
                "s.properties[l].items.properties[k].default: Required value: this property is in "
                    + "x-kubernetes-list-map-keys, so it must have a default or be a required property"
            ]),
        Row(
            schema: "{type: object, properties: {a: {type: object, default: {x: 1}, properties: {b: {type: string}}}}}",
            errors: ["s.properties[a].default: Invalid value: {\"x\":1}: must not have unknown fields"]),
        Row(
            schema: "{type: object, default: {a: x}, properties: {a: {type: string}}}",
            errors: ["s.default.apiVersion: Required value", "s.default.kind: Required value"]),
        Row(
            schema: "{type: object, default: {}}",
            errors: ["s.default.apiVersion: Required value", "s.default.kind: Required value"]),
        Row(schema: "{type: object, default: {apiVersion: v1, kind: K}}", errors: []),
        Row(
            schema: "{type: object, properties: {a: {type: integer, default: 3, x-kubernetes-validations: "
                + "[{rule: self > 5, message: more than five}]}}}",
            errors: ["s.properties[a].default: Invalid value: 3: more than five"]),
    ])
    func `schemas are told from others`(_ row: Row) throws {
        var check = SchemaCheck()
        check.root(try YAML.parseFirst(row.schema), "s")
        #expect(check.errors.map(\.text) == row.errors)
    }

    @Test func `each version of several is checked`() throws {
        func version(_ name: String, _ type: String, storage: Bool) -> String {
            "{name: \(name), served: true, storage: \(storage), schema: {openAPIV3Schema: {type: object, properties: "
                + "{a: {type: \(type)}}}}}"
        }
        let definition = try Samples.yaml(
            "{metadata: {name: ws.x.io}, spec: {group: x.io, scope: Cluster, names: {plural: ws, singular: w, kind: W, "
                + "listKind: WList}, versions: [\(version("v1", "string", storage: true)), "
                + "\(version("v2", "Odd", storage: false))]}, status: {storedVersions: [v1]}}")
        var checks = Checks()
        checks.definition(definition, old: nil)
        #expect(checks.errors.map(\.field) == ["spec.versions[1].schema.openAPIV3Schema.properties[a].type"])
    }

    @Test(arguments: [
        (".spec.a", "string"), (".spec.m.x", "integer"), (".spec.none", "does not refer to a valid field"),
        ("spec", "expected [ or . but got: spec"), (".spec[0]", "array notation is not allowed"),
        (".", "unexpected end of JSON path"),
    ])
    func `a selectable path ends at a field`(_ row: (path: String, found: String)) throws {
        let schema = try YAML.parseFirst(
            "{properties: {spec: {properties: {a: {type: string}, m: {additionalProperties: {type: integer}}}}}}")
        let found: String
        switch SelectablePath.schema(at: row.path, in: schema) {
        case .success(let target): found = target["type"]?.string ?? ""
        case .failure(let problem): found = problem.text
        }
        #expect(found == row.found)
    }

    @Test(arguments: [
        ("a!!b", "unable to parse requirement: found '!', expected: in, notin, =, ==, !=, gt, lt"),
        ("n=a,,", "found ',', expected: identifier after ','"),
        ("(n)", "found '(', expected: !, identifier, or 'end of string'"),
        ("n in (a", "unable to parse requirement: found '', expected: ',' or ')'"),
        (
            "n>b",
            "unable to parse requirement: values[0]: Invalid value: \"b\": for 'Gt', 'Lt' operators, the value must be an integer"
        ),
    ])
    func `a selector that cannot be read says where`(_ row: (text: String, message: String)) {
        let error = #expect(throws: APIError.self) { _ = try LabelSelector(row.text) }
        #expect(error?.message == row.message)
    }

    @Test func `patches are read as leniently as by the server`() throws {
        let patch = try LenientJSONPatch.read(
            try YAML.parseFirst(
                "[{op: replace, path: /data/new, value: x}, {op: add, path: ignored/top, value: z}]"))
        let result = try patch.apply(to: ["data": [:]])
        #expect(result == ["data": ["new": "x"], "top": "z"])
    }

    struct Service: Sendable {
        var spec: String
        var old: String?
        var errors: [String]
    }

    @Test(arguments: [
        Service(spec: "{type: ClusterIP}", errors: []),
        Service(
            spec: "{type: ClusterIP, ipFamilyPolicy: RequireDualStack}",
            errors: [
                "spec.ipFamilyPolicy: Invalid value: \"RequireDualStack\": this cluster is not configured for dual-stack services"
            ]),
        Service(
            spec: "{type: ClusterIP, ipFamilies: [IPv6]}",
            errors: ["spec.ipFamilies[0]: Invalid value: \"IPv6\": not configured on this cluster"]),
        Service(spec: "{type: ClusterIP, clusterIP: None}", errors: []),
        Service(
            spec: "{type: ClusterIP, clusterIP: 10.96.0.9, ipFamilies: [IPv6]}",
            errors: [
                "spec.clusterIPs[0]: Invalid value: \"10.96.0.9\": expected an IPv6 value as indicated by `ipFamilies[0]`"
            ]),
    ])
    func `a service gets addresses that the cluster has`(_ row: Service) throws {
        var families = ServiceFamilies(
            spec: try YAML.parseFirst(row.spec).object ?? [:], old: try row.old.map { try YAML.parseFirst($0) })
        families.normalize()
        #expect(families.complete().map(\.text) == row.errors)
    }
}
