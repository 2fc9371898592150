import DocumentModel
import Kustomize
import Testing

/// What the simple fields of a kustomization make of one Deployment and one ConfigMap.
@Suite struct FieldTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let kustomization: String
        /// The place of a field in the result and what stands there; nil where nothing does.
        let expected: [(object: Int, path: [String], value: Value?)]
    }

    static let conf = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: conf}\ndata: {a: b}\n"

    static let cases = [
        Case(
            testDescription: "a prefix reaches names and references", kustomization: "namePrefix: p-",
            expected: [
                (0, ["metadata", "name"], "p-web"), (1, ["metadata", "name"], "p-conf"),
                (0, ["metadata", "annotations"], nil),
            ]),
        Case(
            testDescription: "a namespace is set on namespaced kinds", kustomization: "namespace: prod",
            expected: [(0, ["metadata", "namespace"], "prod"), (1, ["metadata", "namespace"], "prod")]),
        Case(
            testDescription: "labels reach selectors only when asked",
            kustomization: "labels: [{pairs: {team: x}}, {pairs: {app: w}, includeSelectors: true}]",
            expected: [
                (0, ["spec", "selector", "matchLabels"], ["app": "w"]),
                (0, ["metadata", "labels"], ["team": "x", "app": "w"]),
                (0, ["spec", "template", "metadata", "labels"], ["app": "w"]),
            ]),
        Case(
            testDescription: "annotations reach pod templates", kustomization: "commonAnnotations: {note: \"1\"}",
            expected: [
                (0, ["spec", "template", "metadata", "annotations"], ["note": "1"]),
                (1, ["metadata", "annotations"], ["note": "1"]),
            ]),
        Case(
            testDescription: "replicas change by name", kustomization: "replicas: [{name: web, count: 3}]",
            expected: [(0, ["spec", "replicas"], 3)]),
    ]

    @Test(arguments: cases) func `a field changes what it is for`(_ example: Case) throws {
        let text = try built([
            "kustomization.yaml": "resources: [web.yaml, conf.yaml]\n" + example.kustomization, "web.yaml": web,
            "conf.yaml": Self.conf,
        ])
        let objects = try documents(text)
        for expectation in example.expected {
            #expect(objects[expectation.object].at(expectation.path) == expectation.value)
        }
    }

    @Test(arguments: [
        ("newTag: \"2\"", "registry.example.com:5000/web:2"),
        ("digest: sha256:1", "registry.example.com:5000/web@sha256:1"),
        ("newName: web", "web:1@sha256:abc"),
        // The original looks for images twice and so adds the suffix twice.
        ("tagSuffix: -x", "registry.example.com:5000/web:1-x-x"),
    ]) func `an image is renamed by parts`(_ change: String, _ expected: String) throws {
        let text = try built([
            "kustomization.yaml":
                "resources: [web.yaml]\nimages:\n- name: registry.example.com:5000/web\n  \(change)\n", "web.yaml": web,
        ])
        let container = try documents(text)[0].at("spec", "template", "spec", "containers")?[0]
        #expect(container?["image"] == .string(expected))
    }

    @Test func `references follow names through layers`() throws {
        let text = try built(
            [
                "base/kustomization.yaml":
                    "resources: [web.yaml]\nconfigMapGenerator: [{name: conf, literals: [a=b]}]\nnamePrefix: i-\n",
                "base/web.yaml": web, "over/kustomization.yaml": "resources: [../base]\nnameSuffix: -o\n",
            ], at: "over")
        let objects = try documents(text)
        #expect(objects[1].at("metadata", "name") == "i-conf-o-4h2mbtbbt6")
        let variable = objects[0].at("spec", "template", "spec", "containers")?[0]?["env"]?[0]
        #expect(variable?.at("valueFrom", "configMapKeyRef", "name") == "i-conf-o-4h2mbtbbt6")
    }

    @Test func `the legacy order puts namespaces first and webhooks last`() throws {
        let kinds = ["ValidatingWebhookConfiguration", "Service", "Namespace", "Widget", "ConfigMap"]
        let manifests = kinds.map { "apiVersion: v1\nkind: \($0)\nmetadata: {name: a}\n" }.joined(separator: "---\n")
        var options = BuildOptions()
        options.reorder = .legacy
        let text = try built(
            ["kustomization.yaml": "resources: [all.yaml]", "all.yaml": manifests], options: options)
        let sorted = try documents(text).map { $0["kind"]?.string }
        #expect(sorted == ["Namespace", "ConfigMap", "Service", "Widget", "ValidatingWebhookConfiguration"])
    }

    @Test func `origins are written where they are asked for`() throws {
        let text = try built(
            [
                "over/kustomization.yaml": "resources: [../base]\nbuildMetadata: [originAnnotations]\n",
                "base/kustomization.yaml": "resources: [conf.yaml]", "base/conf.yaml": Self.conf,
            ], at: "over")
        let annotations = try documents(text)[0].at("metadata", "annotations")
        #expect(annotations?["config.kubernetes.io/origin"] == "path: ../base/conf.yaml\n")
    }
}
