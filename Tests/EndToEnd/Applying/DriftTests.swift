import DocumentModel
import KubernetesClient
import KubernetesModel
import Testing

@Suite struct DriftTests {
    @Test func `an object edited by hand is restored`() async throws {
        let harness = try await Harness.shared("edit")
        let repository = try await harness.repository(["app.yaml": Manifest.configMap("app", "1")])
        try await harness.follow(harness.world.git.url(repository))
        try await harness.deploy("app", ["interval": "5s"])
        try await harness.ready(Harness.kustomization)
        try await harness.patch(Harness.configMap, "app", ["data": ["value": "by hand", "mine": "kept"]])
        try await harness.holds("app", "value", "1")
        #expect(try await harness.value("mine", of: "app") == "kept", "what others added stays")
    }

    @Test func `an object deleted by hand is made again`() async throws {
        let harness = try await Harness.shared("remove")
        let repository = try await harness.repository(["app.yaml": Manifest.configMap("app", "1")])
        try await harness.follow(harness.world.git.url(repository))
        try await harness.deploy("app", ["interval": "5s"])
        try await harness.ready(Harness.kustomization)
        let before = try await harness.find(Harness.configMap, "app")?.uid
        try await harness.delete(Harness.configMap, "app")
        try await harness.wait("another ConfigMap stands there") { () -> Bool? in
            guard let uid = try await harness.find(Harness.configMap, "app")?.uid else { return nil }
            return uid != before ? true : nil
        }
        #expect(try await harness.value("value", of: "app") == "1")
    }
}
