import DocumentModel
import Testing

@testable import EmbeddedControlPlane

struct BodyDecoderTests {
    @Test(arguments: [
        ("metadata: {name: c}\ndata: {a: '1'}\ndata: {b: '2'}\n", "line 3: key \"data\" already set in map"),
        ("metadata: {name: c}\ndata: {\"a\": '1', \"a\": '2'}\n", "line 2: key \"a\" already set in map"),
    ])
    func `a key that stands twice in YAML is refused, warned about or ignored`(_ yaml: String, _ text: String) throws {
        let rules = try Samples.rules("configmaps")
        let decode = { (validation: FieldValidation) throws(APIError) -> DecodedObject in
            try rules.decode(Array(yaml.utf8), encoding: .yaml, version: "v1", validation: validation)
        }
        #expect(try decode(.ignore).warnings == [])
        #expect(try decode(.warn).warnings == [text])
        #expect(try decode(.warn).object["data"]?.object?.map(\.value) == ["2"])
        let error = #expect(throws: APIError.self) { try decode(.strict) }
        #expect(error?.message.hasSuffix("strict decoding error: yaml: unmarshal errors:\n  \(text)") == true)
    }
}
