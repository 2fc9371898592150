internal import DocumentModel
internal import KubernetesModel
internal import Platform

/// Cron jobs: a job whenever the schedule says, old ones removed.
struct CronJobReconciler: WorkloadReconciler {
    let cluster: Cluster
    let resource = ResourceKey.cronJobs
    let kind = "CronJob"
    let children = [ResourceKey.jobs]

    func reconcile(_ cronJob: StoredObject) async throws(APIError) -> Duration? {
        guard !cronJob.isBeingDeleted else { return nil }
        let value = cronJob.value
        let jobs = controlled(.jobs, by: cronJob)
        try await removeOld(jobs, value)
        let active = jobs.filter { !$0.isTrue("Complete") && !$0.isTrue("Failed") }
        try await setActive(active, cronJob)
        guard value.at("spec", "suspend")?.bool != true,
            let schedule = CronTimes(value.at("spec", "schedule")?.string ?? "")
        else { return nil }
        let now = Timestamp.now()
        let last = value.at("status", "lastScheduleTime") ?? value.at("metadata", "creationTimestamp")
        guard let from = last?.string.flatMap({ Timestamp(rfc3339: $0) }), let due = schedule.next(after: from) else {
            return nil
        }
        guard due <= now else { return due.duration(since: now) }
        // Of several missed times the latest counts.
        let latest = Timestamp(seconds: max(due.seconds, now.seconds / 60 * 60 - 60))
        let time = schedule.next(after: latest.advanced(by: .seconds(-60))).flatMap { $0 <= now ? $0 : nil } ?? due
        try await start(cronJob, value, active, at: time)
        return schedule.next(after: now)?.duration(since: now)
    }

    private func start(_ cronJob: StoredObject, _ value: Value, _ active: [StoredObject], at time: Timestamp)
        async throws(APIError)
    {
        switch value.at("spec", "concurrencyPolicy")?.string {
        case "Forbid" where !active.isEmpty: return try await note(time, cronJob)
        case "Replace":
            for job in active { try await cluster.delete(.jobs, job.key, uid: job.uid) }
        default: break
        }
        let template = value.at("spec", "jobTemplate") ?? .null
        var metadata = template["metadata"]?.object ?? [:]
        metadata["name"] = .string("\(cronJob.key.name)-\(time.seconds / 60)")
        metadata["namespace"] = .string(cronJob.key.namespace)
        metadata["creationTimestamp"] = nil
        metadata["ownerReferences"] = [PodTemplates.owner(cronJob, .init(apiVersion: "batch/v1", kind: "CronJob"))]
        try await cluster.create(
            .jobs,
            [
                "apiVersion": "batch/v1", "kind": "Job", "metadata": .object(metadata),
                "spec": template["spec"] ?? .object([:]),
            ])
        try await note(time, cronJob)
    }

    private func note(_ time: Timestamp, _ cronJob: StoredObject) async throws(APIError) {
        try await cluster.update(.cronJobs, cronJob.key, subresource: "status") { object in
            object["status", default: .object([:])]["lastScheduleTime"] = .string(time.rfc3339())
            return true
        }
    }

    private func setActive(_ jobs: [StoredObject], _ cronJob: StoredObject) async throws(APIError) {
        let references = jobs.map { job -> Value in
            [
                "apiVersion": "batch/v1", "kind": "Job", "name": .string(job.key.name),
                "namespace": .string(job.key.namespace), "uid": .string(job.uid),
                "resourceVersion": .string(String(job.version)),
            ]
        }
        let known = (cronJob.value.at("status", "active")?.array ?? []).compactMap { $0["uid"]?.string }
        guard known != jobs.map(\.uid) else { return }
        try await cluster.update(.cronJobs, cronJob.key, subresource: "status") { object in
            object["status", default: .object([:])]["active"] = references.isEmpty ? nil : .array(references)
            return true
        }
    }

    private func removeOld(_ jobs: [StoredObject], _ value: Value) async throws(APIError) {
        for (condition, field, fallback) in [
            ("Complete", "successfulJobsHistoryLimit", 3), ("Failed", "failedJobsHistoryLimit", 1),
        ] {
            let finished = jobs.filter { $0.isTrue(condition) }.sorted { $0.version < $1.version }
            let limit = Int(value.at("spec", field)?.integer ?? Int64(fallback))
            for job in finished.dropLast(max(0, limit)) { try await cluster.delete(.jobs, job.key, uid: job.uid) }
        }
    }
}
