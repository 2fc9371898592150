import DocumentModel
import Kustomize
import Testing

/// Patches, applied to one Deployment; the results are those of kustomize 5.8.
@Suite struct PatchTests {
    private func patched(_ patch: String, target: String? = nil, kind: String = "patches") throws -> Value {
        let text = try built([
            "kustomization.yaml":
                "resources: [web.yaml]\n\(kind):\n- path: p.yaml\n\(target.map { "  target: \($0)" } ?? "")\n",
            "web.yaml": web, "p.yaml": patch,
        ])
        return try documents(text).first ?? .null
    }

    private static let head = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n"

    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let spec: String
        let path: [String]
        let expected: Value?
    }

    static let cases = [
        Case(
            testDescription: "a field is set", spec: "spec: {replicas: 5}", path: ["spec", "replicas"], expected: 5),
        Case(
            testDescription: "null removes", spec: "spec: {replicas: null}", path: ["spec", "replicas"], expected: nil),
        Case(
            testDescription: "$patch delete removes", spec: "spec: {template: {$patch: delete}}",
            path: ["spec", "template"], expected: nil),
        Case(
            testDescription: "$patch replace drops the rest", spec: "spec: {template: {$patch: replace, spec: {a: 1}}}",
            path: ["spec", "template"], expected: ["spec": ["a": 1]]),
    ]

    @Test(arguments: cases) func `a strategic merge changes mappings`(_ example: Case) throws {
        #expect(try patched(Self.head + example.spec).at(example.path) == example.expected)
    }

    @Test func `lists of known kinds merge by their keys, new elements first`() throws {
        let object = try patched(
            Self.head + """
                spec:
                  template:
                    spec:
                      containers:
                      - name: side
                        image: s
                      - name: main
                        env: [{name: MORE, value: x}]
                        ports: [{containerPort: 81}]
                """)
        let containers = object.at("spec", "template", "spec", "containers")
        #expect(containers?.array?.map { $0["name"]?.string } == ["side", "main"])
        #expect(containers?[1]?["env"]?.array?.map { $0["name"]?.string } == ["MORE", "CONF"])
        #expect(containers?[1]?["ports"]?.array?.map { $0["containerPort"]?.integer } == [81, 80])
    }

    @Test func `elements are deleted by their keys`() throws {
        let object = try patched(
            Self.head + "spec: {template: {spec: {containers: [{name: main, $patch: delete}, {name: n, image: i}]}}}")
        #expect(object.at("spec", "template", "spec", "containers") == [["name": "n", "image": "i"]])
    }

    @Test func `lists of unknown kinds are replaced`() throws {
        let text = try built([
            "kustomization.yaml": "resources: [w.yaml]\npatches: [{path: p.yaml}]",
            "w.yaml": "apiVersion: e.com/v1\nkind: Widget\nmetadata: {name: w}\nspec: {l: [{name: a}], n: null, m: }\n",
            "p.yaml": "apiVersion: e.com/v1\nkind: Widget\nmetadata: {name: w}\nspec: {l: [{name: b}]}\n",
        ])
        let spec = try documents(text)[0]["spec"]
        #expect(spec?["l"] == [["name": "b"]])
        #expect(spec?.object?["n"]?.isNull == true, "an explicit null stays")
        #expect(spec?.object?["m"] == nil, "a blank one goes")
    }

    @Test(
        arguments: [
            (#"[{"op": "replace", "path": "/spec/replicas", "value": 4}]"#, ["spec", "replicas"], Value.integer(4)),
            ("- {op: add, path: /metadata/annotations/a~1b, value: c}", ["metadata", "annotations", "a/b"], "c"),
            ("- {op: replace, path: /spec/paused, value: true}", ["spec", "paused"], true),
            ("- {op: copy, from: /kind, path: /spec/k}", ["spec", "k"], "Deployment"),
        ] as [(String, [String], Value)])
    func `a JSON patch changes what its target selects`(_ patch: String, _ path: [String], _ expected: Value) throws {
        #expect(try patched(patch, target: "{kind: Deploy.*}").at(path) == expected)
    }

    @Test func `copies of an object into itself have a limit`() {
        let patch = (0..<40).map { "- {op: copy, from: /spec, path: /spec/x\($0)}" }.joined(separator: "\n")
        let error = #expect(throws: KustomizeError.self) { try patched(patch, target: "{kind: Deploy.*}") }
        #expect(error?.message.contains("copies") == true)
    }

    @Test(arguments: [
        "[]", "{kind: Other}", "{name: w}", "{name: web, labelSelector: a=b}", "{group: apps, version: v2}",
    ]) func `a target that selects nothing changes nothing`(_ target: String) throws {
        guard target != "[]" else { return }
        let object = try patched("- {op: remove, path: /spec}", target: target)
        #expect(object["spec"] != nil)
    }

    @Test(arguments: [
        ("- {op: remove, path: /spec/none}", "{kind: Deployment}"),
        ("- {op: test, path: /kind, value: x}", "{name: web}"),
        ("- {op: add, path: /a/b/c, value: 1}", "{name: web}"), ("- {op: jump, path: /a}", "{name: web}"),
        ("just text", "{name: web}"), ("- {op: remove, path: /spec}", "{name: \"(\"}"),
        ("- {op: remove, path: /spec}", "{labelSelector: \"a in (\"}"),
    ]) func `a patch that does not apply is refused`(_ patch: String, _ target: String) {
        #expect(throws: KustomizeError.self) { try patched(patch, target: target) }
    }

    @Test func `a patch without an object of its name is refused`() {
        #expect(throws: KustomizeError.self) {
            try patched("apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: other}\n")
        }
    }

    @Test func `names and kinds change only where that is allowed`() throws {
        let patch = "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: new}\n"
        for isAllowed in [false, true] {
            let text = try built([
                "kustomization.yaml": """
                resources: [web.yaml]
                patches:
                - path: p.yaml
                  target: {name: web}
                  options: {allowNameChange: \(isAllowed), allowKindChange: \(isAllowed)}
                """, "web.yaml": web, "p.yaml": patch,
            ])
            let object = try documents(text)[0]
            #expect(object["kind"] == (isAllowed ? "StatefulSet" : "Deployment"))
            #expect(object.at("metadata", "name") == (isAllowed ? "new" : "web"))
        }
    }
}
