import DocumentModel
import KubernetesModel
import Testing

@testable import EmbeddedControlPlane

struct ResourceUsageTests {
    private static func container(_ cpu: Int, _ more: String = "") -> String {
        "{name: c, resources: {requests: {cpu: \(cpu)}}\(more)}"
    }

    @Test(arguments: [
        ("containers: [\(container(1)), \(container(1))]", "2"),
        ("initContainers: [\(container(3))], containers: [\(container(1)), \(container(1))]", "3"),
        ("initContainers: [\(container(3, ", restartPolicy: Always"))], containers: [\(container(1))]", "4"),
        (
            "initContainers: [\(container(2, ", restartPolicy: Always")), \(container(5))], containers: [\(container(1))]",
            "7"
        ),
        ("overhead: {cpu: 1}, containers: [\(container(1))]", "2"),
    ])
    func `a pod needs what its containers need together or one after another`(_ row: (String, String)) throws {
        let pod = try Samples.yaml("{spec: {\(row.0)}}")
        #expect(ResourceUsage(.object(pod), .pods).amounts["requests.cpu"]?.canonical == row.1)
    }

    private static let ofClass = "scopeSelector: {matchExpressions: [{scopeName: PriorityClass"

    @Test(arguments: [
        ("\(ofClass), operator: In, values: [high]}]}", "priorityClassName: high", true),
        ("\(ofClass), operator: In, values: [high]}]}", "priorityClassName: low", false),
        ("\(ofClass), operator: In, values: [high]}]}", "nodeName: n", false),
        ("\(ofClass), operator: NotIn, values: [high]}]}", "nodeName: n", true),
        ("\(ofClass), operator: Exists}]}", "priorityClassName: low", true),
        ("\(ofClass), operator: DoesNotExist}]}", "nodeName: n", true),
        ("scopeSelector: {matchExpressions: [{scopeName: BestEffort, operator: Exists}]}", "nodeName: n", true),
        ("scopes: [Terminating]", "nodeName: n", false),
        (
            "scopes: [CrossNamespacePodAffinity]",
            "affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{namespaces: [x]}]}}", true
        ),
    ])
    func `a quota counts the pods of its scopes`(_ row: (String, String, Bool)) throws {
        let quota = Quota(
            StoredObject(
                try Samples.yaml("{metadata: {name: q, namespace: n}, spec: {hard: {pods: 1}, \(row.0)}}")))
        #expect(quota.covers(.object(try Samples.yaml("{spec: {\(row.1)}}")), .pods) == row.2)
    }
}
