import DocumentModel
import KubernetesModel
import ResourceApply
import ResourceStatus
import Testing

@Suite struct InventoryIDTests {
    static let rows: [(ObjectIdentity, String)] = [
        (identity("Service", "podinfo", namespace: "default"), "default_podinfo__Service"),
        (identity("Namespace", "apps", namespace: ""), "_apps__Namespace"),
        (identity("Deployment", "podinfo", namespace: "default", group: "apps"), "default_podinfo_apps_Deployment"),
        (
            identity("ClusterRole", "system:reader", namespace: "", group: "rbac.authorization.k8s.io"),
            "_system__reader_rbac.authorization.k8s.io_ClusterRole"
        ),
    ]

    @Test(arguments: rows) func `IV-1, IV-2, IV-3: an id is written and read back`(
        _ object: ObjectIdentity, _ id: String
    ) throws {
        #expect(InventoryID.encode(object) == id)
        #expect(try InventoryID.parse(id) == object)
    }

    @Test(arguments: ["", "a", "a_b", "a_b_c"]) func `IV-3: too few separators are an error`(_ id: String) {
        #expect(throws: InventoryID.Malformed.self) { try InventoryID.parse(id) }
    }
}

@Suite struct KindOrderTests {
    @Test func `SO-1, SO-2: kinds come in the fixed order, ties by bytes`() throws {
        let kinds = [
            "ValidatingWebhookConfiguration", "Widget", "Deployment", "ConfigMap", "Namespace",
            "CustomResourceDefinition", "MutatingWebhookConfiguration", "Gadget", "ServiceAccount",
        ]
        let objects = try kinds.map { try manifest("{apiVersion: v1, kind: \($0), metadata: {name: x}}") }
        #expect(
            KindOrder.sort(objects).map(\.kind) == [
                "CustomResourceDefinition", "Namespace", "ServiceAccount", "ConfigMap", "Deployment", "Gadget",
                "Widget",
                "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration",
            ])
        let names = KindOrder.sort([configMap("b"), configMap("a"), configMap("B")]).map(\.name)
        #expect(names == ["B", "a", "b"])
    }

    @Test func `7.2: objects are split into stages`() throws {
        let objects = try [
            "{apiVersion: v1, kind: Namespace}",
            "{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition}",
            "{apiVersion: storage.k8s.io/v1, kind: StorageClass}",
            "{apiVersion: rbac.authorization.k8s.io/v1, kind: Role}",
            "{apiVersion: v1, kind: ConfigMap}", "{apiVersion: other.io/v1, kind: Namespace}",
        ].map(manifest)
        let stages = ApplyStage.split(objects, custom: StageKind.parse(" rbac.authorization.k8s.io/Role , x y"))
        #expect(stages.map(\.name) == [.definitions, .classes, .custom, .rest])
        #expect(stages.map { $0.objects.map(\.kind) }.last == ["Namespace", "ConfigMap"])
    }
}

@Suite struct NormalisationTests {
    @Test func `NO-3: string data goes into data and wins`() throws {
        let secret = try manifest("{apiVersion: v1, kind: Secret, data: {a: b2xk, b: eA==}, stringData: {a: new}}")
        let data = Normalisation.normalise(secret).content["data"]
        #expect(data == ["a": "bmV3", "b": "eA=="])
        #expect(Normalisation.normalise(secret).content["stringData"] == nil)
    }

    static let ports: [(String, [String])] = [
        ("{apiVersion: v1, kind: Service, spec: {ports: [{port: 80}]}}", ["spec", "ports"]),
        ("{apiVersion: v1, kind: Pod, spec: {containers: [{name: a, ports: [{containerPort: 80}]}]}}", []),
    ]

    @Test func `NO-2: ports get their protocol`() throws {
        let service = try manifest(
            "{apiVersion: v1, kind: Service, spec: {ports: [{port: 80}, {port: 53, protocol: UDP}]}}")
        let ports = Normalisation.normalise(service).spec?["ports"]?.array ?? []
        #expect(ports.map { $0["protocol"]?.string } == ["TCP", "UDP"])
        let deployment = try manifest(
            "{apiVersion: apps/v1, kind: Deployment, spec: {template: {spec: {containers: [{name: a, ports: [{containerPort: 80}]}], initContainers: [{name: b, ports: [{containerPort: 81}]}]}}}}"
        )
        let spec = Normalisation.normalise(deployment).spec?.at("template", "spec")
        #expect(spec?["containers"]?[0]?["ports"]?[0]?["protocol"] == "TCP")
        #expect(spec?["initContainers"]?[0]?["ports"]?[0]?["protocol"] == nil)
    }

    @Test func `NO-1: unknown fields of built-in kinds vanish, others stay`() throws {
        let deployment = try manifest("{apiVersion: apps/v1, kind: Deployment, spec: {replicas: 1, typo: 2}}")
        #expect(Normalisation.normalise(deployment).spec == ["replicas": 1])
        let misfit = try manifest("{apiVersion: apps/v1, kind: Deployment, spec: {replicas: many, typo: 2}}")
        #expect(Normalisation.normalise(misfit).spec == ["replicas": "many", "typo": 2])
        let role = try manifest("{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, rules: [{typo: 1}]}")
        #expect(Normalisation.normalise(role).content["rules"] == [["typo": 1]])
        let widget = try manifest("{apiVersion: a.io/v1, kind: Widget, spec: {any: 1}}")
        #expect(Normalisation.normalise(widget).spec == ["any": 1])
    }

    @Test func `NO-4: creation time and status go`() throws {
        let object = try manifest(
            "{apiVersion: a.io/v1, kind: Widget, metadata: {name: a, creationTimestamp: x}, status: {a: 1}}")
        #expect(Normalisation.normalise(object).metadata == ["name": "a"])
        #expect(Normalisation.normalise(object).status == nil)
        let definition = try manifest(
            "{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, status: {acceptedNames: {kind: A}}}")
        #expect(Normalisation.normalise(definition).status != nil)
    }

    @Test func `EN-1a: a CA bundle that is none is dropped from a definition`() throws {
        let definition = try manifest(
            "{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, spec: {conversion: {strategy: Webhook, webhook: {clientConfig: {caBundle: Cg==, url: u}}}}}"
        )
        let config = Normalisation.normalise(definition).spec?.at("conversion", "webhook", "clientConfig")
        #expect(config == ["url": "u"])
    }
}

@Suite struct DriftTests {
    static let live =
        "{kind: A, metadata: {resourceVersion: '1', labels: {a: b}, managedFields: [1]}, spec: {x: 1}, status: {y: 1}}"
    static let rows: [(String, Bool)] = [
        (live, false),
        ("{kind: A, metadata: {labels: {a: b}}, spec: {x: 1}}", true),
        ("{kind: A, metadata: {resourceVersion: '2', labels: {a: b}}, spec: {x: 1}, status: {y: 2}}", false),
        ("{kind: A, metadata: {resourceVersion: '1', labels: {a: c}}, spec: {x: 1}}", true),
        ("{kind: A, metadata: {resourceVersion: '1', labels: {a: b}, annotations: {n: m}}, spec: {x: 1}}", true),
        ("{kind: A, metadata: {resourceVersion: '1', labels: {a: b}}, spec: {x: 1, z: {}}}", true),
        ("{kind: A, metadata: {resourceVersion: '1', labels: {a: b}}, spec: {x: 1}, rules: []}", true),
    ]

    @Test(arguments: rows) func `DR-1, DR-2, DR-3: what counts as drift`(_ result: String, _ differs: Bool) throws {
        #expect(Drift.exists(between: try manifest(Self.live), and: try manifest(result)) == differs)
    }

    @Test func `DR-3: doubled metrics of an autoscaler are no drift`() throws {
        let head = "apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {resourceVersion: '1'}"
        let live = try manifest("{\(head), spec: {metrics: [{type: Resource}]}}")
        let result = try manifest("{\(head), spec: {metrics: [{type: Resource}, {}, {type: Resource}]}}")
        #expect(!Drift.exists(between: live, and: result))
    }
}

@Suite struct HealthVerdictTests {
    static func reading(_ name: String, _ status: StatusReadingName, error: String? = nil) -> HealthReading {
        HealthReading(HealthTarget(identity("Deployment", name, group: "apps")), status.reading, error: error)
    }

    @Test func `WT-2: all current ends well`() {
        #expect(HealthVerdict.decide([], failsFast: true, isExpired: false) == .healthy)
        #expect(HealthVerdict.decide([Self.reading("a", .current)], failsFast: true, isExpired: true) == .healthy)
    }

    @Test func `WT-2: one failed target ends the wait only when it fails fast`() {
        let readings = [Self.reading("a", .failed), Self.reading("b", .inProgress)]
        let text = "failed early due to stalled resources: [Deployment/apps/a status: 'Failed']"
        #expect(HealthVerdict.decide(readings, failsFast: true, isExpired: false) == .failed(text))
        #expect(HealthVerdict.decide(readings, failsFast: false, isExpired: false) == .pending)
        let settled = [Self.reading("a", .failed), Self.reading("b", .current)]
        #expect(HealthVerdict.decide(settled, failsFast: false, isExpired: false) == .failed(text))
    }

    @Test func `WT-3: a timeout lists everything that is not current, sorted`() {
        let readings = [
            Self.reading("b", .unknown, error: "no answer"), Self.reading("a", .notFound), Self.reading("c", .current),
        ]
        let text =
            "timeout waiting for: [Deployment/apps/a status: 'NotFound', Deployment/apps/b status: 'Unknown': no answer]"
        #expect(HealthVerdict.decide(readings, failsFast: true, isExpired: true) == .failed(text))
        #expect(HealthVerdict.decide(readings, failsFast: true, isExpired: false) == .pending)
    }

    @Test func `HC-7: a Job that removes itself may be gone`() {
        let target = HealthTarget(identity("Job", "a", group: "batch"), mayVanish: true)
        #expect(HealthVerdict.decide([HealthReading(target, .notFound)], failsFast: true, isExpired: false) == .healthy)
    }
}

@Suite struct SecretMaskTests {
    @Test func `a secret is masked in every form`() throws {
        var mask = SecretMask()
        mask.insert(Array("pass/word \"1\"".utf8))
        let forms = ["pass/word \"1\"", "cGFzcy93b3JkICIxIg==", "pass%2Fword%20%221%22", "pass/word \\\"1\\\""]
        for form in forms { #expect(mask.mask("value \(form) is bad") == "value *** is bad") }
        #expect(mask.mask("nothing here") == "nothing here")
    }

    @Test func `everything in a Secret's manifest is masked`() throws {
        var mask = SecretMask()
        mask.insert(
            secretsOf: try manifest("{apiVersion: v1, kind: Secret, stringData: {a: plain-text}, data: {b: aGlkZGVu}}"))
        mask.insert(secretsOf: try manifest("{apiVersion: v1, kind: ConfigMap, data: {c: public}}"))
        #expect(mask.mask("plain-text hidden aGlkZGVu public") == "*** *** *** public")
    }
}
