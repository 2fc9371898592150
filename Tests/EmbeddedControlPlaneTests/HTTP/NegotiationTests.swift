import DocumentModel
import Testing

@testable import EmbeddedControlPlane

@Suite struct NegotiationTests {
    private static let meta = "g=meta.k8s.io"

    struct Case: Sendable {
        var accept: String
        var isWatch = false
        /// Form, version, encoding; nil where the answer is 406.
        var expected: String?
    }

    static let cases = [
        Case(accept: "application/json;as=Table;v=v1beta1;\(meta)", expected: "table v1beta1 json"),
        Case(accept: "application/json;as=PartialObjectMetadata;v=v1;\(meta)", expected: "partialMetadata v1 json"),
        Case(accept: "application/json;as=Table;v=v9;\(meta),application/json", expected: "object v1 json"),
        Case(accept: "application/vnd.kubernetes.protobuf;as=Table;v=v1;\(meta)", expected: nil),
        Case(
            accept: "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList", expected: nil),
        Case(accept: "application/yaml", expected: "object v1 yaml"),
        Case(accept: "application/yaml", isWatch: true, expected: nil),
        Case(accept: "application/yaml, */*", isWatch: true, expected: "object v1 json"),
    ]

    @Test(arguments: cases) func `what is accepted decides the form`(_ example: Case) throws {
        do throws(APIError) {
            let found = try Negotiation(
                accept: [example.accept], forms: [.object, .table, .partialMetadata], isWatch: example.isWatch)
            #expect("\(found.form) \(found.formVersion) \(found.encoding)" == example.expected)
        } catch {
            #expect(error.code == 406)
            #expect(example.expected == nil)
        }
    }

    @Test(arguments: [
        (
            Negotiation.Refusal.document,
            "406: Not Acceptable\n\nAvailable representations: application/json, application/yaml"
        ),
        (.stream, "application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch"),
        (.brief, "only the following media types are accepted: application/json, application/yaml"),
    ])
    func `who accepts nothing of it is told what there is`(_ row: (refusal: Negotiation.Refusal, end: String)) {
        let error = #expect(throws: APIError.self) { try Negotiation(accept: ["text/html"], refusal: row.refusal) }
        #expect(error?.message.hasSuffix(row.end) == true)
    }
}
