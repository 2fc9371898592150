internal import DocumentModel
internal import KubernetesModel
internal import Platform

/// The rules of workloads.
extension StatusRules {
    /// The first of `rows` whose numbers differ in the wrong direction.
    private static func shortfall(_ rows: [(isShort: Bool, message: String)]) -> StatusReading? {
        rows.first(where: \.isShort).map { StatusReading(.inProgress, $0.message) }
    }

    static func deployment(_ evidence: StatusEvidence) -> StatusReading {
        let progressing = evidence.condition("Progressing")
        if progressing?.reason == "ProgressDeadlineExceeded" {
            return StatusReading(.failed, "The progress deadline is exceeded")
        }
        let wanted = evidence.wantedReplicas
        let total = evidence.number("status", "replicas") ?? 0
        let updated = evidence.number("status", "updatedReplicas") ?? 0
        let ready = evidence.number("status", "readyReplicas") ?? 0
        let available = evidence.number("status", "availableReplicas") ?? 0
        let deadline = evidence.number("spec", "progressDeadlineSeconds")
        let isRolledOut =
            deadline == nil || deadline == Int64(Int32.max)
            || (progressing?.isTrue == true && progressing?.reason == "NewReplicaSetAvailable")
        return shortfall([
            (total < wanted, "Replicas: \(total)/\(wanted)"),
            (updated < wanted, "Updated: \(updated)/\(wanted)"),
            (total > wanted, "Pending termination: \(total &- wanted)"),
            (available < updated, "Available: \(available)/\(updated)"),
            (ready < wanted, "Ready: \(ready)/\(wanted)"),
            (!isRolledOut, "The new ReplicaSet is not available"),
            (evidence.condition("Available")?.isTrue != true, "The Deployment is not available"),
        ]) ?? StatusReading(.current, "The Deployment is available. Replicas: \(total)")
    }

    static func replicaSet(_ evidence: StatusEvidence) -> StatusReading {
        let wanted = evidence.wantedReplicas
        let total = evidence.number("status", "replicas") ?? 0
        let labelled = evidence.number("status", "fullyLabeledReplicas") ?? 0
        let available = evidence.number("status", "availableReplicas") ?? 0
        let ready = evidence.number("status", "readyReplicas") ?? 0
        return shortfall([
            (evidence.condition("ReplicaFailure")?.isTrue == true, "A replica failed"),
            (labelled < wanted, "Labelled: \(labelled)/\(wanted)"),
            (available < wanted, "Available: \(available)/\(wanted)"),
            (ready < wanted, "Ready: \(ready)/\(wanted)"),
            (total > wanted, "Pending termination: \(total &- wanted)"),
        ]) ?? StatusReading(.current, "The ReplicaSet is available. Replicas: \(total)")
    }

    static func statefulSet(_ evidence: StatusEvidence) -> StatusReading {
        if evidence.text("spec", "updateStrategy", "type") == "OnDelete" {
            return StatusReading(.current, "The StatefulSet updates on deletion")
        }
        let wanted = evidence.wantedReplicas
        let total = evidence.number("status", "replicas") ?? 0
        let ready = evidence.number("status", "readyReplicas") ?? 0
        let current = evidence.number("status", "currentReplicas") ?? 0
        let updated = evidence.number("status", "updatedReplicas") ?? 0
        if let early = shortfall([
            (total < wanted, "Replicas: \(total)/\(wanted)"), (ready < wanted, "Ready: \(ready)/\(wanted)"),
            (total > wanted, "Pending termination: \(total &- wanted)"),
        ]) {
            return early
        }
        if let partition = evidence.number("spec", "updateStrategy", "rollingUpdate", "partition") {
            let due = wanted &- partition
            return shortfall([(updated < due, "Updated: \(updated)/\(due)")])
                ?? StatusReading(.current, "The partition is rolled out. Updated: \(updated)")
        }
        return shortfall([
            (current < wanted, "Current: \(current)/\(wanted)"),
            (
                evidence.text("status", "currentRevision") != evidence.text("status", "updateRevision"),
                "The new revision is not rolled out"
            ),
        ]) ?? StatusReading(.current, "All replicas run as expected. Replicas: \(total)")
    }

    static func daemonSet(_ evidence: StatusEvidence) -> StatusReading {
        guard evidence.object.generation != nil, evidence.number("status", "observedGeneration") != nil else {
            return StatusReading(.inProgress, "The generation is not observed yet")
        }
        guard let wanted = evidence.number("status", "desiredNumberScheduled") else {
            return StatusReading(.inProgress, "The number of pods is not known yet")
        }
        let rows = [
            ("currentNumberScheduled", "Current"), ("updatedNumberScheduled", "Updated"),
            ("numberAvailable", "Available"), ("numberReady", "Ready"),
        ]
        return shortfall(
            rows.map { field, name in
                let count = evidence.number("status", field) ?? 0
                return (count < wanted, "\(name): \(count)/\(wanted)")
            }) ?? StatusReading(.current, "All pods run as expected. Replicas: \(wanted)")
    }

    /// The toolkit's rule: a Job is current once it is complete, or suspended.
    static func job(_ evidence: StatusEvidence) -> StatusReading {
        for condition in evidence.conditions where condition.isTrue {
            if condition.type == "Complete" { return StatusReading(.current, "The Job is complete") }
            if condition.type == "Failed" { return StatusReading(.failed, "The Job failed") }
        }
        if evidence.flag("spec", "suspend") { return StatusReading(.current, "The Job is suspended") }
        return evidence.text("status", "startTime") == nil
            ? StatusReading(.inProgress, "The Job is not started")
            : StatusReading(.inProgress, "The Job is running")
    }
}
