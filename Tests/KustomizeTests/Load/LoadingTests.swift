import DocumentModel
import Kustomize
import Testing

/// From where a build reads, and what it refuses to.
@Suite struct LoadingTests {
    private static let conf = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: conf}\n"

    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let files: [String: String]
        var path = ""
        let code: KustomizeError.Code
    }

    static let refused = [
        Case(
            testDescription: "a file above the root",
            files: ["a/kustomization.yaml": "resources: [../x.yaml]", "x.yaml": conf], path: "a", code: .forbiddenPath),
        Case(
            testDescription: "a patch above the root",
            files: [
                "a/kustomization.yaml": "resources: [../b]\npatches: [{path: ../x}]", "x": conf,
                "b/kustomization.yaml": "namePrefix: a",
            ],
            path: "a", code: .forbiddenPath),
        Case(
            testDescription: "a path out of the tree", files: ["kustomization.yaml": "resources: [../../etc/passwd]"],
            code: .forbiddenPath),
        Case(
            testDescription: "an absolute path", files: ["kustomization.yaml": "resources: [/etc/passwd]"],
            code: .forbiddenPath),
        Case(
            testDescription: "a URL", files: ["kustomization.yaml": "resources: [\"https://example.com/a.yaml\"]"],
            code: .remoteRefused),
        Case(
            testDescription: "a git repository", files: ["kustomization.yaml": "resources: [\"git@example.com:a/b\"]"],
            code: .remoteRefused),
        Case(testDescription: "a missing file", files: ["kustomization.yaml": "resources: [x.yaml]"], code: .notFound),
        Case(testDescription: "no kustomization", files: ["x.yaml": conf], code: .notFound),
        Case(
            testDescription: "two kustomizations", files: ["kustomization.yaml": "namePrefix: a", "Kustomization": ""],
            code: .duplicate),
        Case(
            testDescription: "an empty kustomization", files: ["kustomization.yaml": "kind: Kustomization"],
            code: .invalidField),
        Case(testDescription: "an unknown field", files: ["kustomization.yaml": "resource: [a]"], code: .invalidField),
        Case(
            testDescription: "a number for a text", files: ["kustomization.yaml": "namePrefix: 1"], code: .invalidField),
        Case(
            testDescription: "the same object twice",
            files: ["kustomization.yaml": "resources: [a.yaml, b.yaml]", "a.yaml": conf, "b.yaml": conf],
            code: .duplicate),
        Case(
            testDescription: "an object without a name",
            files: ["kustomization.yaml": "resources: [a.yaml]", "a.yaml": "apiVersion: v1\nkind: A\n"],
            code: .malformed),
        Case(
            testDescription: "broken YAML", files: ["kustomization.yaml": "resources: [a.yaml]", "a.yaml": "a: [\n"],
            code: .malformed),
        Case(
            testDescription: "a circle",
            files: ["a/kustomization.yaml": "resources: [../b]", "b/kustomization.yaml": "resources: [../a]"],
            path: "a",
            code: .cycle),
        Case(
            testDescription: "a component as a resource",
            files: [
                "kustomization.yaml": "resources: [c]",
                "c/kustomization.yaml": "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nnamePrefix: a",
            ], code: .invalidField),
        Case(
            testDescription: "Helm charts", files: ["kustomization.yaml": "helmCharts: [{name: x}]"], code: .disabled),
        Case(
            testDescription: "a plugin of somebody's",
            files: [
                "kustomization.yaml": "transformers: [t.yaml]",
                "t.yaml": "apiVersion: x/v1\nkind: Y\nmetadata: {name: z}",
            ],
            code: .disabled),
    ]

    @Test(arguments: refused) func `what must not be read is refused`(_ example: Case) {
        let error = failure(example.files, at: example.path)
        #expect(error?.code == example.code, "\(String(describing: error))")
        #expect(error?.file != nil)
    }

    @Test func `without a restrictor the whole tree may be read`() throws {
        let files = ["a/kustomization.yaml": "resources: [../x.yaml]", "x.yaml": Self.conf]
        #expect(try documents(try built(files, at: "a", options: .controller)).count == 1)
    }

    @Test func `streams, lists, comments and Windows line ends are read`() throws {
        let text =
            "\u{FEFF}# first\r\n---\r\n---\r\napiVersion: v1\r\nkind: List\r\nitems:\r\n- apiVersion: v1\r\n"
            + "  kind: A\r\n  metadata: {name: a}\r\n---\r\napiVersion: v1\r\nkind: B\r\nmetadata: {name: b}\r\n"
        let names = try documents(try built(["kustomization.yaml": "resources: [a.yaml]", "a.yaml": text]))
            .map { $0.at("metadata", "name")?.string }
        #expect(names.sorted { ($0 ?? "") < ($1 ?? "") } == ["a", "b"])
    }

    @Test func `scalars are read as go-yaml 3 reads them`() throws {
        let text =
            "apiVersion: v1\nkind: A\nmetadata: {name: a, annotations: {n: 1.20}}\n"
            + "spec: {on: yes, t: 2020-01-02, o: 0o17, s: 1:20}\n"
        let object = try documents(try built(["kustomization.yaml": "resources: [a.yaml]", "a.yaml": text]))[0]
        #expect(object["spec"] == ["on": "yes", "t": "2020-01-02T00:00:00Z", "o": 15, "s": "1:20"])
        #expect(object.at("metadata", "annotations") == ["n": "1.20"])
    }

    @Test func `a build says what it has read`() throws {
        let tree = MemoryTree(texts: [
            "over/kustomization.yaml": "resources: [../base]", "base/kustomization.yml": "resources: [a.yaml]",
            "base/a.yaml": Self.conf, "other/b.yaml": Self.conf,
        ])
        let reads = try Kustomization.build(at: "over", in: tree).filesRead
        let found = reads.filter { $0.digest != nil }.map(\.path)
        #expect(found == ["base/a.yaml", "base/kustomization.yml", "over/kustomization.yaml"])
        #expect(reads.contains { $0.path == "base/kustomization.yaml" && $0.digest == nil })
        #expect(reads.allSatisfy { $0.isUnchanged(in: tree) })
        let changed = OverlayTree(tree, files: ["base/kustomization.yaml": Array("namePrefix: a".utf8)])
        #expect(!reads.allSatisfy { $0.isUnchanged(in: changed) })
    }

    @Test func `limits end a build`() {
        var options = BuildOptions()
        options.limits.depth = 3
        var files: [String: String] = ["k4/kustomization.yaml": "namePrefix: a"]
        for level in 0..<4 { files["k\(level)/kustomization.yaml"] = "resources: [../k\(level + 1)]" }
        #expect(failure(files, at: "k0", options: options)?.code == .limit)
        options = BuildOptions()
        options.limits.bytes = 10
        #expect(failure(files, at: "k0", options: options)?.code == .limit)
    }

    @Test func `deprecated fields are warned of once`() throws {
        let tree = MemoryTree(texts: [
            "kustomization.yaml": "bases: [a, b]", "a/kustomization.yaml": "commonLabels: {a: b}",
            "b/kustomization.yaml": "commonLabels: {a: b}",
        ])
        #expect(try Kustomization.build(at: "", in: tree).warnings.count == 2)
    }
}
