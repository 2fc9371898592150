import DocumentModel
import KubernetesModel
import Kustomize
import Testing

@Suite struct OverlayTests {
    private static let conf = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: conf}\n"

    private func prepared(_ overlay: KustomizationOverlay, _ files: [String: String], at path: String = "") throws
        -> [Value]
    {
        let prepared = try overlay.prepare(MemoryTree(texts: files), at: path)
        return try Kustomization.build(at: path, in: prepared.tree, options: .controller).objects.map(\.value)
    }

    @Test func `a folder without a kustomization gets one`() throws {
        let objects = try prepared(
            KustomizationOverlay(targetNamespace: "t"),
            [
                "a/b.yaml": Self.conf, "a/c/d.yml": "apiVersion: v1\nkind: B\nmetadata: {name: b}\n", "a/skip.txt": "x",
                "a/k/kustomization.yaml": "resources: [e.yaml]", "a/k/other.yaml": "not: read",
                "a/k/e.yaml": "apiVersion: v1\nkind: E\nmetadata: {name: e}\n",
            ], at: "a")
        #expect(objects.map { $0["kind"] } == ["ConfigMap", "B", "E"])
        #expect(objects.allSatisfy { $0.at("metadata", "namespace") == "t" })
    }

    @Test func `an empty folder builds nothing`() throws {
        #expect(try prepared(KustomizationOverlay(), ["a/readme.md": "x"], at: "a").isEmpty)
    }

    @Test func `the overlay goes over what the file says`() throws {
        let overlay = KustomizationOverlay(
            namePrefix: "o-",
            patches: [
                ["patch": "[{\"op\":\"add\",\"path\":\"/spec/x\",\"value\":1}]", "target": ["kind": "Deployment"]]
            ],
            images: [["name": "img", "newTag": "2"]])
        let objects = try prepared(
            overlay,
            [
                "kustomization.yaml":
                    "resources: [web.yaml]\nnamePrefix: f-\nunknown: 1\nimages: [{name: img, newName: other, digest: sha256:1}]\n",
                "web.yaml":
                    "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {template: {spec: {containers: [{name: a, image: img}]}}}\n",
            ])
        #expect(objects[0].at("metadata", "name") == "o-web")
        #expect(objects[0].at("spec", "x") == 1)
        #expect(objects[0].at("spec", "template", "spec", "containers")?[0]?["image"] == "other:2")
    }

    @Test func `components must be local and may be missing when allowed`() throws {
        let files = ["kustomization.yaml": "resources: [c.yaml]", "c.yaml": Self.conf]
        for path in ["https://example.com/x", "git@host:a", "/abs", "file:///x"] {
            #expect(throws: KustomizeError.self) { try prepared(KustomizationOverlay(components: [path]), files) }
        }
        #expect(throws: KustomizeError.self) { try prepared(KustomizationOverlay(components: ["none"]), files) }
        let lenient = KustomizationOverlay(components: ["none"], ignoresMissingComponents: true)
        #expect(try prepared(lenient, files).count == 1)
    }

    @Test func `what cannot be an object fails with its file`() {
        let tree = MemoryTree(texts: ["a/values.yaml": "just: values\n"])
        #expect {
            _ = try KustomizationOverlay().prepare(tree, at: "a")
        } throws: { ($0 as? KustomizeError)?.file == "a/values.yaml" }
    }

    @Test func `a new file in a generated folder is a change`() throws {
        let tree = MemoryTree(texts: ["a/b.yaml": Self.conf])
        let reads = try KustomizationOverlay().prepare(tree, at: "a").filesRead
        #expect(reads.allSatisfy { $0.isUnchanged(in: tree) })
        let grown = MemoryTree(texts: ["a/b.yaml": Self.conf, "a/c.yaml": Self.conf])
        #expect(!reads.allSatisfy { $0.isUnchanged(in: grown) })
    }
}
