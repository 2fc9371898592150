import DocumentModel
import Testing

@testable import EmbeddedControlPlane

struct SwaggerProtobufTests {
    /// The first value of a field of a message, as bytes; empty when there is none.
    private func field(_ path: Int..., of bytes: ArraySlice<UInt8>) throws -> ArraySlice<UInt8> {
        var found = bytes
        for number in path {
            var reader = ProtobufReader(found)
            found = []
            while let (next, payload) = try reader.next() {
                if next == number, case .bytes(let bytes) = payload {
                    found = bytes
                    break
                }
            }
        }
        return found
    }

    @Test func `definitions are found under the numbers that clients look for`() throws {
        let document: Value = [
            "swagger": "2.0", "info": ["title": "K", "version": "1"],
            "definitions": [
                "a.B": [
                    "type": "object", "required": ["c"],
                    "properties": ["c": ["type": "array", "items": ["$ref": "#/definitions/d"]]],
                    "x-kubernetes-group-version-kind": [["kind": "B"]],
                ]
            ],
        ]
        let bytes = SwaggerProtobuf.encode(document)[...]
        func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
        #expect(try text(field(9, 1, 1, of: bytes)) == "a.B")
        let schema = try field(9, 1, 2, of: bytes)
        #expect(try text(field(19, of: schema)) == "c")
        #expect(try text(field(25, 1, 1, of: schema)) == "c")
        #expect(try text(field(25, 1, 2, 23, 1, 1, of: schema)) == "#/definitions/d")
        #expect(try text(field(31, 1, of: schema)) == "x-kubernetes-group-version-kind")
        #expect(try text(field(31, 2, 2, of: schema)) == "[{\"kind\":\"B\"}]\n")
    }
}
