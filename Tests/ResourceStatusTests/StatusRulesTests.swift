import DocumentModel
import KubernetesModel
import Platform
import ResourceStatus
import Testing

@Suite struct StatusRulesTests {
    struct Case: CustomTestStringConvertible {
        let testDescription: String
        let object: String
        let status: ResourceStatus

        init(_ name: String, _ object: String, _ status: ResourceStatus) {
            testDescription = name
            self.object = object
            self.status = status
        }
    }

    static func object(_ yaml: String) throws -> KubernetesObject {
        try #require(KubernetesObject(try YAML.parseFirst(yaml)))
    }

    static let now = Timestamp(rfc3339: "2026-01-02T15:04:05Z") ?? Timestamp.now()

    static let generic = [
        Case("deletion", "{kind: Any, metadata: {deletionTimestamp: '2026-01-01T00:00:00Z'}}", .terminating),
        Case(
            "an unobserved generation",
            "{kind: Any, metadata: {generation: 2}, status: {observedGeneration: 1, conditions: [{type: Ready, status: 'True'}]}}",
            .inProgress),
        Case(
            "an observed generation", "{kind: Any, metadata: {generation: 2}, status: {observedGeneration: 2}}",
            .current),
        Case("no generation observed", "{kind: Any, metadata: {generation: 2}, status: {}}", .current),
        Case(
            "Reconciling before Stalled",
            "{kind: Any, status: {conditions: [{type: Reconciling, status: 'True'}, {type: Stalled, status: 'True'}]}}",
            .inProgress),
        Case(
            "Stalled before Reconciling",
            "{kind: Any, status: {conditions: [{type: Stalled, status: 'True'}, {type: Reconciling, status: 'True'}]}}",
            .failed),
        Case("Ready", "{kind: Any, status: {conditions: [{type: Ready, status: 'True'}]}}", .current),
        Case("not Ready", "{kind: Any, status: {conditions: [{type: Ready, status: 'False'}]}}", .inProgress),
        Case("Ready unknown", "{kind: Any, status: {conditions: [{type: Ready, status: Unknown}]}}", .inProgress),
        Case("nothing at all", "{kind: Any}", .current),
        Case(
            "odd types", "{kind: Any, metadata: 3, status: {conditions: [1, {type: 2}], observedGeneration: x}}",
            .current),
    ]

    @Test(arguments: generic)
    func `7.11, 9.5: the generic rules come first`(_ example: Case) throws {
        #expect(StatusRules.read(try Self.object(example.object), now: Self.now).status == example.status)
    }

    static let rolledOut =
        "conditions: [{type: Progressing, status: 'True', reason: NewReplicaSetAvailable}, {type: Available, status: 'True'}]"
    static func deployment(_ spec: String, _ status: String) -> String {
        "{apiVersion: apps/v1, kind: Deployment, spec: {\(spec)}, status: {\(status)}}"
    }

    static let deployments = [
        Case(
            "the deadline",
            deployment(
                "replicas: 1",
                "replicas: 1, conditions: [{type: Progressing, status: 'False', reason: ProgressDeadlineExceeded}]"),
            .failed),
        Case("too few replicas", deployment("replicas: 2", "replicas: 1, \(rolledOut)"), .inProgress),
        Case(
            "too few updated", deployment("replicas: 2", "replicas: 2, updatedReplicas: 1, \(rolledOut)"), .inProgress),
        Case(
            "too many replicas",
            deployment(
                "replicas: 1", "replicas: 2, updatedReplicas: 1, availableReplicas: 1, readyReplicas: 1, \(rolledOut)"),
            .inProgress),
        Case(
            "too few available",
            deployment(
                "replicas: 1", "replicas: 1, updatedReplicas: 1, availableReplicas: 0, readyReplicas: 1, \(rolledOut)"),
            .inProgress),
        Case(
            "too few ready",
            deployment(
                "replicas: 1", "replicas: 1, updatedReplicas: 1, availableReplicas: 1, readyReplicas: 0, \(rolledOut)"),
            .inProgress),
        Case(
            "a deadline and no new ReplicaSet",
            deployment(
                "replicas: 1, progressDeadlineSeconds: 600",
                "replicas: 1, updatedReplicas: 1, availableReplicas: 1, readyReplicas: 1, conditions: [{type: Available, status: 'True'}]"
            ),
            .inProgress),
        Case(
            "no deadline",
            deployment(
                "",
                "replicas: 1, updatedReplicas: 1, availableReplicas: 1, readyReplicas: 1, conditions: [{type: Available, status: 'True'}]"
            ),
            .current),
        Case(
            "not available",
            deployment(
                "",
                "replicas: 1, updatedReplicas: 1, availableReplicas: 1, readyReplicas: 1, conditions: [{type: Available, status: 'False'}]"
            ),
            .inProgress),
        Case(
            "rolled out",
            deployment(
                "progressDeadlineSeconds: 600",
                "replicas: 1, updatedReplicas: 1, availableReplicas: 1, readyReplicas: 1, \(rolledOut)"),
            .current),
        Case(
            "scaled to nothing",
            deployment("replicas: 0, progressDeadlineSeconds: 600", rolledOut), .current),
    ]

    @Test(arguments: deployments)
    func `7.11: a Deployment is current when it is rolled out`(_ example: Case) throws {
        #expect(StatusRules.read(try Self.object(example.object), now: Self.now).status == example.status)
    }

    static func stateful(_ spec: String, _ status: String) -> String {
        "{apiVersion: apps/v1, kind: StatefulSet, spec: {\(spec)}, status: {\(status)}}"
    }

    static let workloads = [
        Case("OnDelete", stateful("updateStrategy: {type: OnDelete}", ""), .current),
        Case("too few", stateful("replicas: 2", "replicas: 1"), .inProgress),
        Case("not ready", stateful("replicas: 1", "replicas: 1, readyReplicas: 0"), .inProgress),
        Case("too many", stateful("replicas: 1", "replicas: 2, readyReplicas: 1"), .inProgress),
        Case(
            "a partition not updated",
            stateful(
                "replicas: 3, updateStrategy: {rollingUpdate: {partition: 1}}",
                "replicas: 3, readyReplicas: 3, updatedReplicas: 1"),
            .inProgress),
        Case(
            "a partition updated",
            stateful(
                "replicas: 3, updateStrategy: {rollingUpdate: {partition: 1}}",
                "replicas: 3, readyReplicas: 3, updatedReplicas: 2"),
            .current),
        Case("not current", stateful("replicas: 1", "replicas: 1, readyReplicas: 1, currentReplicas: 0"), .inProgress),
        Case(
            "an old revision",
            stateful(
                "replicas: 1",
                "replicas: 1, readyReplicas: 1, currentReplicas: 1, currentRevision: a, updateRevision: b"),
            .inProgress),
        Case(
            "all there",
            stateful(
                "replicas: 1",
                "replicas: 1, readyReplicas: 1, currentReplicas: 1, currentRevision: a, updateRevision: a"),
            .current),
        Case(
            "unobserved DaemonSet", "{apiVersion: apps/v1, kind: DaemonSet, status: {desiredNumberScheduled: 0}}",
            .inProgress),
        Case(
            "DaemonSet of unknown size",
            "{apiVersion: apps/v1, kind: DaemonSet, metadata: {generation: 1}, status: {observedGeneration: 1}}",
            .inProgress),
        Case(
            "DaemonSet not ready",
            "{apiVersion: apps/v1, kind: DaemonSet, metadata: {generation: 1}, status: {observedGeneration: 1, desiredNumberScheduled: 1, currentNumberScheduled: 1, updatedNumberScheduled: 1, numberAvailable: 1, numberReady: 0}}",
            .inProgress),
        Case(
            "DaemonSet ready",
            "{apiVersion: apps/v1, kind: DaemonSet, metadata: {generation: 1}, status: {observedGeneration: 1, desiredNumberScheduled: 1, currentNumberScheduled: 1, updatedNumberScheduled: 1, numberAvailable: 1, numberReady: 1}}",
            .current),
        Case(
            "ReplicaSet short of labels",
            "{apiVersion: apps/v1, kind: ReplicaSet, spec: {replicas: 1}, status: {replicas: 1, availableReplicas: 1, readyReplicas: 1}}",
            .inProgress),
        Case(
            "ReplicaSet failing",
            "{apiVersion: apps/v1, kind: ReplicaSet, spec: {replicas: 0}, status: {conditions: [{type: ReplicaFailure, status: 'True'}]}}",
            .inProgress),
        Case(
            "ReplicaSet complete",
            "{apiVersion: apps/v1, kind: ReplicaSet, status: {replicas: 1, fullyLabeledReplicas: 1, availableReplicas: 1, readyReplicas: 1}}",
            .current),
    ]

    @Test(arguments: workloads)
    func `7.11: other workloads count their replicas`(_ example: Case) throws {
        #expect(StatusRules.read(try Self.object(example.object), now: Self.now).status == example.status)
    }

    static let jobs = [
        Case("not started", "{apiVersion: batch/v1, kind: Job}", .inProgress),
        Case("running", "{apiVersion: batch/v1, kind: Job, status: {startTime: x, active: 1}}", .inProgress),
        Case(
            "complete", "{apiVersion: batch/v1, kind: Job, status: {conditions: [{type: Complete, status: 'True'}]}}",
            .current),
        Case(
            "failed", "{apiVersion: batch/v1, kind: Job, status: {conditions: [{type: Failed, status: 'True'}]}}",
            .failed),
        Case("suspended", "{apiVersion: batch/v1, kind: Job, spec: {suspend: true}}", .current),
        Case(
            "generic rules do not count",
            "{apiVersion: batch/v1, kind: Job, metadata: {generation: 2}, status: {observedGeneration: 1, conditions: [{type: Complete, status: 'True'}]}}",
            .current),
    ]

    @Test(arguments: jobs)
    func `7.11: a Job is current once it is complete or suspended`(_ example: Case) throws {
        #expect(StatusRules.read(try Self.object(example.object), now: Self.now).status == example.status)
    }

    static let singles = [
        Case(
            "crashing pod",
            "{apiVersion: v1, kind: Pod, status: {phase: Running, containerStatuses: [{state: {waiting: {reason: CrashLoopBackOff}}}]}}",
            .failed),
        Case("unready pod", "{apiVersion: v1, kind: Pod, status: {phase: Running}}", .inProgress),
        Case(
            "ready pod",
            "{apiVersion: v1, kind: Pod, status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}",
            .current),
        Case("finished pod", "{apiVersion: v1, kind: Pod, status: {phase: Succeeded}}", .current),
        Case("failed pod", "{apiVersion: v1, kind: Pod, status: {phase: Failed}}", .current),
        Case("pod without phase", "{apiVersion: v1, kind: Pod}", .inProgress),
        Case("pending pod", "{apiVersion: v1, kind: Pod, status: {phase: Pending}}", .inProgress),
        Case(
            "young unschedulable pod",
            "{apiVersion: v1, kind: Pod, metadata: {creationTimestamp: '2026-01-02T15:03:55Z'}, status: {phase: Pending, conditions: [{type: PodScheduled, status: 'False', reason: Unschedulable}]}}",
            .inProgress),
        Case(
            "old unschedulable pod",
            "{apiVersion: v1, kind: Pod, metadata: {creationTimestamp: '2026-01-02T15:03:05Z'}, status: {phase: Pending, conditions: [{type: PodScheduled, status: 'False', reason: Unschedulable}]}}",
            .failed),
        Case("ConfigMap", "{apiVersion: v1, kind: ConfigMap}", .current),
        Case(
            "Secret", "{apiVersion: v1, kind: Secret, status: {conditions: [{type: Ready, status: 'False'}]}}", .current
        ),
        Case("pending claim", "{apiVersion: v1, kind: PersistentVolumeClaim, status: {phase: Pending}}", .inProgress),
        Case("bound claim", "{apiVersion: v1, kind: PersistentVolumeClaim, status: {phase: Bound}}", .current),
        Case("balancer without address", "{apiVersion: v1, kind: Service, spec: {type: LoadBalancer}}", .inProgress),
        Case("balancer", "{apiVersion: v1, kind: Service, spec: {type: LoadBalancer, clusterIP: 10.0.0.1}}", .current),
        Case("headless service", "{apiVersion: v1, kind: Service, spec: {type: ClusterIP, clusterIP: None}}", .current),
        Case(
            "refused names",
            "{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, status: {conditions: [{type: NamesAccepted, status: 'False'}]}}",
            .failed),
        Case(
            "installing definition",
            "{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, status: {conditions: [{type: Established, status: 'False', reason: Installing}]}}",
            .inProgress),
        Case(
            "failed definition",
            "{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, status: {conditions: [{type: Established, status: 'False', reason: Other}]}}",
            .failed),
        Case(
            "established definition",
            "{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, status: {conditions: [{type: Established, status: 'True'}]}}",
            .current),
    ]

    @Test(arguments: singles)
    func `7.11: single objects have rules of their own`(_ example: Case) throws {
        #expect(StatusRules.read(try Self.object(example.object), now: Self.now).status == example.status)
    }

    static let crashing =
        "{apiVersion: v1, kind: Pod, metadata: {name: p}, status: {phase: Running, containerStatuses: [{state: {waiting: {reason: CrashLoopBackOff}}}]}}"
    static let dying =
        "{apiVersion: v1, kind: Pod, metadata: {deletionTimestamp: x}, status: {phase: Running, containerStatuses: [{state: {waiting: {reason: CrashLoopBackOff}}}]}}"
    static let unschedulable =
        "{apiVersion: v1, kind: Pod, metadata: {creationTimestamp: '2026-01-02T15:03:05Z'}, status: {phase: Pending, conditions: [{type: PodScheduled, status: 'False', reason: Unschedulable}]}}"

    @Test(
        arguments: [(crashing, ResourceStatus.failed), (dying, .inProgress), (unschedulable, .inProgress)])
    func `7.11: a failed pod fails a workload in progress`(_ pod: String, _ status: ResourceStatus) throws {
        let workload = try Self.object(
            Self.stateful("replicas: 1, selector: {matchLabels: {app: a, b: c}}", "replicas: 1"))
        #expect(StatusRules.needsPods(workload))
        #expect(StatusRules.podSelector(of: workload) == "app=a,b=c")
        #expect(StatusRules.read(workload, now: Self.now, pods: [try Self.object(pod)]).status == status)
    }

    @Test(
        arguments: [
            ([ResourceStatus.failed, .unknown], ResourceStatus.failed), ([.unknown, .current], .unknown),
            ([.current, .current], .current), ([.current, .terminating], .inProgress), ([], .current),
        ])
    func `WT-4: many statuses become one`(_ statuses: [ResourceStatus], _ status: ResourceStatus) {
        #expect(ResourceStatus.aggregate(statuses) == status)
    }
}
