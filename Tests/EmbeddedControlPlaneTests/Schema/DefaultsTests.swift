import DocumentModel
import Testing

@testable import EmbeddedControlPlane

struct DefaultsTests {
    private func stored(_ plural: String, _ group: String, _ yaml: String, version: String = "v1") throws -> Object {
        let rules = try Samples.rules(plural, group)
        var object = try rules.decode(
            Array(yaml.utf8), encoding: .yaml, version: version, validation: .strict
        ).object
        rules.applyDefaults(to: &object, version: version)
        return object
    }

    private static let template = "template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: i}]}}"

    @Test func `pods of templates are completed`() throws {
        let object = try stored("replicasets", "apps", "{spec: {selector: {matchLabels: {a: b}}, \(Self.template)}}")
        #expect(object.at(["spec", "replicas"]) == 1)
        #expect(
            object.at(["spec", "template", "spec"]) == [
                "containers": [
                    [
                        "name": "c", "image": "i", "imagePullPolicy": "Always", "resources": [:],
                        "terminationMessagePath": "/dev/termination-log", "terminationMessagePolicy": "File",
                    ]
                ],
                "dnsPolicy": "ClusterFirst", "restartPolicy": "Always", "schedulerName": "default-scheduler",
                "securityContext": [:], "terminationGracePeriodSeconds": 30,
            ])
    }

    @Test(arguments: [
        ("i", "Always"), ("i:latest", "Always"), ("i:1", "IfNotPresent"), ("r.example:5000/i", "Always"),
        ("i@sha256:0123", "IfNotPresent"), ("A_b", "IfNotPresent"), ("A/b", "Always"), ("x.y/", "IfNotPresent"),
    ])
    func `the pull policy follows the tag`(_ row: (String, String)) throws {
        let object = try stored("pods", "", "{spec: {containers: [{name: c, image: '\(row.0)'}]}}")
        #expect(object.at(["spec", "containers"])?[0]?["imagePullPolicy"]?.string == row.1)
    }

    struct Row {
        var plural: String
        var group: String
        var yaml: String
        var path: [String]
        var expected: Value
    }

    @Test(arguments: [
        Row(
            plural: "prioritylevelconfigurations", group: "flowcontrol.apiserver.k8s.io",
            yaml: "{spec: {type: Limited, limited: {limitResponse: {type: Queue, queuing: {}}}}}",
            path: ["spec", "limited"],
            expected: [
                "limitResponse": ["type": "Queue", "queuing": ["handSize": 8, "queues": 64, "queueLengthLimit": 50]],
                "nominalConcurrencyShares": 30, "lendablePercent": 0,
            ]),
        Row(
            plural: "persistentvolumes", group: "", yaml: "{spec: {iscsi: {lun: 0}}}",
            path: ["spec", "iscsi", "iscsiInterface"], expected: "default"),
        Row(
            plural: "persistentvolumeclaims", group: "", yaml: "{spec: {dataSource: {kind: '', name: ''}}}",
            path: ["spec"], expected: ["resources": [:], "volumeMode": "Filesystem"]),
        Row(
            plural: "deployments", group: "apps", yaml: "{spec: {selector: {}, \(template)}}",
            path: ["spec", "strategy"],
            expected: ["type": "RollingUpdate", "rollingUpdate": ["maxUnavailable": "25%", "maxSurge": "25%"]]),
        Row(
            plural: "deployments", group: "apps",
            yaml: "{spec: {strategy: {type: Recreate}, selector: {}, \(template)}}", path: ["spec", "strategy"],
            expected: ["type": "Recreate"]),
        Row(
            plural: "statefulsets", group: "apps", yaml: "{spec: {selector: {}, \(template)}}",
            path: ["spec", "updateStrategy"], expected: ["rollingUpdate": ["partition": 0], "type": "RollingUpdate"]),
        Row(
            plural: "statefulsets", group: "apps",
            yaml: "{spec: {updateStrategy: {type: RollingUpdate}, selector: {}, \(template)}}",
            path: ["spec", "updateStrategy"], expected: ["type": "RollingUpdate"]),
        Row(
            plural: "daemonsets", group: "apps", yaml: "{spec: {selector: {}, \(template)}}",
            path: ["metadata", "annotations"], expected: ["deprecated.daemonset.template.generation": "0"]),
        Row(
            plural: "services", group: "", yaml: "{spec: {ports: [{port: 80}]}}", path: ["spec", "ports"],
            expected: [["port": 80, "protocol": "TCP", "targetPort": 80]]),
        Row(
            plural: "services", group: "", yaml: "{spec: {sessionAffinity: ClientIP, ports: [{port: 80}]}}",
            path: ["spec", "sessionAffinityConfig"], expected: ["clientIP": ["timeoutSeconds": 10800]]),
        Row(
            plural: "cronjobs", group: "batch",
            yaml: "{spec: {schedule: '* * * * *', jobTemplate: {spec: {\(template)}}}}",
            path: ["spec", "concurrencyPolicy"], expected: "Allow"),
        Row(
            plural: "networkpolicies", group: "networking.k8s.io", yaml: "{spec: {podSelector: {}, egress: [{}]}}",
            path: ["spec", "policyTypes"], expected: ["Ingress", "Egress"]),
        Row(
            plural: "rolebindings", group: "rbac.authorization.k8s.io",
            yaml: "{roleRef: {kind: Role, name: r}, subjects: [{kind: User, name: u}]}", path: ["subjects"],
            expected: [["kind": "User", "apiGroup": "rbac.authorization.k8s.io", "name": "u"]]),
        Row(
            plural: "limitranges", group: "", yaml: "{spec: {limits: [{type: Container, max: {cpu: 1}}]}}",
            path: ["spec", "limits"],
            expected: [
                ["type": "Container", "max": ["cpu": "1"], "default": ["cpu": "1"], "defaultRequest": ["cpu": "1"]]
            ]),
    ])
    func `kinds get what they leave out`(_ row: Row) throws {
        #expect(try stored(row.plural, row.group, row.yaml).at(row.path) == row.expected)
    }

    @Test func `completing twice is completing once`() throws {
        for definition in ResourceCatalog.builtIn {
            let version = definition.storageVersion
            var once = try definition.rules.decode(
                Array("{metadata: {name: x}}".utf8), encoding: .yaml, version: version, validation: .strict
            ).object
            definition.rules.applyDefaults(to: &once, version: version)
            var twice = once
            definition.rules.applyDefaults(to: &twice, version: version)
            #expect(once == twice, "\(definition.resourceName)")
        }
    }

    @Test func `an autoscaler goes from one version to the other and back`() throws {
        let rules = try Samples.rules("horizontalpodautoscalers", "autoscaling")
        let text =
            "{apiVersion: autoscaling/v1, spec: {maxReplicas: 3, minReplicas: 1, targetCPUUtilizationPercentage: 70, "
            + "scaleTargetRef: {kind: Deployment, name: d}}}"
        let first = try Samples.yaml(text)
        let second = rules.convert(first, to: "v2")
        #expect(
            second.at(["spec", "metrics"]) == [
                [
                    "type": "Resource",
                    "resource": ["name": "cpu", "target": ["type": "Utilization", "averageUtilization": 70]],
                ]
            ])
        #expect(rules.convert(second, to: "v1") == first)
    }
}
