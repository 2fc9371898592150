import ClusterTesting
import DocumentModel
import Foundation
import KubernetesClient
import KubernetesModel
import Platform
import Testing

/// An unmodified Helm, as its user drives it.
@Suite(.enabled(if: ClientTool.isInstalled("helm"), "there is no helm in SLUICE_ORACLES")) struct HelmTests {
    @Test func `a release is installed, upgraded, rolled back, told about and uninstalled`() async throws {
        let harness = try await Harness.shared("helm")
        let helm = try ClientTool("helm", harness)
        let chart = try Tree.write(Self.chart)
        let installed = try await helm("install", "app", chart, "--set", "color=red")
        #expect(installed.contains("STATUS: deployed") && installed.contains("The color is red."), "\(installed)")
        #expect(try await harness.value("color", of: "app-conf") == "red")
        try await helm("upgrade", "app", chart, "--set", "color=blue", "--set", "extra=true")
        #expect(try await harness.value("color", of: "app-conf") == "blue")
        #expect(try await harness.find(Harness.configMap, "app-extra") != nil)
        try await helm("rollback", "app", "1")
        #expect(try await harness.value("color", of: "app-conf") == "red")
        #expect(try await harness.find(Harness.configMap, "app-extra") == nil)

        let releases = try JSON.parse(Array(try await helm("list", "-o", "json").utf8))
        #expect(releases.array?.map { $0["name"] } == ["app"])
        #expect(releases[0]?["revision"] == "3")
        #expect(releases[0]?["status"] == "deployed")
        let history = try JSON.parse(Array(try await helm("history", "app", "-o", "json").utf8))
        #expect(history.array?.map { $0["status"] } == ["superseded", "superseded", "deployed"])
        #expect(history[2]?["description"] == "Rollback to 1")
        #expect(try await helm("get", "values", "app", "-o", "json") == "{\"color\":\"red\"}\n")
        #expect(try await helm("get", "values", "app", "--revision", "2", "-o", "json").contains("\"extra\":true"))
        #expect(try await helm("get", "manifest", "app").contains("name: app-conf"))
        #expect(try await helm("get", "notes", "app").contains("The color is red."))
        #expect(try await helm("status", "app").contains("REVISION: 3"))

        #expect(try await helm("uninstall", "app").contains("release \"app\" uninstalled"))
        try await harness.gone(Harness.configMap, "app-conf")
        #expect(try await helm("list", "-q") == "")
        let secrets = try await harness.client.list(
            GroupVersionKind(apiVersion: "v1", kind: "Secret"), ListOptions(namespace: harness.namespace))
        #expect(secrets.items.filter { $0.labels["owner"] == "helm" }.isEmpty)
    }

    @Test func `an object that the server refuses fails the release, and an upgrade mends it`() async throws {
        let harness = try await Harness.shared("helm-refused")
        let helm = try ClientTool("helm", harness)
        let chart = try Tree.write(Self.chart)
        let failed = try await helm.result("install", "app", chart, "--set", "name=Not_A_Name")
        #expect(failed.status == 1)
        #expect(failed.errors.contains("a lowercase RFC 1123 subdomain must consist of"), "\(failed.errors)")
        #expect(try await helm("list", "-o", "json", "--all-namespaces", "--filter", "^app$").contains("failed"))
        try await helm("upgrade", "app", chart, "--set", "color=green")
        #expect(try await harness.value("color", of: "app-conf") == "green")
    }

    @Test func `an object of somebody else is not taken`() async throws {
        let harness = try await Harness.shared("helm-foreign")
        let helm = try ClientTool("helm", harness)
        let chart = try Tree.write(Self.chart)
        try await harness.client.create(
            KubernetesObject(kind: Harness.configMap, namespace: harness.namespace, name: "app-conf"))
        let failed = try await helm.result("install", "app", chart)
        #expect(failed.status == 1)
        #expect(failed.errors.contains("cannot be imported into the current release"), "\(failed.errors)")
        #expect(try await harness.value("color", of: "app-conf") == nil)
    }

    @Test(.enabled("nothing completes Jobs here") { try await TestCluster.runsWorkloads })
    func `hooks run before the release and go as their policy says, and helm waits for workloads`() async throws {
        let harness = try await Harness.shared("helm-hooks")
        let helm = try ClientTool("helm", harness)
        var files = Self.chart
        files["templates/hook.yaml"] = Self.hook
        files["templates/web.yaml"] = Self.web
        let chart = try Tree.write(files)
        try await helm("install", "app", chart, "--wait", "--timeout", "60s")
        let deployment = try await harness.find(GroupVersionKind(apiVersion: "apps/v1", kind: "Deployment"), "app-web")
        #expect(deployment?.status?["readyReplicas"] == 2)
        #expect(try await harness.find(GroupVersionKind(apiVersion: "batch/v1", kind: "Job"), "app-migrate") == nil)
        try await helm("uninstall", "app", "--wait", "--timeout", "60s")
    }

    /// Charts of others, where a corpus is at hand (`SLUICE_CORPUS`, else `../shared/corpus` beside the package).
    @Test(.enabled(if: !realCharts.isEmpty, "there is no corpus of charts"), arguments: realCharts)
    func `a real chart is installed, upgraded, rolled back and uninstalled`(_ chart: String) async throws {
        let name = URL(fileURLWithPath: chart).lastPathComponent
        let harness = try await Harness.shared("chart-\(name.prefix(20))")
        let helm = try ClientTool("helm", harness)
        try await helm("install", "real", chart)
        let manifest = try await helm("get", "manifest", "real")
        let objects = try YAML.parse(manifest).compactMap { KubernetesObject($0.value) }
        #expect(!objects.isEmpty)
        // Named after the chart: cluster roles of charts that are tried at the same time would be one object otherwise.
        try await helm("upgrade", "real", chart, "--set", "nameOverride=renamed-\(name)")
        try await helm("rollback", "real", "1")
        #expect(try await helm("get", "manifest", "real") == manifest)
        let history = try JSON.parse(Array(try await helm("history", "real", "-o", "json").utf8))
        #expect(history.array?.map { $0["status"] } == ["superseded", "superseded", "deployed"])
        try await helm("uninstall", "real")
        for object in objects where object.kind != "CustomResourceDefinition" {
            let namespace = object.namespace.isEmpty ? harness.namespace : object.namespace
            try await eventually("\(object.kind) \(object.name) is gone") {
                try await Self.isThere(object, in: namespace, harness) ? nil : true
            }
        }
    }

    private static func isThere(
        _ object: KubernetesObject, in namespace: String, _ harness: Harness
    ) async throws -> Bool {
        let scoped = try await harness.client.resource(for: object.groupVersionKind).isNamespaced
        let key = ObjectKey(namespace: scoped ? namespace : "", name: object.name)
        return try await harness.client.getIfPresent(object.groupVersionKind, key) != nil
    }

    /// Charts that install with their default values and own nothing outside their namespace that another would too.
    private static let realCharts: [String] = {
        let folder = ProcessEnvironment.value("SLUICE_CORPUS") ?? "\(Programs.root)/../shared/corpus"
        return ["podinfo/podinfo", "bitnami/nginx", "reloader/reloader", "dex/dex", "kured/kured", "valkey/valkey"]
            .map { "\(folder)/charts/\($0)" }.filter { FileManager.default.fileExists(atPath: "\($0)/Chart.yaml") }
    }()

    private static let chart = [
        "Chart.yaml": "apiVersion: v2\nname: app\nversion: 1.0.0\nappVersion: \"1\"\n",
        "values.yaml": "color: grey\nextra: false\nname: conf\n",
        "templates/NOTES.txt": "The color is {{ .Values.color }}.\n",
        "templates/conf.yaml": """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: {{ .Release.Name }}-{{ .Values.name }}
        data:
          color: {{ .Values.color }}
        {{- if .Values.extra }}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: {{ .Release.Name }}-extra
        {{- end }}
        """,
        "templates/rest.yaml": """
        apiVersion: v1
        kind: Service
        metadata:
          name: {{ .Release.Name }}
        spec:
          selector: {app: {{ .Release.Name }}}
          ports: [{port: 80, targetPort: http}]
        ---
        apiVersion: v1
        kind: Secret
        metadata:
          name: {{ .Release.Name }}
        stringData:
          color: {{ .Values.color }}
        """,
    ]

    private static let hook = """
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: {{ .Release.Name }}-migrate
          annotations:
            helm.sh/hook: pre-install
            helm.sh/hook-delete-policy: hook-succeeded
        spec:
          template:
            spec:
              restartPolicy: Never
              containers: [{name: main, image: registry.example.org/migrate}]
        """

    private static let web = """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: {{ .Release.Name }}-web
        spec:
          replicas: 2
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              containers: [{name: main, image: registry.example.org/web}]
        """
}
