import DocumentModel
import Glibc
import KubernetesModel
import Kustomize
import Testing

/// What the real tool makes of trees from everywhere, where a corpus is at hand (`SLUICE_CORPUS`, else
/// `../shared/corpus`).
@Suite struct CorpusTests {
    private static let folder = getenv("SLUICE_CORPUS").map { String(cString: $0) } ?? "../shared/corpus"
    private static let cases: [Value] = {
        guard let tree = try? DirectoryTree(folder), let bytes = try? tree.read("cases.json") else { return [] }
        return (try? JSON.parse(bytes))?.array ?? []
    }()

    /// Trees whose files the corpus holds otherwise than the real tool has read them: links that have become files.
    private static let broken: Set = ["apache-camel-k.install.overlays.single-namespace.tenant-a-ns-rbac"]

    @Test(.enabled(if: !cases.isEmpty)) func `builds give the objects of kustomize in its order`() throws {
        let tree = try DirectoryTree(Self.folder)
        for example in Self.cases where example["kind"] == "kustomize" && example["nondeterministic"] != true {
            let name = example["name"]?.string ?? ""
            guard !Self.broken.contains(name), let path = example["path"]?.string,
                let expected = example["expected"]?.string
            else { continue }
            let wanted = try YAML.parse(try tree.read(expected)).map(\.value).filter { !$0.isNull }
            do {
                let result = try Kustomization.build(at: path, in: tree, options: .kubectl)
                #expect(result.objects.map(\.value) == wanted, "\(name)")
            } catch { Issue.record("\(name): \(error)") }
        }
    }

    @Test(.enabled(if: !cases.isEmpty)) func `what kustomize refuses is refused`() throws {
        let tree = try DirectoryTree(Self.folder)
        for example in Self.cases where example["kind"] == "kustomize-error" {
            guard let path = example["path"]?.string else { continue }
            #expect(throws: KustomizeError.self, "\(path)") {
                try Kustomization.build(at: path, in: tree, options: .kubectl)
            }
        }
    }
}
