internal import DocumentModel
internal import KubernetesModel
internal import Platform

/// The rules of single objects: pods, claims, services, definitions.
extension StatusRules {
    /// How long a pod may be unschedulable before that counts as a failure.
    static let scheduleWindow = Duration.seconds(15)

    static func pod(_ evidence: StatusEvidence, now: Timestamp) -> StatusReading {
        switch evidence.text("status", "phase") {
        case "Succeeded": StatusReading(.current, "The Pod has completed successfully")
        case "Failed": StatusReading(.current, "The Pod has completed, but not successfully")
        case "Running": running(evidence)
        case "Pending": pending(evidence, now: now)
        case nil, "": StatusReading(.inProgress, "The Pod has no phase yet")
        default: StatusReading(.unknown, "The phase of the Pod is none that is known")
        }
    }

    private static func running(_ evidence: StatusEvidence) -> StatusReading {
        if evidence.condition("Ready")?.isTrue == true { return StatusReading(.current, "The Pod is ready") }
        let statuses = ["containerStatuses", "initContainerStatuses"].flatMap { field in
            evidence.object.status?[field]?.array ?? []
        }
        let isCrashing = statuses.contains { $0.at("state", "waiting", "reason")?.string == "CrashLoopBackOff" }
        return isCrashing
            ? StatusReading(.failed, "A container crashes again and again")
            : StatusReading(.inProgress, "The Pod is running but not ready")
    }

    private static func pending(_ evidence: StatusEvidence, now: Timestamp) -> StatusReading {
        guard isUnschedulable(evidence), let text = evidence.object.creationTimestamp,
            let created = Timestamp(rfc3339: text), now.duration(since: created) > scheduleWindow
        else { return StatusReading(.inProgress, "The Pod is pending") }
        return StatusReading(.failed, "The Pod cannot be scheduled")
    }

    static func isUnschedulable(_ evidence: StatusEvidence) -> Bool {
        guard let scheduled = evidence.condition("PodScheduled") else { return false }
        return scheduled.isFalse && scheduled.reason == "Unschedulable"
    }

    static func claim(_ evidence: StatusEvidence) -> StatusReading {
        evidence.text("status", "phase") == "Bound"
            ? StatusReading(.current, "The claim is bound")
            : StatusReading(.inProgress, "The claim is not bound")
    }

    static func service(_ evidence: StatusEvidence) -> StatusReading {
        let isBalanced = evidence.text("spec", "type") == "LoadBalancer"
        return isBalanced && (evidence.text("spec", "clusterIP") ?? "").isEmpty
            ? StatusReading(.inProgress, "The Service has no cluster IP yet")
            : StatusReading(.current, "The Service is ready")
    }

    static func definition(_ evidence: StatusEvidence) -> StatusReading {
        for condition in evidence.conditions {
            switch (condition.type, condition.status) {
            case ("NamesAccepted", "False"): return StatusReading(.failed, "The names are not accepted")
            case ("Established", "False") where condition.reason != "Installing":
                return StatusReading(.failed, "The definition is not established")
            case ("Established", "True"): return StatusReading(.current, "The definition is established")
            default: continue
            }
        }
        return StatusReading(.inProgress, "The definition is being installed")
    }
}
