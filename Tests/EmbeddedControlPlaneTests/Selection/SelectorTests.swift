import KubernetesModel
import Testing

@testable import EmbeddedControlPlane

@Suite struct SelectorTests {
    struct Case: CustomTestStringConvertible {
        var testDescription: String
        var labels: [String: String]
        var matches: Bool

        init(_ selector: String, _ labels: [String: String], _ matches: Bool) {
            testDescription = selector
            self.labels = labels
            self.matches = matches
        }
    }

    static let cases = [
        Case("a=b", ["a": "b"], true), Case("a==b", ["a": "c"], false), Case("a!=b", [:], true),
        Case("a in (b, c),d", ["a": "c", "d": ""], true), Case("a notin (b)", ["a": "b"], false),
        Case("!a", ["b": ""], true), Case("a", [:], false), Case("n>3", ["n": "4"], true),
        Case("n<3", ["n": "x"], false),
        Case("a=", ["a": ""], true), Case("", ["a": "b"], true),
    ]

    @Test(arguments: cases) func `a label selector chooses as Kubernetes does`(_ example: Case) throws {
        #expect(try LabelSelector(example.testDescription).matches(example.labels) == example.matches)
    }

    @Test(arguments: ["a in b", "=", "a=b c", "(", "a>x", "bad key/x/y=1", "-=1"])
    func `a malformed selector is refused`(_ text: String) {
        #expect(throws: APIError.self) { try LabelSelector(text) }
    }

    @Test func `a key with two slashes is refused as a whole`() {
        #expect(LabelSyntax.keyProblem("a/b/c")?.hasPrefix("a valid label key must consist of") == true)
        #expect(LabelSyntax.keyProblem("/b") == "prefix part must be non-empty")
        #expect(LabelSyntax.keyProblem("example.org/b") == nil)
    }

    @Test func `keys are sorted as etcd sorts them`() {
        let keys = [("a", "x"), ("a-b", "x"), ("a0", "x"), ("a", "b")].map { ObjectKey(namespace: $0.0, name: $0.1) }
        #expect(keys.sorted().map(\.description) == ["a-b/x", "a/b", "a/x", "a0/x"])
    }

    @Test(
        arguments: [
            (0, "0s"), (119, "119s"), (150, "2m30s"), (600, "10m"), (3 * 3600, "3h"), (9 * 3600, "9h"),
            (50 * 3600, "2d2h"),
            (20 * 86_400, "20d"), (800 * 86_400, "2y70d"), (-5, "<invalid>"),
        ] as [(Int64, String)])
    func `an age is shortened as kubectl does`(_ seconds: Int64, _ text: String) {
        #expect(Age.short(seconds) == text)
    }
}
