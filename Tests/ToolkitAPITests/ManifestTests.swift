import DocumentModel
import Foundation
import KubernetesModel
import Testing
import ToolkitAPI

/// What stands below `config/` and `manifests/`.
@Suite struct ManifestTests {
    /// Every document below a folder, with the file it is from.
    private func documents(_ folder: String) throws -> [(file: String, value: Value)] {
        let base = GeneratedManifestTests.root.appending(path: folder)
        var found: [(String, Value)] = []
        for path in try FileManager.default.subpathsOfDirectory(atPath: base.path()).sorted()
        where path.hasSuffix(".yaml") {
            let data = try Data(contentsOf: base.appending(path: path))
            for document in try YAML.parse(Array(data), .init(file: path)) { found.append((path, document.value)) }
        }
        return found
    }

    @Test(arguments: ["config", "manifests"]) func `every manifest is an object with a kind`(_ folder: String) throws {
        let documents = try documents(folder)
        #expect(!documents.isEmpty)
        for (file, value) in documents {
            let object = try #require(KubernetesObject(value), "\(file)")
            #expect(!object.apiVersion.isEmpty && !object.kind.isEmpty, "\(file)")
        }
    }

    @Test func `each kustomization names files that are there`() throws {
        for folder in ["config", "manifests"] {
            for (file, value) in try documents(folder) where file.hasSuffix("kustomization.yaml") {
                let base = GeneratedManifestTests.root.appending(path: "\(folder)/\(file)").deletingLastPathComponent()
                for resource in value["resources"]?.array ?? [] {
                    let path = base.appending(path: resource.string ?? "?").standardizedFileURL.path()
                    #expect(FileManager.default.fileExists(atPath: path), "\(file) names \(path)")
                }
            }
        }
    }

    /// Install tools replace arguments by index, so their places are part of the contract.
    @Test(arguments: [("source-controller", 7), ("kustomize-controller", 5)])
    func `arguments stand where install tools look for them`(
        _ controller: String, _ count: Int
    ) throws {
        let deployment = try #require(
            try documents("config/\(controller)/manager").first { $0.value["kind"] == "Deployment" })
        let container = try #require(deployment.value.at("spec", "template", "spec", "containers")?[0])
        let arguments = (container["args"]?.array ?? []).compactMap(\.string)
        #expect(container["name"] == "manager")
        #expect(arguments.count == count)
        let names = arguments.map { String($0.prefix { $0 != "=" }) }
        #expect(
            names.prefix(5) == [
                "--events-addr", "--watch-all-namespaces", "--log-level", "--log-encoding", "--enable-leader-election",
            ])
        if count == 7 { #expect(names.suffix(2) == ["--storage-path", "--storage-adv-addr"]) }
    }

    @Test func `samples are objects the controllers accept`() throws {
        let repository = try #require(
            try documents("config/source-controller/samples").first { $0.value["kind"] == "GitRepository" })
        let source = try GitRepository(#require(KubernetesObject(repository.value)))
        #expect(source.spec.unbuiltFields == [])
        let kustomization = try #require(
            try documents("config/kustomize-controller/samples").first { $0.file == "kustomization_v1.yaml" })
        let applied = try Kustomization(#require(KubernetesObject(kustomization.value)))
        #expect(applied.spec.unbuiltFields == [])
        #expect(applied.spec.sourceRef.name == source.metadata.name)
    }
}
