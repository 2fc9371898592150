import DocumentModel
import KubernetesModel
import Testing

@testable import EmbeddedControlPlane

struct BuiltInTableTests {
    struct Row: CustomTestStringConvertible {
        var kind: String
        var group = ""
        var object: String
        var cells: [Int: Value]
        var testDescription: String { kind }
    }

    @Test(arguments: [
        Row(
            kind: "Node",
            object: "{metadata: {name: n, labels: {node-role.kubernetes.io/b: '', kubernetes.io/role: a}}}",
            cells: [1: "Unknown", 2: "a,b"]),
        Row(
            kind: "PodTemplate",
            object: "{metadata: {name: t}, template: {spec: {containers: [{name: c, image: i}, {name: d, image: j}]}}}",
            cells: [1: "c,d", 2: "i,j", 3: "<none>"]),
        Row(
            kind: "CertificateSigningRequest", group: "certificates.k8s.io",
            object: "{spec: {signerName: a.b/c, username: u, expirationSeconds: 7200}, status: {certificate: QQ==, "
                + "conditions: [{type: Approved}, {type: Failed}]}}",
            cells: [2: "a.b/c", 3: "u", 4: "120m", 5: "Approved,Failed,Issued"]),
        Row(
            kind: "ResourceClaim", group: "resource.k8s.io",
            object: "{metadata: {name: r}, status: {allocation: {}, reservedFor: [{name: p}]}}",
            cells: [1: "allocated,reserved"]),
        Row(
            kind: "Node", object: "{status: {nodeInfo: {kernelVersion: '6.1', architecture: arm64}}}",
            cells: [8: "6.1 (arm64)"]),
        Row(kind: "PersistentVolumeClaim", object: "{spec: {volumeName: v}}", cells: [2: "v", 3: "0"]),
        Row(
            kind: "IngressClass", group: "networking.k8s.io",
            object: "{metadata: {name: c, annotations: {ingressclass.kubernetes.io/is-default-class: 'true'}}}",
            cells: [0: "c (default)"]),
        Row(
            kind: "NetworkPolicy", group: "networking.k8s.io",
            object:
                "{spec: {podSelector: {matchLabels: {a: b}, matchExpressions: [{key: c, operator: In, values: [d]}]}}}",
            cells: [1: "a=b,c in (d)"]),
        Row(
            kind: "HorizontalPodAutoscaler", group: "autoscaling",
            object: "{spec: {metrics: [{type: Resource, resource: {name: cpu, target: {averageUtilization: 80}}}, "
                + "{type: External, external: {target: {averageValue: '5'}}}]}, status: {currentMetrics: [{type: Resource, "
                + "resource: {name: cpu, current: {averageUtilization: 40}}}]}}",
            cells: [2: "cpu: 40%/80%, <unknown>/5 (avg)"]),
    ])
    func `cells say what the server's printers say`(_ row: Row) throws {
        let table = try #require(BuiltInTables.table(for: GroupKind(group: row.group, kind: row.kind)))
        let cells = table.cells(try YAML.parseFirst(row.object))
        for (index, cell) in row.cells { #expect(cells[index] == cell, "column \(index)") }
    }

    @Test(arguments: [
        ("ConfigMap", "", "Data", "string"), ("Secret", "", "Data", "string"),
        ("CronJob", "batch", "Suspend", "boolean"),
    ])
    func `columns have the types of the server's printers`(_ row: (String, String, String, String)) throws {
        let table = try #require(BuiltInTables.table(for: GroupKind(group: row.1, kind: row.0)))
        #expect(table.columns.first { $0.name == row.2 }?.type == row.3)
    }
}
