import DocumentModel
import Testing

@Suite struct YAMLScalarTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let text: String
        let value: Value
        var testDescription: String { text }

        init(_ text: String, _ value: Value) {
            self.text = text
            self.value = value
        }
    }

    /// What `sigs.k8s.io/yaml` 1.6 makes of each, by observation.
    static let cases = [
        Case("y", true), Case("Y", true), Case("n", false), Case("yes", true), Case("on", true), Case("OFF", false),
        Case("yEs", "yEs"), Case("0o17", 15), Case("017", 15), Case("0x1F", 31), Case("0X1f", 31), Case("0O17", 15),
        Case("0b101", 5), Case("-0b11", -3), Case("1_000", 1000), Case("1__0", 10), Case("1_", 1), Case("_1", "_1"),
        Case("~", .null), Case("NULL", .null), Case("nUll", "nUll"), Case("", .null), Case("2001-01-01", "2001-01-01"),
        Case("1.5e3", 1500), Case("08", 8), Case("09.5", 9.5), Case("1:30", "1:30"), Case("+12", 12), Case(".5", 0.5),
        Case("-.5", -0.5), Case("+.5", 0.5), Case("1.", 1), Case("0x", "0x"), Case("0.1.2", "0.1.2"),
        Case("18446744073709551615", .double(18446744073709551616)), Case("9223372036854775807", .integer(.max)),
        Case("-9223372036854775808", .integer(.min)), Case("99999999999999999999", .double(1e20)), Case("1e3", 1000),
        Case("1e400", "1e400"), Case("0x1p3", "0x1p3"), Case("0_7", 7), Case("Infinity", "Infinity"), Case("-0", 0),
        Case("'12'", "12"), Case("\"on\"", "on"), Case("!!str 12", "12"), Case("!!int \"12\"", 12),
        Case("!!float 3", 3), Case("! 12", "12"), Case("!foo 12", "12"), Case("!!binary aGVsbG8=", "hello"),
        Case("!!bool \"yes\"", true), Case("!!null ''", .null), Case("a: b", ["a": "b"]), Case("-", [.null]),
        Case("1.2.3", "1.2.3"), Case("1e", "1e"), Case("+", "+"), Case(".", "."), Case("...x", "...x"),
        Case(".5_0", 0.5), Case("._5", "._5"), Case(".5_", ".5_"), Case(".5e1_0", ".5e1_0"),
        Case("1_0.5_0e1_0", 105_000_000_000),
    ]

    @Test(arguments: cases) func `a scalar resolves as Kubernetes resolves it`(_ example: Case) throws {
        #expect(try YAML.parseFirst("k: " + example.text.replacingColon)["k"] ?? .null == example.value)
    }

    @Test(arguments: [".inf", "-.Inf", ".nan", "!!int abc", "!!binary %", "!!bool 3", "!!int {a: 1}"])
    func `what JSON cannot hold is refused without quoting it`(_ text: String) {
        #expect { try YAML.parse("k: \(text)\n", .init(file: "f.yaml")) } throws: { error in
            let error = error as? DocumentError
            return error?.line == 1 && error?.file == "f.yaml" && error?.message.contains("abc") == false
        }
    }

    @Test func `keys that are no strings become the text JSON has`() throws {
        let text = "1: a\n1.5: b\ntrue: c\n0o17: d\n3.14159265359: e\n"
        #expect(
            try YAML.parseFirst(text) == ["1": "a", "1.5": "b", "true": "c", "15": "d", "3.1415927": "e"])
        #expect(throws: DocumentError.self) { try YAML.parse("null: a\n") }
        #expect(throws: DocumentError.self) { try YAML.parse("[a]: b\n") }
    }
}

extension String {
    /// A mapping cannot follow a key on its line.
    fileprivate var replacingColon: String { contains(": ") || self == "-" ? "\n  " + self : self }
}
