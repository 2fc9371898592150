import DocumentModel
import Testing

/// Reading that loses nothing of what was written.
@Suite struct MarkTests {
    private let options = YAML.ReadingOptions(refusesDuplicateKeys: false, dialect: .goYAML3, mark: "!")

    @Test(arguments: [
        ("1.20", "!1.20"), ("0x10", "!0x10"), ("1_000", "!1_000"), ("True", "!True"), ("2024-01-02", "!2024-01-02"),
        ("x", "x"), ("\"1.20\"", "1.20"),
    ])
    func `an unusual spelling is kept behind the mark`(_ text: String, _ wanted: String) throws {
        #expect(try YAML.parseFirst("a: \(text)", options)["a"] == .string(wanted))
    }

    @Test func `a usual spelling needs no mark`() throws {
        let value = try YAML.parseFirst("{a: 1, b: 1.5, c: true, d: null}", options)
        #expect(value == ["a": 1, "b": 1.5, "c": true, "d": .null])
    }

    @Test func `of a key that stands again the first keeps its place`() throws {
        #expect(try YAML.parseFirst("{a: 1, a: 2, a: 3}", options) == ["a": 1, "!a": 3])
    }

    @Test func `a quoted text may not begin with the mark`() {
        #expect(throws: DocumentError.self) { try YAML.parseFirst("a: '!x'", options) }
    }
}
