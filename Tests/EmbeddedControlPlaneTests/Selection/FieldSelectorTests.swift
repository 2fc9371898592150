import DocumentModel
import Testing

@testable import EmbeddedControlPlane

@Suite struct FieldSelectorTests {
    struct Case: Sendable {
        var plural: String
        var group = ""
        var selector: String
        /// The field that is compared, or what the selector is refused with.
        var expected: String
    }

    static let cases = [
        Case(plural: "events", selector: "involvedObject.name=p", expected: "involvedObject.name"),
        Case(plural: "events", group: "events.k8s.io", selector: "regarding.name=p", expected: "involvedObject.name"),
        Case(
            plural: "events", group: "events.k8s.io", selector: "reportingController=c",
            expected: "reportingComponent"),
        Case(
            plural: "events", group: "events.k8s.io", selector: "involvedObject.name=p",
            expected: "field label not supported: involvedObject.name"),
        Case(
            plural: "replicasets", group: "apps", selector: "status.replicas=0",
            expected: #""status.replicas" is not a known field selector: only "metadata.name", "metadata.namespace""#),
        Case(plural: "jobs", group: "batch", selector: "status.successful=0", expected: "status.successful"),
    ]

    @Test(arguments: cases) func `a field is selected by in the words of its API`(_ example: Case) throws {
        let definition = try Samples.definition(example.plural, example.group)
        let version = try #require(definition.versions.first)
        let target = Target(
            definition: definition, version: version, namespace: "n", name: "", user: UserInfo(name: "u"))
        do throws(APIError) {
            #expect(try FieldSelector(example.selector, target).requirements.map(\.field) == [example.expected])
        } catch {
            #expect(error.message == example.expected)
        }
    }

    static let lists = [
        ("sendInitialEvents=true", "sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list"),
        (
            "watch=true&continue=x",
            "resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden when continue is provided"
        ),
        (
            "watch=true&resourceVersionMatch=NotOlderThan",
            "resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is "
                + "provided"
        ),
    ]

    @Test(arguments: lists) func `options that do not go together are refused`(_ query: String, _ problem: String)
        throws
    {
        let definition = try Samples.definition("configmaps")
        let version = try #require(definition.versions.first)
        let target = Target(
            definition: definition, version: version, namespace: "n", name: "", user: UserInfo(name: "u"))
        let error = #expect(throws: APIError.self) { try ListOptions(Query(query), target) }
        #expect(error?.message == "ListOptions.meta.k8s.io \"\" is invalid: \(problem)")
    }

    @Test func `unknown fields are told in the order of the document`() {
        let document: Object = ["metadata": ["odd": 1], "extra": ["x": 1], "list": [["a": 1], ["b": 2]]]
        let paths = ["extra", "list[1].b", "metadata.odd"]
        #expect(DocumentOrder.sorted(paths, document) == ["metadata.odd", "extra", "list[1].b"])
    }
}
