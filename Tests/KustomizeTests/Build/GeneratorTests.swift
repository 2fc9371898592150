import DocumentModel
import KubernetesModel
import Kustomize
import Testing

/// ConfigMaps and Secrets that a build makes. The names are those that kustomize 5.8 gives.
@Suite struct GeneratorTests {
    @Test func `sources of all kinds make one object`() throws {
        let text = try built([
            "kustomization.yaml": """
            configMapGenerator:
            - name: c
              files: [a.txt, key=dir/b.bin]
              envs: [e.env]
              literals: ["q='quoted'", empty=]
              options: {disableNameSuffixHash: true, immutable: true, labels: {l: v}}
            """, "a.txt": "text\n", "dir/b.bin": "bytes", "e.env": "# comment\n\n  K=v=w\nBARE\n",
        ])
        let object = try documents(text)[0]
        let data: Value = [
            "a.txt": "text\n", "key": "bytes", "K": "v=w", "BARE": "", "q": "quoted", "empty": "",
        ]
        #expect(object["data"] == data)
        #expect(object["immutable"] == true)
        #expect(object["metadata"] == ["name": "c", "labels": ["l": "v"]])
    }

    @Test func `bytes that are no text go to binaryData in lines of 70`() throws {
        let tree = MemoryTree([
            "kustomization.yaml": Array(
                "configMapGenerator: [{name: c, files: [b], options: {disableNameSuffixHash: true}}]".utf8),
            "b": [UInt8](repeating: 0xFF, count: 60),
        ])
        let object = try #require(try Kustomization.build(at: "", in: tree).objects.first)
        let text = object.content["binaryData"]?["b"]?.string
        #expect(text == String(repeating: "/", count: 70) + "\n" + String(repeating: "/", count: 10) + "\n")
    }

    @Test func `an overlay merges into and replaces what a base generates`() throws {
        let text = try built(
            [
                "base/kustomization.yaml": """
                configMapGenerator: [{name: m, literals: [a=1, b=2]}, {name: r, literals: [a=1]}]
                generatorOptions: {disableNameSuffixHash: true}
                """,
                "kustomization.yaml": """
                resources: [base]
                configMapGenerator:
                - {name: m, behavior: merge, literals: [b=3, c=4]}
                - {name: r, behavior: replace, literals: [z=9]}
                """,
            ])
        let objects = try documents(text)
        #expect(objects.map { $0["data"] } == [["a": "1", "b": "3", "c": "4"], ["z": "9"]])
        #expect(objects.map { $0.at("metadata", "name") } == ["m", "r"])
    }

    @Test(arguments: [
        ("{name: c, behavior: merge, literals: [a=b]}", KustomizeError.Code.unmatched),
        ("{name: c, literals: [ab]}", .invalidField), ("{name: c, literals: [a=1, a=2]}", .duplicate),
        ("{name: c, files: [none]}", .notFound), ("{name: c, literals: [\"1=x\"]}", .invalidField),
        ("{literals: [a=b]}", .invalidField),
    ]) func `a generator refuses what it cannot make`(_ rule: String, _ code: KustomizeError.Code) {
        let error = failure(["kustomization.yaml": "configMapGenerator: [\(rule)]"])
        #expect(error?.code == code)
        #expect(error?.field?.hasPrefix("configMapGenerator[0]") == true || error?.field != nil)
        #expect(error?.file?.isEmpty == false)
    }
}
