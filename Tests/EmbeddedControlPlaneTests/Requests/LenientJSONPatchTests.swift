import DocumentModel
import Testing

@testable import EmbeddedControlPlane

struct LenientJSONPatchTests {
    private static let document: Value = ["data": ["a": "1"], "list": [1, 2]]

    @Test(arguments: [
        (#"[{"op":"copy","from":"/data/none","path":"/data/b"}]"#, #"{"data":{"a":"1","b":null},"list":[1,2]}"#),
        (#"[{"op":"add","path":"/data/b"}]"#, #"{"data":{"a":"1","b":null},"list":[1,2]}"#),
        (#"[{"op":"replace","path":"/data/b","value":"2"}]"#, #"{"data":{"a":"1","b":"2"},"list":[1,2]}"#),
        (#"[{"op":"remove","path":"/list/-1"}]"#, #"{"data":{"a":"1"},"list":[1]}"#),
        (#"[{"op":"add","path":"/list/-1","value":3}]"#, #"{"data":{"a":"1"},"list":[1,2,3]}"#),
        (#"[{"op":"add","path":"/list/-","value":3}]"#, #"{"data":{"a":"1"},"list":[1,2,3]}"#),
        (#"[{"op":"test","path":"/data/none","value":null}]"#, #"{"data":{"a":"1"},"list":[1,2]}"#),
        (#"[{"op":"move","from":"/data/a","path":"/data/x~1y"}]"#, #"{"data":{"x/y":"1"},"list":[1,2]}"#),
        (#"[{"op":"add","path":"here/data/b","value":1}]"#, #"{"data":{"a":"1","b":1},"list":[1,2]}"#),
        (#"[{"op":"replace","path":"","value":{"b":1}}]"#, #"{"b":1}"#),
    ])
    func `operations mean what they mean to the server`(_ row: (String, String)) throws {
        let patch = try LenientJSONPatch.read(try JSON.parse(row.0))
        #expect(JSON.text(try patch.apply(to: Self.document)) == row.1)
    }

    @Test(arguments: [
        #"[{"op":"remove","path":"/data/none"}]"#, #"[{"op":"move","from":"/data/none","path":"/data/b"}]"#,
        #"[{"op":"add","path":"/none/b","value":1}]"#, #"[{"op":"add","path":"/list/9","value":1}]"#,
        #"[{"op":"test","path":"/data/a","value":"2"}]"#, #"[{"op":"replace","path":"/list/x","value":1}]"#,
        #"[{"op":"replace","path":"","value":"text"}]"#, #"[{"op":"add","path":"data","value":1}]"#,
    ])
    func `what does not apply is refused`(_ text: String) throws {
        let patch = try LenientJSONPatch.read(try JSON.parse(text))
        #expect(throws: DocumentError.self) { try patch.apply(to: Self.document) }
    }

    @Test(arguments: [
        #"[{"op":"explode","path":"/a"}]"#, #"[{"path":"/a"}]"#, #"[{"op":"remove"}]"#, #"[{"op":"copy","path":"/a"}]"#,
    ])
    func `what is no operation is not read`(_ text: String) {
        #expect(throws: DocumentError.self) { try LenientJSONPatch.read(try JSON.parse(text)) }
    }

    @Test func `objects that were taken apart come with sorted keys`() throws {
        let tree = try JSON.parse(#"{"z":{"d":1,"c":{"y":1,"x":1}},"b":{"f":1,"e":1}}"#)
        #expect(
            JSON.text(tree.sortedAlong([["z"], []])) == #"{"b":{"f":1,"e":1},"z":{"c":{"y":1,"x":1},"d":1}}"#)
    }
}
