import DocumentModel
import Testing

@testable import EmbeddedControlPlane

struct CanonicalFormTests {
    private func decode(_ plural: String, _ text: String, group: String = "") throws -> DecodedObject {
        try Samples.rules(plural, group).decode(
            Array(text.utf8), encoding: .json, version: "v1", validation: .warn)
    }

    @Test func `repeated fields of a typed object become one`() throws {
        let body = #"{"metadata":{"name":"one"},"data":{"a":"1","a":"2"},"data":{"b":"1"}}"#
        let result = try decode("configmaps", body)
        #expect(result.object["data"] == ["a": "2", "b": "1"])
        #expect(result.warnings == [#"duplicate field "data.a""#, #"duplicate field "data""#])
    }

    @Test func `unknown and repeated fields are told in the order of the document, each once`() throws {
        let body =
            #"{"metadata":{"name":"one"},"dta":{"a":1,"a":2},"data":{"b":"1","b":"2"},"dta":3,"metadata":{"x":1}}"#
        #expect(
            try decode("configmaps", body).warnings == [
                #"unknown field "dta""#, #"duplicate field "data.b""#, #"duplicate field "metadata""#,
                #"unknown field "metadata.x""#,
            ])
    }

    @Test(arguments: [
        #"{"metadata":{"name":"a","name":"a"},"data":"# + String(repeating: "[", count: 100_000),
        #"{"metadata":{"name":"a","name":"a"}} more"#, #"{"metadata":{"name":"a","name":"a"},,"data":{}}"#,
    ])
    func `a body that repeats a field must be well formed besides`(_ body: String) {
        let error = #expect(throws: APIError.self) { try decode("configmaps", body) }
        #expect(error?.code == 400)
    }

    @Test func `of many repeated fields a hundred are told`() throws {
        let fields = (0..<5_000).map { #""k\#($0)":"","k\#($0)":"""# }.joined(separator: ",")
        #expect(try decode("configmaps", #"{"metadata":{"name":"a"},"data":{\#(fields)}}"#).warnings.count == 100)
    }

    @Test func `unknown fields go, whatever their case`() throws {
        let result = try decode("configmaps", #"{"metadata":{"name":"one"},"Data":{"a":"1"},"immutable":false}"#)
        #expect(result.object["Data"] == nil)
        #expect(result.object["immutable"] == false)
        #expect(result.warnings == [#"unknown field "Data""#])
    }

    @Test(arguments: [
        #"{"spec":{"replicas":"three"}}"#, #"{"spec":{"replicas":3000000000}}"#, #"{"spec":[]}"#,
        #"{"metadata":{"labels":{"a":1}}}"#, "[]", "{",
        #"{"spec":{"template":{"spec":{"containers":[{"name":"c","resources":{"limits":{"cpu":"lots"}}}]}}}}"#,
    ])
    func `what is of another type is a bad request`(_ body: String) {
        let error = #expect(throws: APIError.self) { try decode("deployments", body, group: "apps") }
        #expect(error?.code == 400)
        #expect(error?.message.hasPrefix("Deployment in version \"v1\" cannot be handled as a Deployment: ") == true)
    }

    @Test func `illegal base64 is told with its place`() {
        let error = #expect(throws: APIError.self) { try decode("secrets", #"{"data":{"a":"a*c="}}"#) }
        #expect(error?.message.hasSuffix("illegal base64 data at input byte 1") == true)
    }

    @Test(arguments: [
        ("1000m", "1"), ("0.5", "500m"), ("1024Mi", "1Gi"), ("1.5Gi", "1536Mi"), ("100", "100"), ("1000", "1k"),
        ("0", "0"), ("-5", "-5"), ("1e3", "1e3"), ("2Ki", "2Ki"), ("1000Ki", "1000Ki"), ("0.0000000001", "1n"),
    ])
    func `quantities are written as the API writes them`(_ row: (String, String)) throws {
        #expect(try #require(Quantity(row.0)).canonical == row.1)
    }

    @Test(arguments: [
        ("100u", "1m"), ("0.0001", "1m"), ("1.0005", "1001m"), ("99n", "1m"), ("-1500u", "-2m"), ("1500m", "1500m"),
        ("0", "0"), ("2Gi", "2Gi"),
    ])
    func `amounts of resources are kept in thousandths`(_ row: (String, String)) throws {
        #expect(try #require(Quantity(row.0)).inThousandths.canonical == row.1)
    }

    @Test(arguments: [
        ("1E3", "1E3"), ("0010", "0010"), ("+1", "+1"), ("5.", "5."), ("1.0", "1"), ("1000m", "1"), ("0.5", "500m"),
        ("1024Ki", "1Mi"), ("1e-3", "1e-3"), ("1u", "1m"), ("12000", "12k"), ("1500Mi", "1500Mi"),
    ])
    func `an amount that looks canonical stays as it was written`(_ row: (String, String)) throws {
        let text = #"{"spec":{"hard":{"cpu":"\#(row.0)"}}}"#
        #expect(try decode("resourcequotas", text).object.at(["spec", "hard", "cpu"])?.string == row.1)
    }

    @Test func `unknown fields are told in the order of the document`() throws {
        let body = #"{"spec":{"template":{"spec":{"containers":[{"prots":1}],"foo":1}},"bar":1},"top":1}"#
        #expect(
            try decode("deployments", body, group: "apps").warnings.map { $0.dropFirst("unknown field ".count) } == [
                #""spec.template.spec.containers[0].prots""#, #""spec.template.spec.foo""#, #""spec.bar""#, #""top""#,
            ])
    }

    @Test func `keys that stand again in YAML are told with their lines`() throws {
        let rules = try Samples.rules("configmaps")
        let body = Array("metadata: {name: a}\ndata:\n  a: x\n  a: z\nother: 1\n".utf8)
        let read = try rules.decode(body, encoding: .yaml, version: "v1", validation: .warn)
        #expect(read.object["data"] == ["a": "z"])
        #expect(read.warnings == [#"line 4: key "a" already set in map"#, #"unknown field "other""#])
        let error = #expect(throws: APIError.self) {
            try rules.decode(body, encoding: .yaml, version: "v1", validation: .strict)
        }
        #expect(
            error?.message.hasSuffix(
                "strict decoding error: yaml: unmarshal errors:\n  line 4: key \"a\" already set in map, unknown field "
                    + "\"other\"") == true)
    }

    @Test func `a pointer that is always written is null without a value`() throws {
        let claim = try decode(
            "persistentvolumeclaims", #"{"spec":{"dataSource":{"kind":"PersistentVolumeClaim","name":"a"}}}"#)
        #expect(claim.object.at(["spec", "dataSource", "apiGroup"]) == .some(.null))
    }

    @Test(arguments: ["", "lots", "1.5x", "1 Gi", "--1", "1e", "Mi"])
    func `other texts are no quantities`(_ text: String) {
        #expect(Quantity(text) == nil)
    }

    @Test func `empty fields are written as the server writes them`() throws {
        let text = """
            {"metadata":{"name":"d","annotations":{}},"spec":{"replicas":0,"paused":false,"selector":null,"template":
            {"spec":{"hostNetwork":false,"containers":[{"name":"c","env":[]}]}}}}
            """
        let spec = try decode("deployments", text, group: "apps").object["spec"]
        #expect(spec?["replicas"] == 0)
        #expect(spec?["paused"] == nil)
        #expect(spec?["strategy"] == [:])
        #expect(spec?["template"] == ["metadata": [:], "spec": ["containers": [["name": "c", "resources": [:]]]]])
    }

    @Test func `plain text of a Secret becomes its data`() throws {
        let rules = try Samples.rules("secrets")
        var object = try decode("secrets", #"{"stringData":{"a":"x"},"data":{"b":"eQ=="}}"#).object
        rules.applyDefaults(to: &object, version: "v1")
        #expect(object["data"] == ["b": "eQ==", "a": "eA=="])
        #expect(object["stringData"] == nil)
        #expect(object["type"] == "Opaque")
    }
}
