import DocumentModel
import Kustomize
import Testing

/// Replacements inside texts that are YAML themselves; what comes out is what kustomize 5.8 makes of it.
@Suite struct EmbeddedTextTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let text: String
        var value = "new"
        /// Nil where the text cannot be followed.
        let expected: String?
    }

    static let cases = [
        Case(
            testDescription: "plain", text: "a: 1\nb:\n  c: old\n  l:\n  - y: z\n",
            expected: "a: 1\nb:\n  c: new\n  l:\n  - y: z"),
        Case(
            testDescription: "comments", text: "# head\na: 1 # one\nb:\n  # before\n  c: old   # tail\n# foot\n",
            expected: "# head\na: 1 # one\nb:\n  # before\n  c: new # tail\n# foot"),
        Case(
            testDescription: "quotes", text: "a: 'x'\nb:\n  c: \"old\" # keep \"this\"\n", value: "it's",
            expected: "a: 'x'\nb:\n  c: \"it's\" # keep \"this\""),
        Case(testDescription: "single quotes", text: "b:\n  c: 'old'\n", value: "it's", expected: "b:\n  c: 'it''s'"),
        Case(
            testDescription: "a value that needs quotes", text: "b:\n  c: old # x\n", value: "a: b",
            expected: "b:\n  c: 'a: b' # x"),
        Case(
            testDescription: "deep indentation", text: "b:\n    c: old\n    l:\n      - x\n",
            expected: "b:\n  c: new\n  l:\n  - x"),
        Case(
            testDescription: "a separator and blank lines", text: "---\na: 1\n\nb:\n  c: old\n",
            expected: "a: 1\nb:\n  c: new"),
        Case(
            testDescription: "a block", text: "a: |\n  x # y\nb:\n  c: old\n", expected: "a: |\n  x # y\nb:\n  c: new"),
        Case(testDescription: "flow style", text: "b: {c: old} # x\n", expected: nil),
        Case(testDescription: "a comment at another depth", text: "b:\n# x\n  c: old\n", expected: nil),
    ]

    @Test(arguments: cases) func `comments and quotes stay, or the text is refused`(_ example: Case) throws {
        let text = YAML.text([
            "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "c"], "data": ["k": .string(example.text)],
        ])
        let files = [
            "c.yaml": text,
            "kustomization.yaml": YAML.text([
                "resources": ["c.yaml"],
                "replacements": [
                    [
                        "sourceValue": .string(example.value),
                        "targets": [["select": ["kind": "ConfigMap"], "fieldPaths": ["data.k.b.c"]]],
                    ]
                ],
            ]),
        ]
        guard let expected = example.expected else {
            #expect(failure(files)?.message.contains("comments and quotes") == true)
            return
        }
        #expect(try documents(try built(files))[0].at("data", "k") == .string(expected))
    }
}
