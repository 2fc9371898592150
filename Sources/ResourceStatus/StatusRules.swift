internal import DocumentModel
package import KubernetesModel
package import Platform

/// The rules of kstatus, with the toolkit's own rule for Jobs: what the content of an object says about its health.
package enum StatusRules {
    /// The status of `object`.
    ///
    /// - Parameters:
    ///   - now: the current time, for the one rule that depends on an age.
    ///   - pods: the pods of a workload for which ``needsPods(_:)`` holds.
    package static func read(
        _ object: KubernetesObject, now: Timestamp, pods: [KubernetesObject] = []
    ) -> StatusReading {
        let evidence = StatusEvidence(object: object)
        let kind = object.groupVersionKind.groupKind
        if kind == GroupKind(group: "batch", kind: "Job") { return job(evidence) }
        if let reading = generic(evidence) { return reading }
        let reading = builtIn(kind, evidence, now: now) ?? readiness(evidence)
        guard reading.status == .inProgress, needsPods(object) else { return reading }
        return failure(ofPods: pods, now: now) ?? reading
    }

    /// Whether failed pods decide over the status of this object while it is in progress.
    package static func needsPods(_ object: KubernetesObject) -> Bool {
        switch (object.groupVersionKind.group, object.kind) {
        case ("apps", "ReplicaSet"), ("extensions", "ReplicaSet"), ("apps", "StatefulSet"): true
        default: false
        }
    }

    /// The label selector of a workload's pods; nil when it has none that can be written as one.
    package static func podSelector(of object: KubernetesObject) -> String? {
        guard let labels = object.spec?.at("selector", "matchLabels")?.object, !labels.isEmpty else { return nil }
        return labels.map { "\($0.key)=\($0.value.string ?? "")" }.sorted().joined(separator: ",")
    }

    /// What holds for every kind but Jobs, before the rules of the kind.
    private static func generic(_ evidence: StatusEvidence) -> StatusReading? {
        if evidence.object.isBeingDeleted { return StatusReading(.terminating, "The object is being deleted") }
        if let generation = evidence.object.generation, let observed = evidence.number("status", "observedGeneration"),
            generation != observed
        {
            return StatusReading(.inProgress, "Generation \(generation) is not observed yet, only \(observed)")
        }
        for condition in evidence.conditions where condition.isTrue {
            if condition.type == "Reconciling" { return StatusReading(.inProgress, "The object is being reconciled") }
            if condition.type == "Stalled" { return StatusReading(.failed, "The object is stalled") }
        }
        return nil
    }

    private static func builtIn(_ kind: GroupKind, _ evidence: StatusEvidence, now: Timestamp) -> StatusReading? {
        switch (kind.group, kind.kind) {
        case ("apps", "Deployment"), ("extensions", "Deployment"): deployment(evidence)
        case ("apps", "ReplicaSet"), ("extensions", "ReplicaSet"): replicaSet(evidence)
        case ("apps", "StatefulSet"): statefulSet(evidence)
        case ("apps", "DaemonSet"), ("extensions", "DaemonSet"): daemonSet(evidence)
        case ("", "Pod"): pod(evidence, now: now)
        case ("", "PersistentVolumeClaim"): claim(evidence)
        case ("", "Service"): service(evidence)
        case ("apiextensions.k8s.io", "CustomResourceDefinition"): definition(evidence)
        case ("", "ConfigMap"), ("", "Secret"), ("batch", "CronJob"), ("policy", "PodDisruptionBudget"):
            StatusReading(.current, "The object exists")
        default: nil
        }
    }

    /// The rule of kinds without one: the condition Ready, else existence.
    private static func readiness(_ evidence: StatusEvidence) -> StatusReading {
        guard let ready = evidence.condition("Ready") else { return StatusReading(.current, "The object exists") }
        return ready.isTrue
            ? StatusReading(.current, "The object is ready")
            : StatusReading(.inProgress, "The object is not ready")
    }

    private static func failure(ofPods pods: [KubernetesObject], now: Timestamp) -> StatusReading? {
        let failed = pods.filter { pod in
            let evidence = StatusEvidence(object: pod)
            return !pod.isBeingDeleted && !isUnschedulable(evidence)
                && read(pod, now: now).status == .failed
        }
        return failed.isEmpty ? nil : StatusReading(.failed, "\(failed.count) pods have failed")
    }
}
