import DocumentModel
import Testing

@Suite struct YAMLEmitterTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let text: String
        let yaml: String
        var testDescription: String { yaml }

        init(_ text: String, _ yaml: String) {
            self.text = text
            self.yaml = yaml
        }
    }

    /// How `sigs.k8s.io/yaml` 1.6 writes each string, by observation.
    static let cases = [
        Case("&a", "'&a'"), Case("@a", "'@a'"), Case("a[1]", "a[1]"), Case("a\\b", "a\\b"), Case(",a", "',a'"),
        Case("a: b", "'a: b'"), Case(":a", ":a"), Case("a:", "'a:'"), Case("a\rb", "\"a\\rb\""), Case("-", "'-'"),
        Case("{{ a }}", "'{{ a }}'"), Case("-a", "-a"), Case("2020-01-01", "\"2020-01-01\""), Case("---a", "'---a'"),
        Case("...", "'...'"), Case("", "\"\""), Case("1e3", "\"1e3\""), Case("a #b", "'a #b'"), Case("a#b", "a#b"),
        Case("0xZZ", "0xZZ"), Case("0xAB", "\"0xAB\""), Case(".inf", "\".inf\""), Case("# a\nb", "|-\n  # a\n  b"),
        Case("\n a", "|2-\n\n   a"), Case(" a\nb", "|2-\n   a\n  b"), Case("a\n  b\nc", "|-\n  a\n    b\n  c"),
        Case("a  \nb\n", "\"a  \\nb\\n\""), Case("a\nb\n", "|\n  a\n  b"), Case("a\n\n", "|+\n  a\n"),
        Case("a\nb ", "\"a\\nb \""), Case("a\tb", "\"a\\tb\""), Case("+1", "\"+1\""), Case("?", "'?'"),
        Case("?a", "?a"),
        Case("'a", "'''a'"), Case("a'b", "a'b"), Case("12:30:45", "\"12:30:45\""), Case("~", "\"~\""),
        Case("1_", "\"1_\""),
        Case("~/a", "~/a"), Case("\u{1F600}y", "\"\\U0001F600y\""), Case("é", "é"), Case("y", "\"y\""),
        Case("yEs", "yEs"), Case("http://a:80/b?c=d&e#f", "http://a:80/b?c=d&e#f"), Case("0b12", "0b12"),
        Case("a\u{85}b", "\"a\\Nb\""), Case("\u{1}", "\"\\x01\""), Case("_1", "_1"), Case(" ", "' '"),
        Case("=", "\"=\""),
    ]

    @Test(arguments: cases) func `a string is written as Kubernetes tools write it`(_ example: Case) throws {
        let yaml = YAML.text(["k": .string(example.text)])
        #expect(yaml == "k: \(example.yaml)\n")
        #expect(try YAML.parseFirst(yaml) == ["k": .string(example.text)])
    }

    @Test(arguments: [
        (1.5, "1.5"), (1e21, "1e+21"), (1_234_567.5, "1.2345675e+06"), (1e-7, "1e-07"), (0.00001, "1e-05"),
        (123456.5, "123456.5"), (100_000_000, "100000000"), (123_456_789.125, "1.23456789125e+08"), (1e20, "1e+20"),
        (-0.5, "-0.5"),
    ]) func `a number is written as Kubernetes tools write it`(_ number: Double, _ yaml: String) throws {
        #expect(YAML.text(.double(number)) == yaml + "\n")
        #expect(try YAML.parseFirst(yaml) == .double(number))
    }

    @Test func `collections stand in block style, sequences at the column of their key`() {
        let value: Value = [
            "b": [[1, [2]], ["a": 1, "b": [], "c": ["d"]], []], "a": ["x": [:], "y": .null], "a10": 1, "a2": true,
        ]
        let body = "- - 1\n  - - 2\n- a: 1\n  b: []\n  c:\n  - d\n- []\n"
        #expect(YAML.text(value) == "b:\n\(body)a:\n  x: {}\n  \"y\": null\na10: 1\na2: true\n")
        #expect(YAML.text(value, .sorted) == "a:\n  x: {}\n  \"y\": null\na2: true\na10: 1\nb:\n\(body)")
        let indented = YAML.text(["a": ["b", ["c": 1]]], .init(indentsSequences: true))
        #expect(indented == "a:\n  - b\n  - c: 1\n")
        #expect(YAML.text(stream: [["a": 1], ["b": 2]]) == "a: 1\n---\nb: 2\n")
    }

    @Test func `long lines fold after column 80 only when asked`() throws {
        let long = String(repeating: "word ", count: 40) + "end"
        let folded = YAML.text(["long": .string(long)], .kubernetes)
        #expect(folded.split(separator: "\n").allSatisfy { $0.utf8.count <= 86 })
        #expect(try YAML.parseFirst(folded) == ["long": .string(long)])
        #expect(!YAML.text(["long": .string(long)]).dropLast().contains("\n"))
    }

    @Test func `a folded quoted text keeps its spaces`() throws {
        let text = "tab\t" + String(repeating: "word  two ", count: 40) + " end\n "
        let folded = YAML.text(["k": .string(text)], .kubernetes)
        #expect(folded.split(separator: "\n").count > 4)
        #expect(try YAML.parseFirst(folded) == ["k": .string(text)])
    }

    @Test func `folding stays linear where nothing can fold`() throws {
        let text = String(repeating: "x  ", count: 200_000) + "\t"
        #expect(try YAML.parseFirst(YAML.text(["k": .string(text)], .kubernetes)) == ["k": .string(text)])
    }

    @Test func `whatever is written reads back the same`() throws {
        var random = Random(state: 7)
        for _ in 0..<3000 {
            let value = random.value(depth: 4)
            for options in [YAML.WritingOptions.ordered, .kubernetes, .init(indentsSequences: true)] {
                let text = YAML.text(value, options)
                let back = Result { try YAML.parseFirst(text) }
                #expect((try? back.get()) == value, "\(text)")
            }
        }
    }
}
