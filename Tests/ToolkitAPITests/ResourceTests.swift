import DocumentModel
import KubernetesModel
import Testing
import ToolkitAPI

@Suite struct ResourceTests {
    @Test func `a filled object survives the way through the API`() throws {
        let repository = FilledResources.gitRepository
        #expect(try GitRepository(repository.kubernetesObject()) == repository)
        let kustomization = FilledResources.kustomization
        #expect(try Kustomization(kustomization.kubernetesObject()) == kustomization)
    }

    @Test func `schema and Swift types know the same fields`() throws {
        let objects: [(any ResourceWithSchema.Type, KubernetesObject)] = [
            (GitRepository.self, try FilledResources.gitRepository.kubernetesObject()),
            (Kustomization.self, try FilledResources.kustomization.kubernetesObject()),
        ]
        for (type, object) in objects {
            for part in ["spec", "status"] {
                let schema = try #require(type.objectSchema.value.at("properties", part))
                #expect(mismatches(try #require(object.content[part]), schema, part) == [], "\(type)")
            }
        }
    }

    /// Fields that stand on one side only, and values of another type than the schema says.
    private func mismatches(_ value: Value, _ schema: Value, _ path: String) -> [String] {
        switch value {
        case .object(let fields):
            guard let properties = schema["properties"]?.object else {
                return schema["additionalProperties"] == nil ? ["\(path): no object in the schema"] : []
            }
            let missing = Set(properties.keys).symmetricDifference(fields.keys).map { "\(path).\($0)" }
            return missing
                + fields.flatMap { key, value in
                    properties[key].map { mismatches(value, $0, "\(path).\(key)") } ?? []
                }
        case .array(let elements):
            guard let items = schema["items"] else { return ["\(path): no array in the schema"] }
            return elements.isEmpty ? ["\(path): empty"] : elements.flatMap { mismatches($0, items, path + "[]") }
        case .integer: return schema["type"] == "integer" ? [] : ["\(path): type"]
        default: return schema["type"]?.string == value.typeName ? [] : ["\(path): type"]
        }
    }

    @Test(
        arguments: [
            (
                "spec", ["url": "https://a", "interval": "hunter2"],
                "spec.interval: is no duration; write it like 1h30m or 60s"
            ),
            ("spec", ["interval": "1m"], "spec.url: is required"),
            ("spec", ["url": 7, "interval": "1m"], "spec.url: must be a string, not number"),
            (
                "spec", ["url": "https://a", "interval": "1m", "provider": "hunter2"],
                "spec.provider: has a value that is not accepted here"
            ),
            (
                "spec", ["url": "https://a", "interval": "1m", "include": [["repository": [:]]]],
                "spec.include[0].repository.name: is required"
            ),
            ("spec", "hunter2", "spec: must be an object, not string"),
            (
                "status", ["conditions": [["type": ["hunter2"]]]],
                "status.conditions[0].type: must be a string, not array"
            ),
            ("status", ["artifact": ["size": 1.5]], "status.artifact"),
        ] as [(String, Value, String)]) func `garbage gives an error that names the field`(
            _ part: String, _ value: Value, _ message: String
        ) throws
    {
        var object = try FilledResources.gitRepository.kubernetesObject()
        object.content[part] = value
        #expect { try GitRepository(object) } throws: { "\($0)".hasPrefix(message) && !"\($0)".contains("hunter2") }
    }

    @Test func `derived values follow the contract`() throws {
        func spec(_ interval: String, _ timeout: String? = nil) throws -> Kustomization.Spec {
            var spec = Kustomization.Spec(
                interval: try #require(APIDuration(interval)), sourceRef: .init(kind: .Bucket, name: "b"), prune: true)
            spec.timeout = timeout.flatMap { APIDuration($0) }
            return spec
        }
        #expect(try spec("10m").effectiveTimeout == .seconds(570))
        #expect(try spec("10s").effectiveTimeout == .seconds(30))
        #expect(try spec("10m", "1s").effectiveTimeout == .seconds(30))
        #expect(try spec("10m", "5m").effectiveTimeout == .seconds(300))
        #expect(try spec("10m").effectiveRetryInterval == .seconds(600))
        #expect(try spec("10m").effectiveDeletionPolicy == .MirrorPrune)
        #expect("\(try spec("1m").sourceRef)" == "Bucket/b")
    }

    @Test func `fields that are not built are named when they are used`() {
        for path in FilledResources.gitRepository.spec.unbuiltFields {
            #expect(GitRepository.Spec.unbuilt.contains { $0.path == path })
        }
        #expect(FilledResources.gitRepository.spec.unbuiltFields == GitRepository.Spec.unbuilt.map(\.path))
        #expect(FilledResources.kustomization.spec.unbuiltFields == Kustomization.Spec.unbuilt.map(\.path))
        #expect(GitRepository.Spec(url: "https://a", interval: FilledResources.hour).unbuiltFields == [])
    }

    @Test func `an object of one's own making is as small as it can be`() throws {
        let repository = GitRepository(
            metadata: .init(name: "a", namespace: "b"), spec: .init(url: "https://a", interval: FilledResources.hour))
        #expect(
            try repository.kubernetesObject().value == [
                "apiVersion": "source.toolkit.fluxcd.io/v1", "kind": "GitRepository",
                "metadata": ["name": "a", "namespace": "b"], "spec": ["url": "https://a", "interval": "1h0m0s"],
            ])
    }
}
