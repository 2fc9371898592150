import Testing

@testable import EmbeddedControlPlane

@Suite struct RequestInfoTests {
    struct Case: CustomTestStringConvertible {
        var testDescription: String
        var expected: String
    }

    static let cases = [
        Case(testDescription: "GET /api/v1/namespaces/x/pods/p/log", expected: "get /v1 x pods/log p"),
        Case(testDescription: "GET /api/v1/namespaces/x", expected: "get /v1 x namespaces x"),
        Case(testDescription: "PUT /api/v1/namespaces/x/finalize", expected: "update /v1 x namespaces/finalize x"),
        Case(testDescription: "GET /apis/apps/v1/deployments", expected: "list apps/v1  deployments "),
        Case(
            testDescription: "DELETE /apis/apps/v1/namespaces/x/deployments",
            expected: "deletecollection apps/v1 x deployments "),
        Case(testDescription: "GET /apis/apps/v1", expected: "get"),
        Case(testDescription: "GET /api/v1//pods", expected: "get"),
        Case(testDescription: "POST /version", expected: "post"),
    ]

    @Test(arguments: cases) func `a path says what it is about`(_ example: Case) {
        let words = example.testDescription.split(separator: " ").map(String.init)
        let info = RequestInfo(method: words[0], path: words[1], query: Query(""))
        let what = info.subresource.isEmpty ? info.resource : "\(info.resource)/\(info.subresource)"
        let text =
            info.isResource
            ? "\(info.verb) \(info.group)/\(info.version) \(info.namespace) \(what) \(info.name)" : info.verb
        #expect(text == example.expected)
    }

    @Test(
        arguments: [
            ("limit=5", "5"), ("limit=", "invalid syntax"), ("limit=1.5", "invalid syntax"),
            ("limit=99999999999999999999", "value out of range"), ("other=1", "nil"),
        ])
    func `a number in a query is read as Go reads it`(_ query: String, _ expected: String) {
        do throws(APIError) {
            let number = try Query(query).number("limit")
            #expect(number.map { String($0) } ?? "nil" == expected)
        } catch {
            #expect(error.message.hasSuffix(": \(expected)"))
        }
    }

    @Test func `the first acceptable form by quality is chosen`() throws {
        let table = "application/json;as=Table;v=v1;g=meta.k8s.io"
        #expect(try Negotiation(accept: [table + ",application/json"], forms: [.object, .table]).form == .table)
        #expect(try Negotiation(accept: [table + ",application/json"], forms: [.object]).form == .object)
        #expect(try Negotiation(accept: ["application/json;q=0.1, application/yaml"]).encoding == .yaml)
        #expect(try Negotiation(accept: []).encoding == .json)
        let refused = #expect(throws: APIError.self) {
            try Negotiation(accept: ["application/vnd.kubernetes.protobuf"])
        }
        #expect(refused?.code == 406)
    }

    @Test(arguments: ["%", "%4", "%zz", "%ff"]) func `broken escapes are no text`(_ text: String) {
        #expect(PercentEncoding.decode(text) == nil)
    }

    @Test(arguments: ["", "nonsense", "eyJ2IjoieCJ9", "e30"]) func `a foreign continue token is refused`(_ text: String)
    {
        #expect(throws: APIError.self) { try ContinueToken(text) }
    }
}
