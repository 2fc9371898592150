import DocumentModel
import Testing

@testable import EmbeddedControlPlane

@Suite struct JSONPatchFailureTests {
    static let cases = [
        (
            #"{"op":"add","path":"/none/x","value":1}"#,
            #"add operation does not apply: doc is missing path: "/none/x": missing value"#
        ),
        (
            #"{"op":"replace","path":"/none","value":1}"#,
            "replace operation does not apply: doc is missing key: /none: missing value"
        ),
        (
            #"{"op":"remove","path":"/a/none"}"#,
            "error in remove for path: '/a/none': Unable to remove nonexistent key: none: missing value"
        ),
        (#"{"op":"test","path":"/a","value":1}"#, "testing value /a failed: test failed"),
    ]

    @Test(arguments: cases) func `what does not apply is told in the words of Go's library`(
        _ operation: String, _ text: String
    ) throws {
        let good = #"{"op":"add","path":"/b","value":{}}"#
        let patch = try JSONPatch(try JSON.parse(Array("[\(good),\(operation)]".utf8)))
        let live: Object = ["a": [:]]
        do throws(DocumentError) {
            _ = try patch.apply(to: .object(live))
            Issue.record("the patch applied")
        } catch {
            #expect(JSONPatchFailure.text(error, patch, live) == text)
        }
    }
}
