import DocumentModel
import KubernetesModel
import Kustomize
import Testing

/// Replacements and variables.
@Suite struct ReplacementTests {
    private static let source =
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: src}\ndata: {host: example.com:80, n: \"7\"}\n"

    private func replaced(_ replacement: String) throws -> Value {
        let text = try built([
            "kustomization.yaml": "resources: [web.yaml, src.yaml]\nreplacements:\n- \(replacement)\n", "web.yaml": web,
            "src.yaml": Self.source,
        ])
        return try documents(text)[0]
    }

    private func source(_ field: String, _ options: String = "{}") -> String {
        "source: {kind: ConfigMap, name: src, fieldPath: \(field), options: \(options)}"
    }

    @Test func `a value goes to fields by path`() throws {
        let object = try replaced(
            "{\(source("data.host")), targets: [{select: {kind: Deployment}, fieldPaths: [\"spec.template.spec.containers.[name=main].image\"]}]}"
        )
        #expect(object.at("spec", "template", "spec", "containers")?[0]?["image"] == "example.com:80")
    }

    @Test func `parts are taken and put by delimiters`() throws {
        let object = try replaced(
            "{\(source("data.host", "{delimiter: \":\", index: 0}")), targets: [{select: {name: web}, fieldPaths: [spec.template.spec.containers.0.image], options: {delimiter: /, index: 0}}]}"
        )
        let image = object.at("spec", "template", "spec", "containers")?[0]?["image"]
        #expect(image == "example.com/web:1@sha256:abc")
    }

    @Test func `a number keeps its type, and missing fields are made when asked`() throws {
        let object = try replaced(
            "{\(source("data.n")), targets: [{select: {name: web}, fieldPaths: [spec.replicas, spec.new.deep], options: {create: true}}]}"
        )
        #expect(object.at("spec", "replicas") == 7)
        #expect(object.at("spec", "new", "deep") == 7)
    }

    @Test(arguments: [
        "{source: {kind: None}, targets: [{select: {name: web}}]}", "{source: {kind: ConfigMap}}",
        "{source: {kind: ConfigMap, fieldPath: data.none}, targets: [{select: {name: web}}]}",
        "{source: {kind: ConfigMap}, targets: [{select: {name: web}, fieldPaths: [spec.none.x]}]}",
        "{source: {kind: ConfigMap}, targets: [{fieldPaths: [a]}]}",
        "{source: {kind: ConfigMap}, sourceValue: a, targets: [{select: {name: web}}]}",
    ]) func `a replacement that finds nothing is refused`(_ replacement: String) {
        #expect(throws: KustomizeError.self) { try replaced(replacement) }
    }

    @Test func `variables stand for final names`() throws {
        let workload =
            "apiVersion: batch/v1\nkind: Job\nmetadata: {name: j}\n"
            + "spec: {template: {spec: {containers: [{name: a, args: [\"--at=$(S)\", \"$$(S)\", \"$(NONE)\"]}]}}}\n"
        let text = try built([
            "kustomization.yaml": """
            resources: [job.yaml, s.yaml]
            namePrefix: p-
            vars: [{name: S, objref: {apiVersion: v1, kind: Service, name: s}}]
            """, "job.yaml": workload, "s.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: s}\n",
        ])
        let arguments = try documents(text)[0].at("spec", "template", "spec", "containers")?[0]?["args"]
        #expect(arguments == ["--at=p-s", "$(S)", "$(NONE)"])
    }
}
