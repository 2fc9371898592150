internal import DocumentModel
internal import KubernetesModel
internal import Platform

/// Jobs: pods until enough of them succeeded, or too many failed.
struct JobReconciler: WorkloadReconciler {
    let cluster: Cluster
    let resource = ResourceKey.jobs
    let kind = "Job"
    let children = [ResourceKey.pods]

    /// What the pods of a job add up to.
    private struct Tally {
        var active = 0
        var ready = 0
        var succeeded = 0
        var failed = 0

        init(_ pods: [StoredObject]) {
            for pod in pods {
                switch pod.value.at("status", "phase")?.string {
                case "Succeeded": succeeded += 1
                case "Failed": failed += 1
                default:
                    if pod.isBeingDeleted { continue }
                    active += 1
                    if pod.isTrue("Ready") { ready += 1 }
                }
            }
        }
    }

    func reconcile(_ job: StoredObject) async throws(APIError) -> Duration? {
        guard !job.isBeingDeleted else { return nil }
        if job.isTrue("Complete") || job.isTrue("Failed") { return try await expire(job) }
        let spec = job.value["spec"] ?? .null
        let pods = controlled(.pods, by: job)
        let tally = Tally(pods)
        if spec["suspend"]?.bool == true { return try await suspend(job, pods) }
        let parallelism = Int(spec["parallelism"]?.integer ?? 1)
        let completions = spec["completions"]?.integer.map { Int($0) } ?? max(1, tally.succeeded + tally.active)
        let limit = Int(spec["backoffLimit"]?.integer ?? 6)
        let fails = tally.failed > min(limit, 2)
        let isDone = tally.succeeded >= completions && tally.active == 0
        if !fails, !isDone {
            let missing = min(parallelism - tally.active, completions - tally.succeeded - tally.active)
            for _ in 0..<max(0, min(missing, 200)) { try await createPod(job, spec) }
        }
        try await updateStatus(job, tally, isDone: isDone, fails: fails)
        return nil
    }

    private func createPod(_ job: StoredObject, _ spec: Value) async throws(APIError) {
        try await cluster.create(
            .pods,
            PodTemplates.pod(
                spec["template"] ?? .null, name: ["generateName": .string(job.key.name + "-")],
                owner: PodTemplates.owner(job, .init(apiVersion: "batch/v1", kind: "Job")), namespace: job.key.namespace
            ))
    }

    private func suspend(_ job: StoredObject, _ pods: [StoredObject]) async throws(APIError) -> Duration? {
        for pod in pods where pod.value.at("status", "phase")?.string != "Succeeded" {
            try await cluster.delete(.pods, pod.key, uid: pod.uid)
        }
        try await cluster.update(.jobs, job.key, subresource: "status") { object in
            var conditions = WorkloadConditions(object["status"])
            conditions.set("Suspended", true, "JobSuspended", "Job suspended")
            object["status", default: .object([:])]["conditions"] = .array(conditions.all)
            return true
        }
        return nil
    }

    private func updateStatus(_ job: StoredObject, _ tally: Tally, isDone: Bool, fails: Bool) async throws(APIError) {
        try await cluster.update(.jobs, job.key, subresource: "status") { object in
            let before = object["status"]
            let now = Value.string(Timestamp.now().rfc3339())
            var status: Object = ["startTime": before?["startTime"] ?? now]
            status.setCount("active", fails ? 0 : tally.active)
            status["ready"] = .integer(Int64(tally.ready))
            status["terminating"] = 0
            status.setCount("succeeded", tally.succeeded)
            status.setCount("failed", tally.failed)
            status["uncountedTerminatedPods"] = .object([:])
            var conditions = WorkloadConditions(before)
            conditions.remove("Suspended")
            if isDone {
                let message = "Reached expected number of succeeded pods"
                conditions.set("SuccessCriteriaMet", true, "CompletionsReached", message)
                conditions.set("Complete", true, "CompletionsReached", message)
                status["completionTime"] = now
            } else if fails {
                let message = "Job has reached the specified backoff limit"
                conditions.set("FailureTarget", true, "BackoffLimitExceeded", message)
                conditions.set("Failed", true, "BackoffLimitExceeded", message)
            }
            if !conditions.all.isEmpty { status["conditions"] = .array(conditions.all) }
            object["status"] = .object(status)
            return true
        }
    }

    /// Deletes a finished job when its time is over.
    private func expire(_ job: StoredObject) async throws(APIError) -> Duration? {
        guard let seconds = job.value.at("spec", "ttlSecondsAfterFinished")?.integer else { return nil }
        let conditions = job.value.at("status", "conditions")?.array ?? []
        let finished = conditions.last { ["Complete", "Failed"].contains($0["type"]?.string) }
        let time = finished?["lastTransitionTime"]?.string.flatMap { Timestamp(rfc3339: $0) } ?? .now()
        let left = Duration.seconds(seconds) - Timestamp.now().duration(since: time)
        guard left <= .zero else { return left }
        try await cluster.delete(.jobs, job.key, uid: job.uid)
        return nil
    }
}
