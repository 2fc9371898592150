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
        Row(
            plural: "deviceclasses", group: "resource.k8s.io",
            yaml: "spec: {selectors: [{cel: {expression: '1'}}, {}, {cel: {expression: device.driver == 'a'}}], "
                + "config: [{opaque: {driver: Bad_, parameters: x}}], extendedResourceName: plain}",
            fields: [
                "spec.selectors[0].cel.expression", "spec.selectors[1].cel", "spec.config[0].opaque.driver",
                "spec.config[0].opaque.parameters", "spec.extendedResourceName",
            ]),
        Row(
            plural: "resourceclaims", group: "resource.k8s.io",
            yaml: "spec: {devices: {requests: [{name: a, exactly: {deviceClassName: ''}, firstAvailable: [{name: b, "
                + "deviceClassName: c}]}, {name: a, exactly: {deviceClassName: c, allocationMode: All, count: 2}}], "
                + "constraints: [{requests: [z], matchAttribute: a}]}}",
            fields: [
                "spec.devices.requests[0]", "spec.devices.requests[1].exactly.count", "spec.devices.requests[1]",
                "spec.devices.constraints[0].requests[0]", "spec.devices.constraints[0].matchAttribute",
            ]),
        Row(
            plural: "resourceslices", group: "resource.k8s.io",
            yaml:
                "spec: {driver: d.example.org, pool: {name: p, resourceSliceCount: 0, generation: 0}, devices: [{name: a, "
                + "attributes: {v: {version: '1'}}, nodeName: x}]}",
            fields: [
                "spec.pool.resourceSliceCount", "spec", "spec.devices[0].attributes[v].version", "spec.devices[0]",
            ]),
        Row(
            plural: "ipaddresses", group: "networking.k8s.io", yaml: "spec: {parentRef: {resource: '', name: a/b}}",
            fields: ["metadata.name", "spec.parentRef.resource", "spec.parentRef.name"]),
        Row(
            plural: "servicecidrs", group: "networking.k8s.io", yaml: "spec: {cidrs: [10.0.0.1/8, 10.0.0.0/8]}",
            fields: ["spec.cidrs[0]", "spec.cidrs"]),
        Row(
            plural: "ingressclasses", group: "networking.k8s.io",
            yaml: "spec: {controller: a.org/b, parameters: {apiGroup: Bad_, kind: a/b, name: 'c%', scope: Cluster, "
                + "namespace: x}}",
            fields: [
                "spec.parameters.apiGroup", "spec.parameters.kind", "spec.parameters.name", "spec.parameters.namespace",
            ]),
        Row(
            plural: "ingressclasses", group: "networking.k8s.io", yaml: "spec: {controller: '../x y'}",
            fields: ["spec.controller", "spec.controller"]),
        Row(
            plural: "ingresses", group: "networking.k8s.io",
            yaml: "spec: {rules: [{host: 'fd00::1'}, {host: 10.0.0.1}]}",
            fields: ["spec.rules[0].host", "spec.rules[0].host", "spec.rules[1].host"]),
        Row(
            plural: "volumeattachments", group: "storage.k8s.io",
            yaml: "spec: {attacher: a.org, nodeName: x, source: {inlineVolumeSpec: {capacity: {storage: 1Gi}, "
                + "accessModes: [ReadWriteOnce], nfs: {server: s, path: p}}}}",
            fields: [
                "spec.source.inlineVolumeSpec.capacity", "spec.source.inlineVolumeSpec.csi",
                "spec.source.inlineVolumeSpec.nfs.path",
            ]),
        Row(
            plural: "persistentvolumes",
            yaml: "spec: {capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce], iscsi: {targetPortal: p, iqn: x, "
                + "lun: 300}, fc: {}, volumeAttributesClassName: ''}",
            fields: [
                "spec.iscsi.iqn", "spec.iscsi.lun", "spec.fc", "spec.volumeAttributesClassName", "spec.csi",
            ]),
        Row(
            plural: "nodes", yaml: "spec: {podCIDRs: [x, 10.0.0.0/8]}",
            fields: ["spec.podCIDRs[0]", "spec.podCIDRs", "spec.podCIDRs"]),
        Row(
            plural: "validatingadmissionpolicybindings", group: "admissionregistration.k8s.io",
            yaml:
                "spec: {policyName: p, validationActions: [Deny], paramRef: {name: a/b, parameterNotFoundAction: Deny}"
                + ", matchResources: {resourceRules: [{resourceNames: ['x%', x, x], operations: ['*'], apiGroups: [''], "
                + "apiVersions: ['', v1], resources: [a/*, a/b]}]}}",
            fields: [
                "spec.paramRef.name", "spec.matchResources.resourceRules[0].resourceNames[0]",
                "spec.matchResources.resourceRules[0].resourceNames[2]",
                "spec.matchResources.resourceRules[0].apiVersions[0]",
                "spec.matchResources.resourceRules[0].resources[1]",
            ]),
        Row(
            plural: "horizontalpodautoscalers", group: "autoscaling",
            yaml: "spec: {scaleTargetRef: {apiVersion: /, kind: Deployment, name: d}, maxReplicas: 1, metrics: [{type: "
                + "ContainerResource, containerResource: {name: odd, container: c, target: {type: Utilization, "
                + "averageUtilization: 1}}}]}",
            fields: [
                "spec.scaleTargetRef.apiVersion", "spec.metrics[0].containerResource.name",
                "spec.metrics[0].containerResource.name",
            ]),
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
            plural: "servicecidrs", group: "networking.k8s.io", old: "spec: {cidrs: [10.0.0.0/8]}",
            new: "spec: {cidrs: [10.1.0.0/16, 'fd00::/64']}", fields: ["spec.cidrs[0]"]),
        Row(
            plural: "ingressclasses", group: "networking.k8s.io", old: "spec: {controller: a.org/b}", new: "spec: {}",
            fields: ["spec.controller", "spec.controller"]),
        Row(
            plural: "resourceclaims", group: "resource.k8s.io", old: "spec: {}",
            new: "spec: {devices: {requests: [{name: a, exactly: {deviceClassName: c}}]}}", fields: ["spec"]),
        Row(
            plural: "horizontalpodautoscalers", group: "autoscaling",
            old: "spec: {scaleTargetRef: {kind: A, name: a}, maxReplicas: 2}",
            new: "spec: {scaleTargetRef: {kind: A, name: b}, maxReplicas: 3, minReplicas: 0}",
            fields: ["spec.minReplicas", "spec.metrics"]),
        Row(
            plural: "services", old: "spec: {ports: [{port: 80}], internalTrafficPolicy: Cluster}",
            new: "spec: {ports: [{port: 80}], internalTrafficPolicy: Cluster, loadBalancerClass: a}",
            fields: ["spec.loadBalancerClass", "spec.loadBalancerClass"]),
        Row(
            plural: "resourceclaims", group: "resource.k8s.io", old: "spec: {}", new: "spec: {devices: {requests: []}}",
            fields: []),
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

    @Test(arguments: [
        (
            Row(
                plural: "roles", group: "rbac.authorization.k8s.io", old: "rules: []",
                new: "rules: [{verbs: [get], nonResourceURLs: [/a]}]", fields: ["rules[0].nonResourceURLs"]), [3, 1, 1]
        ),
        (
            Row(
                plural: "networkpolicies", group: "networking.k8s.io", old: "spec: {podSelector: {}}",
                new: "spec: {podSelector: {}, policyTypes: [a]}", fields: ["spec.policyTypes[0]"]), [3, 1]
        ),
        (
            Row(
                plural: "poddisruptionbudgets", group: "policy", old: "spec: {maxUnavailable: 1}",
                new: "spec: {maxUnavailable: -1}", fields: ["spec.maxUnavailable"]), [2, 1]
        ),
    ])
    func `labels are checked as often as the server does, around the content`(_ row: (Row, [Int])) throws {
        var new = try object(row.0, row.0.new)
        new.updateMetadata { $0["labels"] = ["a": "!"] }
        let errors = try Samples.rules(row.0.plural, row.0.group).validateUpdate(
            new, old: try object(row.0, row.0.old), context: Samples.context())
        let runs = row.1.enumerated().flatMap { index, count in
            index == 1 ? row.0.fields : Array(repeating: "metadata.labels", count: count)
        }
        #expect(errors.map(\.field) == runs)
    }

    @Test func `another source of a volume is shown line by line`() throws {
        let rules = try Samples.rules("persistentvolumes")
        func volume(_ path: String) throws -> Object {
            try Samples.yaml(
                "{metadata: {name: v}, spec: {capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce], nfs: {server: s, "
                    + "path: \(path)}}}")
        }
        let errors = rules.validateUpdate(try volume("/b"), old: try volume("/a"), context: Samples.context())
        #expect(
            errors.map(\.detail) == [
                """
                spec.persistentvolumesource is immutable after creation
                @@ -5,7 +5,7 @@
                  "Glusterfs": null,
                  "NFS": {
                   "Server": "s",
                -  "Path": "/a",
                +  "Path": "/b",
                   "ReadOnly": false
                  },
                  "RBD": null,

                """
            ])
    }

    @Test func `what stands behind a shut gate is dropped`() throws {
        let rules = try Samples.rules("leases", "coordination.k8s.io")
        var lease = try Samples.yaml("{metadata: {name: l}, spec: {strategy: S, holderIdentity: h}}")
        rules.prepareForCreate(&lease, context: Samples.context())
        #expect(lease["spec"] == ["holderIdentity": "h"])
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
