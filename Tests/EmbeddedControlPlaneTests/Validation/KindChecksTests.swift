import DocumentModel
import Testing

@testable import EmbeddedControlPlane

/// What is checked of kinds that charts seldom contain.
struct KindChecksTests {
    struct Row {
        var plural: String
        var group = ""
        /// The object without its name.
        var yaml: String
        /// Where something is wrong, in order.
        var fields: [String]
    }

    private static func pod(_ spec: String) -> String { "spec: {containers: [{name: c, image: i}], \(spec)}" }

    private static let rows: [Row] = [
        Row(
            plural: "flowschemas", group: "flowcontrol.apiserver.k8s.io",
            yaml: "spec: {matchingPrecedence: 20000, priorityLevelConfiguration: {name: Bad_}, rules: [{subjects: "
                + "[{kind: User}], resourceRules: [{verbs: [look], apiGroups: ['*', a], resources: []}], "
                + "nonResourceRules: [{verbs: [get], nonResourceURLs: [x]}]}]}",
            fields: [
                "spec.matchingPrecedence", "spec.priorityLevelConfiguration.name", "spec.rules[0].subjects[0].user",
                "spec.rules[0].resourceRules[0].verbs", "spec.rules[0].resourceRules[0].apiGroups",
                "spec.rules[0].resourceRules[0].resources", "spec.rules[0].resourceRules[0].namespaces",
                "spec.rules[0].nonResourceRules[0].nonResourceURLs[0]",
            ]),
        Row(
            plural: "prioritylevelconfigurations", group: "flowcontrol.apiserver.k8s.io",
            yaml:
                "spec: {type: Limited, limited: {limitResponse: {type: Queue, queuing: {queues: 512, handSize: 20}}}}",
            fields: ["spec.limited.limitResponse.queuing.handSize"]),
        Row(
            plural: "prioritylevelconfigurations", group: "flowcontrol.apiserver.k8s.io", yaml: "spec: {type: Exempt}",
            fields: ["spec.type"]),
        Row(
            plural: "certificatesigningrequests", group: "certificates.k8s.io",
            yaml: "spec: {request: YQ==, signerName: plain, usages: [odd, odd], expirationSeconds: 5}",
            fields: [
                "spec.request", "spec.usages[0]", "spec.usages[1]", "spec.usages[1]", "spec.signerName",
                "spec.expirationSeconds",
            ]),
        Row(
            plural: "csidrivers", group: "storage.k8s.io",
            yaml: "spec: {tokenRequests: [{audience: a, expirationSeconds: 5}, {audience: a}]}",
            fields: ["spec.tokenRequests[0].expirationSeconds", "spec.tokenRequests[1].audience"]),
        Row(
            plural: "csinodes", group: "storage.k8s.io",
            yaml: "spec: {drivers: [{name: a, nodeID: x}, {name: a, nodeID: ''}]}",
            fields: ["spec.drivers[1].nodeID", "spec.drivers[1].name"]),
        Row(
            plural: "csistoragecapacities", group: "storage.k8s.io", yaml: "storageClassName: x, capacity: -1",
            fields: ["capacity"]),
        Row(
            plural: "storageclasses", group: "storage.k8s.io",
            yaml: "provisioner: p, allowedTopologies: [{matchLabelExpressions: [{key: a, values: [x, x]}]}, {}]",
            fields: [
                "allowedTopologies[0].matchLabelExpressions[0].values[1]", "allowedTopologies[1].matchLabelExpressions",
                "allowedTopologies[1].matchLabelExpressions",
            ]),
        Row(
            plural: "runtimeclasses", group: "node.k8s.io",
            yaml: "handler: h, overhead: {podFixed: {cpu: -1}}, scheduling: {tolerations: [{key: a, operator: Exists}, "
                + "{key: a, operator: Exists}]}",
            fields: ["overhead.limits[cpu]", "scheduling.tolerations[1]"]),
        Row(
            plural: "apiservices", group: "apiregistration.k8s.io",
            yaml: "spec: {group: '', version: v1, groupPriorityMinimum: 1, versionPriority: 1, service: {name: '', "
                + "namespace: here, port: 0}}",
            fields: ["metadata.name", "spec.service.name", "spec.service.port"]),
        Row(
            plural: "mutatingwebhookconfigurations", group: "admissionregistration.k8s.io",
            yaml: "webhooks: [{name: a.example.org, sideEffects: None, admissionReviewVersions: [v1], clientConfig: "
                + "{url: 'https://u@x.example.org/?a#b'}}, {name: b.example.org, sideEffects: None, "
                + "admissionReviewVersions: [v1], clientConfig: {service: {name: s, namespace: here, path: a}}}]",
            fields: [
                "webhooks[0].clientConfig.url", "webhooks[0].clientConfig.url", "webhooks[0].clientConfig.url",
                "webhooks[1].clientConfig.service.path", "webhooks[1].clientConfig.service.path",
            ]),
        Row(
            plural: "endpointslices", group: "discovery.k8s.io",
            yaml: "addressType: FQDN, endpoints: [{addresses: []}, {addresses: [host], hints: {forZones: [{name: a}, "
                + "{name: a}]}}]",
            fields: [
                "endpoints[0].addresses", "endpoints[1].addresses[0]", "endpoints[1].hints.forZones[1].name",
            ]),
        Row(
            plural: "persistentvolumes",
            yaml:
                "spec: {capacity: {storage: -1}, accessModes: [ReadWriteOnce], hostPath: {path: /}, nodeAffinity: {}, "
                + "persistentVolumeReclaimPolicy: Recycle}",
            fields: [
                "spec.capacity[storage]", "spec.capacity[storage]", "spec.nodeAffinity.required",
                "spec.persistentVolumeReclaimPolicy",
            ]),
        Row(plural: "namespaces", yaml: "spec: {finalizers: [plain]}", fields: ["spec.finalizers"]),
        Row(plural: "pods", yaml: pod("hostUsers: false, hostNetwork: true"), fields: ["spec.hostNetwork"]),
        Row(
            plural: "pods", yaml: pod("nodeName: node, schedulingGates: [{name: example.org/a}]"),
            fields: ["spec.nodeName"]),
        Row(
            plural: "pods", yaml: pod("ephemeralContainers: [{name: e, image: i}]"),
            fields: ["spec.ephemeralContainers"]
        ),
        Row(
            plural: "pods",
            yaml: pod(
                "affinity: {nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, preference: "
                    + "{matchExpressions: [{key: a, operator: In, values: ['bad value!']}]}}]}}"),
            fields: []),
        Row(
            plural: "cronjobs", group: "batch",
            yaml:
                "spec: {schedule: '@daily', jobTemplate: {spec: {manualSelector: true, selector: {matchLabels: {a: b}}, "
                + "template: {spec: {restartPolicy: Never, containers: [{name: c, image: i}]}}}}}",
            fields: ["spec.jobTemplate.spec.selector", "spec.jobTemplate.spec.manualSelector"]),
    ]

    @Test(arguments: rows) func `every kind is checked`(_ row: Row) throws {
        let rules = try Samples.rules(row.plural, row.group)
        let version = try Samples.definition(row.plural, row.group).storageVersion
        let yaml = "{metadata: {name: v1.}, \(row.yaml)}"
        var object = try rules.decode(Array(yaml.utf8), encoding: .yaml, version: version, validation: .strict).object
        let name: Value = row.plural == "apiservices" ? "v1" : "it"
        object.updateMetadata { $0["name"] = name }
        rules.applyDefaults(to: &object, version: version)
        #expect(rules.validateCreate(object, context: Samples.context(version)).map(\.field) == row.fields)
    }
}

/// What may change once an object is there.
struct UpdateChecksTests {
    struct Row {
        var plural: String
        var group = ""
        var old: String
        var new: String
        var fields: [String]
        var subresource: String?
    }

    private static func pod(_ spec: String, image: String = "i") -> String {
        "spec: {restartPolicy: Always, dnsPolicy: Default, containers: [{name: c, image: \(image)}], \(spec)}"
    }

    private static let gate = "schedulingGates: [{name: example.org/a}]"
    private static let volume = "spec: {capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce], hostPath: {path: /x}"
    private static func affinity(_ value: String) -> String {
        "nodeAffinity: {required: {nodeSelectorTerms: [{matchExpressions: [{key: a, operator: In, values: [\(value)]}]}]}}"
    }

    private static let rows: [Row] = [
        Row(
            plural: "storageclasses", group: "storage.k8s.io", old: "provisioner: p, parameters: {a: b}",
            new: "provisioner: q, parameters: {a: c}", fields: ["parameters", "provisioner"]),
        Row(
            plural: "persistentvolumes", old: "\(volume), \(affinity("b"))}", new: "\(volume), \(affinity("c"))}",
            fields: ["nodeAffinity"]),
        Row(plural: "persistentvolumes", old: "\(volume)}", new: "\(volume), \(affinity("c"))}", fields: []),
        Row(plural: "pods", old: pod(gate), new: pod("\(gate), nodeSelector: {a: b}"), fields: []),
        Row(
            plural: "pods", old: pod("\(gate), nodeSelector: {a: b}"), new: pod("\(gate), nodeSelector: {a: c}"),
            fields: ["spec.nodeSelector"]),
        Row(plural: "pods", old: pod(""), new: pod(gate), fields: ["spec.schedulingGates[0].name"]),
        Row(plural: "pods", old: pod(""), new: pod("nodeSelector: {a: b}"), fields: ["spec"]),
        Row(
            plural: "endpointslices", group: "discovery.k8s.io",
            old: "addressType: IPv4, endpoints: [{addresses: [10.1.2.3]}]",
            new: "addressType: IPv6, endpoints: [{addresses: [10.1.2.3]}]", fields: ["addressType"]),
        Row(
            plural: "csistoragecapacities", group: "storage.k8s.io", old: "storageClassName: a",
            new: "storageClassName: b", fields: ["storageClassName"]),
        Row(
            plural: "ingresses", group: "networking.k8s.io", old: "spec: {}",
            new: "status: {loadBalancer: {ingress: [{ip: nope, hostname: Bad_}]}}",
            fields: ["status.loadBalancer.ingress[0].ip", "status.loadBalancer.ingress[0].hostname"],
            subresource: "status"),
    ]

    private func object(_ row: Row, _ yaml: String) throws -> Object {
        let rules = try Samples.rules(row.plural, row.group)
        let text = "{metadata: {name: it}, \(yaml)}"
        var object = try rules.decode(Array(text.utf8), encoding: .yaml, version: "v1", validation: .strict).object
        rules.applyDefaults(to: &object, version: "v1")
        return object
    }

    @Test(arguments: rows) func `changes are judged against what was there`(_ row: Row) throws {
        let rules = try Samples.rules(row.plural, row.group)
        var context = Samples.context()
        context.subresource = row.subresource
        let errors = rules.validateUpdate(try object(row, row.new), old: try object(row, row.old), context: context)
        #expect(errors.map(\.field) == row.fields)
    }

    @Test func `a resize changes resources alone`() throws {
        let rules = try Samples.rules("pods")
        func pod(_ image: String, _ cpu: String) throws -> Object {
            try Samples.yaml(
                "{metadata: {name: p}, spec: {containers: [{name: c, image: \(image), resources: {requests: {cpu: \(cpu)}}}]}}"
            )
        }
        var new = try pod("j", "2")
        var context = Samples.context()
        context.subresource = "resize"
        rules.prepareForUpdate(&new, old: try pod("i", "1"), context: context)
        let container = new.at(["spec", "containers"])?[0]
        #expect(container?["image"] == "i")
        #expect(container?.at("resources", "requests", "cpu")?.string ?? "2" == "2")
    }
}
