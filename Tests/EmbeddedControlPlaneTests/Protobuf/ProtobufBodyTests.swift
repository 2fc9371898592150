import DocumentModel
import Testing

@testable import EmbeddedControlPlane

@Suite struct ProtobufBodyTests {
    private static func field(_ number: UInt8, _ bytes: [UInt8]) -> [UInt8] {
        [number << 3 | 2, UInt8(bytes.count)] + bytes
    }
    private static func field(_ number: UInt8, _ text: String) -> [UInt8] { field(number, Array(text.utf8)) }

    private static func envelope(_ apiVersion: String, _ kind: String, _ raw: [UInt8]) -> [UInt8] {
        Array("k8s\0".utf8) + field(1, field(1, apiVersion) + field(2, kind)) + field(2, raw)
    }

    @Test func `a ConfigMap reads as the JSON of the same client`() throws {
        let metadata = field(1, "one") + field(2, "") + field(11, field(1, "app") + field(2, "x")) + field(8, [])
        let raw = Self.field(1, metadata) + Self.field(2, Self.field(1, "a") + Self.field(2, "1")) + [4 << 3, 1]
        let object = try ProtobufBody.object(Self.envelope("v1", "ConfigMap", raw))
        #expect(
            Value.object(object) == [
                "kind": "ConfigMap", "apiVersion": "v1", "metadata": ["name": "one", "labels": ["app": "x"]],
                "data": ["a": "1"], "immutable": true,
            ])
    }

    private func field(_ number: UInt8, _ bytes: [UInt8]) -> [UInt8] { Self.field(number, bytes) }
    private func field(_ number: UInt8, _ text: String) -> [UInt8] { Self.field(number, text) }

    @Test func `structures that JSON has in place are taken apart`() throws {
        // spec.volumes[0] = {name: v, emptyDir: {}}: the source is a message of its own on the wire.
        let volume = field(1, "v") + field(2, field(2, []))
        let object = try ProtobufBody.object(Self.envelope("v1", "Pod", field(2, field(1, volume))))
        #expect(object["spec"]?["volumes"] == [["name": "v", "emptyDir": [:]]])
    }

    @Test(
        arguments: [
            [], [0x6B], Array("k8s\0".utf8) + [0x0A, 0x7F],
            Array("k8s\0".utf8) + [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
            Array("json".utf8),
        ] as [[UInt8]])
    func `bytes that are no message are refused`(_ bytes: [UInt8]) {
        #expect(throws: APIError.self) { try ProtobufBody.object(bytes) }
    }

    @Test func `a kind that is not built in is refused as an unknown format`() {
        let refused = #expect(throws: APIError.self) {
            try ProtobufBody.object(Self.envelope("example.org/v1", "Widget", []))
        }
        #expect(refused?.code == 415)
    }
}
