import DocumentModel
import KubernetesClient
import KubernetesModel
import Testing

/// An unmodified kubectl is a client like any other.
@Suite(.enabled(if: Programs.oracle("kubectl") != nil, "there is no kubectl in SLUICE_ORACLES"))
struct KubectlTests {
    private func kubectl(_ harness: Harness, _ arguments: String..., input: String? = nil) async throws -> String {
        guard let path = Programs.oracle("kubectl") else { throw Programs.Missing(description: "no kubectl") }
        return try await Command.run(
            path, ["--namespace", harness.namespace] + arguments,
            environment: ["KUBECONFIG": harness.world.cluster.kubeconfig], input: input)
    }

    @Test func `kubectl applies, waits for, shows and deletes the toolkit's kinds`() async throws {
        let harness = try await Harness.shared("kubectl")
        let repository = try await harness.repository(["app.yaml": Manifest.configMap("app", "1")])
        let manifest = """
            apiVersion: source.toolkit.fluxcd.io/v1
            kind: GitRepository
            metadata:
              name: app
              labels: {\(Controllers.shardLabel): \(harness.controllers.shard)}
            spec:
              url: \(harness.world.git.url(repository))
              interval: 1h
              ref: {branch: main}
            ---
            apiVersion: kustomize.toolkit.fluxcd.io/v1
            kind: Kustomization
            metadata:
              name: app
              labels: {\(Controllers.shardLabel): \(harness.controllers.shard)}
            spec:
              interval: 1h
              prune: true
              targetNamespace: \(harness.namespace)
              sourceRef: {kind: GitRepository, name: app}
            """
        _ = try await kubectl(harness, "apply", "-f", "-", input: manifest)
        _ = try await kubectl(harness, "wait", "--for=condition=Ready", "kustomization/app", "--timeout=60s")
        let table = try await kubectl(harness, "get", "gitrepositories,kustomizations")
        #expect(table.contains("stored artifact for revision 'main@sha1:\(try await repository.head())'"), "\(table)")
        #expect(try await kubectl(harness, "get", "configmap", "app", "-o", "jsonpath={.data.value}") == "1")
        _ = try await kubectl(harness, "delete", "kustomization,gitrepository", "app")
        try await harness.gone(Harness.configMap, "app")
    }
}
