import DocumentModel
import Testing

@Suite struct ValueCodingTests {
    struct Sample: Codable, Equatable {
        enum Color: String, Codable { case red, green }
        struct Part: Codable, Equatable {
            var size: Int32
            var tags: [String]?
        }
        var name: String
        var color: Color?
        var parts: [Part]
        var labels: [String: String]?
        var ratio: Double?
        var free: Value?
    }

    @Test func `a type goes to a value and back`() throws {
        let sample = Sample(
            name: "a", color: .red, parts: [.init(size: 1, tags: ["x"]), .init(size: -2, tags: nil)],
            labels: ["k": "v"],
            ratio: 0.5, free: ["any": [1, .null]])
        let value = try ValueEncoder().encode(sample)
        #expect(
            value == [
                "name": "a", "color": "red", "parts": [["size": 1, "tags": ["x"]], ["size": -2]], "labels": ["k": "v"],
                "ratio": 0.5, "free": ["any": [1, .null]],
            ])
        #expect(value.object?.keys == ["name", "color", "parts", "labels", "ratio", "free"])
        #expect(try ValueDecoder().decode(Sample.self, from: value) == sample)
    }

    @Test func `unknown keys are ignored and null counts as absent`() throws {
        let value: Value = ["name": "a", "parts": [], "labels": .null, "other": 1]
        #expect(try ValueDecoder().decode(Sample.self, from: value) == Sample(name: "a", parts: []))
    }

    @Test(
        arguments: [
            (["parts": []], "name: is required"), (["name": 7, "parts": []], "name: must be a string, not number"),
            (
                ["name": "a", "parts": [["size": 1], ["size": "hunter2"]]],
                "parts[1].size: must be a whole number, not string"
            ),
            (["name": "a", "parts": [["size": 5_000_000_000]]], "parts[0].size: is a number out of range"),
            (["name": "a", "parts": [], "color": "hunter2"], "color: has a value that is not accepted here"),
            (["name": "a", "parts": [], "labels": ["k": 1]], "labels.k: must be a string, not number"),
            (["name": "a", "parts": .null], "parts: must be an array, not null"),
            ("hunter2", "must be an object, not string"),
        ] as [(Value, String)]) func `an error names the field and never quotes it`(_ value: Value, _ message: String)
    {
        #expect { try ValueDecoder().decode(Sample.self, from: value) } throws: { "\($0)" == message }
    }

    @Test func `what JSON cannot hold is not encoded`() {
        #expect(throws: DocumentError.self) { try ValueEncoder().encode(["a": Double.nan]) }
        #expect(throws: DocumentError.self) { try ValueEncoder().encode([UInt64.max]) }
    }
}
