import DocumentModel
import Testing

@testable import EmbeddedControlPlane

struct StatusChecksTests {
    struct Row: Sendable {
        var old = "{}"
        var new: String
        var errors: [String]
    }

    private static let complete =
        "{startTime: '2024-01-01T00:00:00Z', completionTime: '2024-01-01T00:01:00Z', succeeded: 1, conditions: "
        + "[{type: SuccessCriteriaMet, status: 'True'}, {type: Complete, status: 'True'}]}"

    @Test(arguments: [
        Row(new: complete, errors: []),
        Row(
            new: "{conditions: [{type: Complete, status: 'True'}]}",
            errors: [
                "status.completionTime: Required value: completionTime is required for Complete jobs",
                "status.conditions: Invalid value: cannot set Complete=True condition without the "
                    + "SuccessCriteriaMet=true condition",
                "status.startTime: Required value: startTime is required for finished job",
            ]),
        Row(
            new: "{completionTime: '2024-01-01T00:00:00Z', active: 1, ready: 2}",
            errors: [
                "status.completionTime: Invalid value: \"2024-01-01T00:00:00Z\": cannot set completionTime when there is "
                    + "no Complete=True condition",
                "status.ready: Invalid value: 2: cannot set more ready pods than active",
            ]),
        Row(
            old: complete, new: "{startTime: '2024-01-01T00:00:00Z'}",
            errors: [
                "status.conditions: Invalid value: cannot disable the terminal Complete=True condition",
                "status.succeeded: Invalid value: 0: cannot decrease the succeeded counter",
                "status.conditions: Invalid value: cannot disable the SuccessCriteriaMet=True condition",
            ]),
        // What was wrong before holds up nothing else.
        Row(
            old: "{conditions: [{type: Failed, status: 'True'}]}",
            new: "{conditions: [{type: Failed, status: 'True'}], failed: 1}", errors: []),
    ])
    func `a job says nothing of itself that cannot be`(_ row: Row) throws {
        func job(_ status: String) throws -> Object { try Samples.yaml("{spec: {}, status: \(status)}") }
        #expect(JobStatusChecks.errors(try job(row.new), try job(row.old)).map(\.text) == row.errors)
    }

    @Test func `conditions of a status are each of a type of their own, and whole`() throws {
        let object = try Samples.yaml(
            "{status: {conditions: [{type: A, status: 'True', reason: R, lastTransitionTime: x}, {type: A, status: Odd, "
                + "reason: '1'}]}}")
        #expect(
            StatusChecks.errors(object, [:], "PodDisruptionBudget.policy").map(\.field) == [
                "status.conditions[1].type", "status.conditions[1].status", "status.conditions[1].lastTransitionTime",
                "status.conditions[1].reason",
            ])
    }

    @Test func `a claim is given amounts that there are`() throws {
        let object = try Samples.yaml(
            "{status: {capacity: {cpu: '-1'}, allocatedResources: {memory: '1', storage: -1Gi}, allocatedResourceStatuses: "
                + "{storage: Odd}}}")
        #expect(
            StatusChecks.errors(object, [:], "PersistentVolumeClaim").map(\.field) == [
                "status.capacity[cpu]", "status.allocatedResourceStatuses", "status.allocatedResources",
                "status.allocatedResources[storage]",
            ])
    }

    @Test(arguments: [
        (
            "ResourceQuota", "{hard: {odd: '1'}, used: {pods: '-1'}}",
            ["status.hard[odd]", "status.hard[odd]", "status.used[pods]"]
        ),
        (
            "CertificateSigningRequest.certificates.k8s.io",
            "{conditions: [{type: Approved, status: 'True'}, {type: Denied, status: 'True'}, {type: A, status: Maybe}]}",
            ["status.conditions", "status.conditions[2].status"]
        ),
    ])
    func `what is found and decided fits the kind`(_ row: (kind: String, status: String, fields: [String])) throws {
        let object = try Samples.yaml("{status: \(row.status)}")
        #expect(StatusChecks.errors(object, [:], row.kind).map(\.field) == row.fields)
    }

    @Test func `only a load balancer has addresses`() throws {
        let status = "status: {loadBalancer: {ingress: [{ip: 10.0.0.1}]}}"
        for (type, fields) in [("ClusterIP", ["status.loadBalancer.ingress"]), ("LoadBalancer", [])] {
            let service = try Samples.yaml("{spec: {type: \(type)}, \(status)}")
            #expect(StatusChecks.errors(service, [:], "Service").map(\.field) == fields)
        }
    }
}
