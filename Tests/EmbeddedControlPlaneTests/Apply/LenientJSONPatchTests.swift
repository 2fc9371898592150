import DocumentModel
import Testing

@testable import EmbeddedControlPlane

struct LenientJSONPatchTests {
    @Test(arguments: [
        (#"{"op":"add","path":"/y"}"#, #"{"x":1,"y":null}"#),
        (#"{"op":"replace","path":"/y","value":2}"#, #"{"x":1,"y":2}"#),
        (#"{"op":"copy","from":"/none","path":"/z"}"#, #"{"x":1,"z":null}"#),
        (#"{"op":"test","path":"/none"}"#, #"{"x":1}"#),
        (#"{"op":"test","path":"/x"}"#, nil),
        (#"{"op":"move","from":"/none","path":"/z"}"#, nil),
        (#"{"op":"copy","from":"/none/deep","path":"/z"}"#, nil),
        (#"{"op":"add","path":"","value":{}}"#, nil),
    ])
    func `what is not there counts as null`(_ operation: String, _ expected: String?) throws {
        let patch = try LenientJSONPatch.read(try JSON.parse("[\(operation)]"))
        let result = try? patch.apply(to: ["x": 1])
        #expect(result.map { JSON.text($0) } == expected)
    }
}
