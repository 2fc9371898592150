import ClusterTesting
import DocumentModel
import KubernetesClient
import KubernetesModel
import Testing

/// An unmodified kubectl is a client like any other.
@Suite(.enabled(if: ClientTool.isInstalled("kubectl"), "there is no kubectl in SLUICE_ORACLES"))
struct KubectlTests {
    @Test func `kubectl applies, waits for, shows and deletes the toolkit's kinds`() async throws {
        let harness = try await Harness.shared("kubectl")
        let kubectl = try ClientTool("kubectl", harness)
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
        try await kubectl("apply", "-f", "-", input: manifest)
        try await kubectl("wait", "--for=condition=Ready", "kustomization/app", "--timeout=60s")
        let table = try await kubectl("get", "gitrepositories,kustomizations")
        #expect(table.contains("stored artifact for revision 'main@sha1:\(try await repository.head())'"), "\(table)")
        #expect(try await kubectl("get", "configmap", "app", "-o", "jsonpath={.data.value}") == "1")
        try await kubectl("delete", "kustomization,gitrepository", "app")
        try await harness.gone(Harness.configMap, "app")
    }

    @Test func `diff foretells what apply -k changes, and nothing afterwards`() async throws {
        let harness = try await Harness.shared("apply-k")
        let kubectl = try ClientTool("kubectl", harness)
        func tree(_ value: String) throws -> String {
            try Tree.write([
                "kustomization.yaml":
                    "resources: [web.yaml]\nconfigMapGenerator: [{name: conf, literals: [key=\(value)]}]\n",
                "web.yaml": Self.deployment("web", image: "registry.example.org/web:\(value)"),
            ])
        }
        let first = try tree("one")
        #expect(try await kubectl.result("diff", "-k", first).status == 1)
        let created = try await kubectl("apply", "-k", first)
        #expect(created.contains("deployment.apps/web created"))
        #expect(try await kubectl.result("diff", "-k", first).status == 0)
        #expect(try await kubectl("apply", "-k", first).contains("deployment.apps/web unchanged"))
        let second = try tree("two")
        let difference = try await kubectl.result("diff", "-k", second)
        #expect(difference.status == 1)
        #expect(difference.output.contains("+      - image: registry.example.org/web:two"), "\(difference.output)")
        #expect(try await kubectl("get", "deployment", "web", "-o", Self.image) == "registry.example.org/web:one")
        #expect(try await kubectl("apply", "-k", second).contains("deployment.apps/web configured"))
        #expect(try await kubectl("get", "deployment", "web", "-o", Self.image) == "registry.example.org/web:two")
        try await kubectl("delete", "-k", second)
        try await harness.gone(Self.deploymentKind, "web")
    }

    @Test(
        arguments: [
            (["explain", "deployment.spec.strategy.rollingUpdate.maxSurge"], "FIELD: maxSurge <IntOrString>"),
            (["explain", "ingress.spec.rules.http"], "FIELD: http <HTTPIngressRuleValue>"),
            (["explain", "kustomization.spec.prune"], "FIELD: prune <boolean>"),
            (["explain", "cronjobs", "--recursive"], "successfulJobsHistoryLimit"),
        ])
    func `explain knows the fields of built-in and custom kinds`(_ arguments: [String], _ text: String) async throws {
        let harness = try await Harness.shared("explain")
        let kubectl = try ClientTool("kubectl", harness)
        #expect(try await kubectl.output(arguments).contains(text))
    }

    @Test func `a server-side apply names the manager it would take a field from`() async throws {
        let harness = try await Harness.shared("conflict")
        let kubectl = try ClientTool("kubectl", harness)
        let one = Self.configMap("1")
        try await kubectl("apply", "--server-side", "--field-manager=first", "-f", "-", input: one)
        let refused = try await kubectl.result(
            "apply", "--server-side", "--field-manager=second", "-f", "-", input: Self.configMap("2"))
        #expect(refused.status == 1)
        #expect(refused.errors.contains("conflict with \"first\": .data.key"), "\(refused.errors)")
        #expect(try await kubectl("get", "configmap", "one", "-o", "jsonpath={.data.key}") == "1")
        try await kubectl(
            "apply", "--server-side", "--force-conflicts", "--field-manager=second", "-f", "-",
            input: Self.configMap("2"))
        #expect(try await kubectl("get", "configmap", "one", "-o", "jsonpath={.data.key}") == "2")
    }

    @Test func `get --watch shows each change as it comes`() async throws {
        let harness = try await Harness.shared("watch")
        let kubectl = try ClientTool("kubectl", harness)
        let watch = try kubectl.start("get", "configmaps", "--watch", "--output-watch-events", "--selector=app=x")
        func sees(_ text: String) async throws {
            try await eventually("the watch shows '\(text)'", within: .seconds(30), state: { watch.output }) {
                let lines = watch.output.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
                return lines.contains { $0.hasPrefix(text) } ? true : nil
            }
        }
        try await kubectl("create", "configmap", "one", "--from-literal=a=1")
        try await kubectl("label", "configmap", "one", "app=x")
        try await sees("ADDED one 1")
        try await kubectl("patch", "configmap", "one", "-p", #"{"data":{"b":"2"}}"#)
        try await sees("MODIFIED one 2")
        try await kubectl("delete", "configmap", "one")
        try await sees("DELETED one 2")
        try await watch.kill()
    }

    @Test(.enabled("nothing makes Deployments ready here") { try await TestCluster.runsWorkloads })
    func `a deployment rolls out, scales, rolls back and can be waited for`() async throws {
        let harness = try await Harness.shared("rollout")
        let kubectl = try ClientTool("kubectl", harness)
        try await kubectl("apply", "-f", "-", input: Self.deployment("web", image: "registry.example.org/web:1"))
        let rolledOut = try await kubectl("rollout", "status", "deployment/web", "--timeout=60s")
        #expect(rolledOut.contains("deployment \"web\" successfully rolled out"))
        try await kubectl("scale", "deployment/web", "--replicas=3")
        try await kubectl("wait", "--for=jsonpath={.status.readyReplicas}=3", "deployment/web", "--timeout=60s")
        let pods = try await kubectl("get", "pods", "--selector=app=web", "--no-headers")
        #expect(pods.split(separator: "\n").count { $0.contains("Running") } == 3, "\(pods)")
        try await kubectl("set", "image", "deployment/web", "main=registry.example.org/web:2")
        try await kubectl("rollout", "status", "deployment/web", "--timeout=60s")
        let history = try await kubectl("rollout", "history", "deployment/web")
        #expect(history.split(separator: "\n").dropFirst(2).map { $0.prefix(1) } == ["1", "2"], "\(history)")
        try await kubectl("rollout", "undo", "deployment/web")
        try await kubectl("rollout", "status", "deployment/web", "--timeout=60s")
        #expect(try await kubectl("get", "deployment", "web", "-o", Self.image) == "registry.example.org/web:1")
        try await kubectl("delete", "deployment", "web", "--wait=false")
        try await kubectl("wait", "--for=delete", "pod", "--selector=app=web", "--timeout=60s")
    }

    private static let image = "jsonpath={.spec.template.spec.containers[0].image}"
    private static let deploymentKind = GroupVersionKind(apiVersion: "apps/v1", kind: "Deployment")

    private static func configMap(_ value: String) -> String {
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: one}, data: {key: '\(value)'}}"
    }

    private static func deployment(_ name: String, image: String) -> String {
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: \(name)}
        spec:
          selector: {matchLabels: {app: \(name)}}
          template:
            metadata: {labels: {app: \(name)}}
            spec:
              containers:
              - name: main
                image: \(image)
        """
    }
}
