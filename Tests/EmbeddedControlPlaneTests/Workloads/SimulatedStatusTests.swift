import DocumentModel
import KubernetesClient
import KubernetesModel
import Testing

@testable import EmbeddedControlPlane

struct EndpointGroupTests {
    private func pod(_ name: String, _ fields: String) throws -> StoredObject {
        let value = try YAML.parseFirst("{metadata: {name: \(name), namespace: n, uid: u-\(name)}, \(fields)}")
        return StoredObject(value.object ?? [:])
    }

    @Test func `pods are grouped by the numbers their ports have`() throws {
        let service = try YAML.parseFirst(
            "{metadata: {name: s}, spec: {ports: [{name: a, port: 80, targetPort: web}, {name: b, port: 81}]}}")
        let ready = "status: {podIP: 10.0.0.2, conditions: [{type: Ready, status: 'True'}]}"
        let groups = EndpointGroup.all(
            of: service,
            pods: [
                try pod("p", "spec: {containers: [{ports: [{name: web, containerPort: 8080}]}]}, \(ready)"),
                try pod(
                    "q", "spec: {containers: [{ports: [{name: web, containerPort: 8080}]}]}, status: {podIP: 10.0.0.1}"),
                try pod("r", "spec: {containers: [{name: c}]}, \(ready)"),
            ])
        #expect(groups.count == 2)
        #expect(groups[0].slicePorts.map { $0["port"] } == [8080, 81])
        #expect(groups[0].slices.map { $0["addresses"]?[0] } == ["10.0.0.1", "10.0.0.2"])
        #expect(groups[0].slices.map { $0.at("conditions", "ready") } == [false, true])
        #expect(groups[0].subset["addresses"]?[0]?["ip"] == "10.0.0.2")
        #expect(groups[0].subset["notReadyAddresses"]?[0]?.at("targetRef", "name") == "q")
        #expect(groups[1].slicePorts.map { $0["name"] } == ["b"])
    }

    @Test func `a pod of a headless Service has a name of its own`() throws {
        let service = try YAML.parseFirst("{metadata: {name: h}, spec: {clusterIP: None}}")
        let named = try pod("p", "spec: {hostname: x, subdomain: h}, status: {podIP: 10.0.0.1}")
        #expect(EndpointGroup.all(of: service, pods: [named]).first?.slices.first?["hostname"] == "x")
    }
}

struct AutoscalerReportTests {
    @Test(arguments: [
        (Int64?.none, Int64?.none, "FailedGetScale", 1), (0, nil, "ScalingDisabled", 2),
        (1, 2, "ValidMetricFound", 3), (3, 3, "ValidMetricFound", 3), (9, 5, "ValidMetricFound", 3),
    ])
    func `only the bounds change a number of replicas`(_ row: (Int64?, Int64?, String, Int)) throws {
        let autoscaler = try YAML.parseFirst(
            "{spec: {minReplicas: 2, maxReplicas: 5, scaleTargetRef: {name: d}, metrics: [{type: Resource, resource: "
                + "{name: cpu, target: {type: Utilization, averageUtilization: 50}}}]}}")
        let report = AutoscalerReport(autoscaler: autoscaler, replicas: row.0)
        #expect(report.desired == row.1)
        let conditions = report.status["conditions"]?.array ?? []
        #expect(conditions.count == row.3)
        #expect(conditions.contains { $0["reason"]?.string == row.2 })
        let metric = report.status["currentMetrics"]?[0]?.at("resource", "current", "averageUtilization")
        #expect(metric == (row.1 == nil ? nil : 50))
    }
}

@Suite(
    .serialized, .timeLimit(.minutes(2)),
    .enabled(if: !TestControlPlane.isReal, "nothing runs workloads there")) struct SimulatedStatusTests
{
    private static let revision = GroupVersionKind(apiVersion: "apps/v1", kind: "ControllerRevision")
    private static let statefulSet = GroupVersionKind(apiVersion: "apps/v1", kind: "StatefulSet")
    private static let service = GroupVersionKind(apiVersion: "v1", kind: "Service")
    private static let slice = GroupVersionKind(apiVersion: "discovery.k8s.io/v1", kind: "EndpointSlice")
    private static let endpoints = GroupVersionKind(apiVersion: "v1", kind: "Endpoints")

    @Test func `a template that comes back is the newest revision again`() async throws {
        try await TestControlPlane.with { plane in
            var set = KubernetesObject(kind: Self.statefulSet, namespace: "default", name: "s")
            func template(_ image: String) -> Value {
                [
                    "metadata": ["labels": ["a": "b"]],
                    "spec": ["containers": [["name": "c", "image": .string(image)]]],
                ]
            }
            set.content["spec"] = [
                "replicas": 0, "serviceName": "s", "selector": ["matchLabels": ["a": "b"]], "template": template("i:1"),
            ]
            _ = try await plane.client.create(set)
            func numbers() async throws -> [Int64] {
                let list = try await plane.client.list(Self.revision, ListOptions(namespace: "default"))
                return list.items.compactMap { $0.content["revision"]?.integer }.sorted()
            }
            for (image, expected) in [("i:1", [1]), ("i:2", [1, 2]), ("i:1", [2, 3])] as [(String, [Int64])] {
                _ = try await plane.client.patch(
                    Self.statefulSet, set.key, .merge(["spec": ["template": template(image)]]))
                try await eventually("the revisions are not \(expected)") { try await numbers() == expected }
            }
        }
    }

    @Test func `a claim takes the smallest volume that fits, which its end sets free`() async throws {
        try await TestControlPlane.with { plane in
            let volume = GroupVersionKind(apiVersion: "v1", kind: "PersistentVolume")
            let claim = GroupVersionKind(apiVersion: "v1", kind: "PersistentVolumeClaim")
            for (name, size) in [("small", "1Gi"), ("fits", "2Gi"), ("large", "3Gi")] {
                var object = KubernetesObject(kind: volume, name: name)
                object.content["spec"] = [
                    "storageClassName": "manual", "capacity": ["storage": .string(size)],
                    "accessModes": ["ReadWriteOnce"], "hostPath": ["path": "/x"],
                ]
                _ = try await plane.client.create(object)
            }
            func phase(_ name: String) async throws -> Value? {
                try await plane.client.get(volume, ObjectKey(name: name)).status?["phase"]
            }
            for name in ["small", "fits", "large"] {
                try await eventually("\(name) is not available") { try await phase(name) == "Available" }
            }
            var object = KubernetesObject(kind: claim, namespace: "default", name: "c")
            object.content["spec"] = [
                "storageClassName": "manual", "accessModes": ["ReadWriteOnce"],
                "resources": ["requests": ["storage": "1500Mi"]],
            ]
            _ = try await plane.client.create(object)
            try await eventually("the claim is not bound") {
                try await plane.client.get(claim, object.key).status?["phase"] == "Bound"
            }
            let bound = try await plane.client.get(claim, object.key)
            #expect(bound.content["spec"]?["volumeName"] == "fits")
            #expect(bound.status?.at("capacity", "storage") == "2Gi")
            #expect(try await phase("fits") == "Bound")
            _ = try await plane.client.delete(claim, object.key)
            try await eventually("the volume is not released") { try await phase("fits") == "Released" }
        }
    }

    @Test func `a daemon set whose pods look for another node has none`() async throws {
        try await TestControlPlane.with { plane in
            let kind = GroupVersionKind(apiVersion: "apps/v1", kind: "DaemonSet")
            for (name, label, count) in [("here", "kubernetes.io/os", 1), ("there", "disk", 0)]
                as [(String, String, Int64)]
            {
                var object = KubernetesObject(kind: kind, namespace: "default", name: name)
                object.content["spec"] = [
                    "selector": ["matchLabels": ["a": .string(name)]],
                    "template": [
                        "metadata": ["labels": ["a": .string(name)]],
                        "spec": [
                            "nodeSelector": [label: "linux"], "containers": [["name": "c", "image": "i"]],
                        ],
                    ],
                ]
                _ = try await plane.client.create(object)
                try await eventually("\(name) has no status") {
                    let status = try await plane.client.get(kind, object.key).status
                    return status?["observedGeneration"] == 1 && status?["desiredNumberScheduled"] == .integer(count)
                }
            }
        }
    }

    @Test func `a pod that is refused is told of once, not with each attempt`() async throws {
        try await TestControlPlane.with { plane in
            var namespace = KubernetesObject(kind: .namespace, name: "strict")
            namespace.labels = ["pod-security.kubernetes.io/enforce": "restricted"]
            _ = try await plane.client.create(namespace)
            let kind = GroupVersionKind(apiVersion: "apps/v1", kind: "ReplicaSet")
            var set = KubernetesObject(kind: kind, namespace: "strict", name: "s")
            set.content["spec"] = [
                "selector": ["matchLabels": ["a": "b"]],
                "template": [
                    "metadata": ["labels": ["a": "b"]], "spec": ["containers": [["name": "c", "image": "i"]]],
                ],
            ]
            _ = try await plane.client.create(set)
            try await eventually("the failure is not told") {
                try await plane.client.get(kind, set.key).status?["conditions"]?[0]?["type"] == "ReplicaFailure"
            }
            let told = try await plane.client.get(kind, set.key).resourceVersion
            try await Task.sleep(for: .seconds(1))
            #expect(try await plane.client.get(kind, set.key).resourceVersion == told)
        }
    }

    @Test func `a pod waits at its gates and says so`() async throws {
        try await TestControlPlane.with { plane in
            var pod = KubernetesObject(kind: .pod, namespace: "default", name: "p")
            pod.content["spec"] = [
                "schedulingGates": [["name": "example.org/g"]], "containers": [["name": "c", "image": "i"]],
            ]
            let made = try await plane.client.create(pod)
            #expect(made.status?["conditions"]?[0]?["reason"] == "SchedulingGated")
            let open: Value = ["spec": ["schedulingGates": .null]]
            _ = try await plane.client.patch(.pod, pod.key, .merge(open))
            try await eventually("the pod does not run") {
                try await plane.client.get(.pod, pod.key).status?["phase"] == "Running"
            }
        }
    }

    @Test func `a Service that selects pods has endpoints, which go with it`() async throws {
        try await TestControlPlane.with { plane in
            var service = KubernetesObject(kind: Self.service, namespace: "default", name: "s")
            service.content["spec"] = ["selector": ["a": "b"], "ports": [["port": 80]]]
            _ = try await plane.client.create(service)
            var pod = KubernetesObject(kind: .pod, namespace: "default", name: "p")
            pod.labels = ["a": "b"]
            pod.content["spec"] = ["containers": [["name": "c", "image": "i"]]]
            _ = try await plane.client.create(pod)
            try await eventually("the slice has no endpoint") {
                let slices = try await plane.client.list(Self.slice, ListOptions(namespace: "default"))
                return slices.items.contains {
                    $0.labels["kubernetes.io/service-name"] == "s"
                        && $0.content["endpoints"]?[0]?.at("conditions", "ready") == true
                }
            }
            let key = ObjectKey(namespace: "default", name: "s")
            try await eventually("the Endpoints have no address") {
                try await plane.client.getIfPresent(Self.endpoints, key)?.content["subsets"]?[0]?["addresses"] != nil
            }
            _ = try await plane.client.delete(Self.service, key)
            try await eventually("the Endpoints stay") {
                try await plane.client.getIfPresent(Self.endpoints, key) == nil
            }
        }
    }
}
