internal import DocumentModel
internal import KubernetesModel
internal import Platform

/// Pods: pending at first, running and ready after a moment, done when their job is.
struct PodReconciler: WorkloadReconciler {
    let cluster: Cluster
    let resource = ResourceKey.pods
    let kind = "Pod"
    let children: [ResourceKey] = []

    func reconcile(_ pod: StoredObject) async throws(APIError) -> Duration? {
        if pod.isBeingDeleted { return try await end(pod) }
        let value = pod.value
        // Another scheduler's pods, and those of a node that does not exist, are not the simulated cluster's.
        guard value.at("spec", "schedulerName")?.string ?? "default-scheduler" == "default-scheduler",
            (value.at("spec", "nodeName")?.string ?? "").isEmpty,
            value.at("spec", "schedulingGates")?.array?.isEmpty ?? true
        else { return nil }
        let phase = value.at("status", "phase")?.string ?? "Pending"
        guard phase == "Pending" || phase == "Running" else { return nil }
        let simulation = Simulation(pod: pod, cluster.store)
        let isJob = pod.owners.contains { $0.kind == "Job" }
        let outcome = isJob ? simulation.job : simulation.rollout
        guard let created = value.at("metadata", "creationTimestamp")?.string, let time = Timestamp(rfc3339: created)
        else { return nil }
        let age = Timestamp.now().duration(since: time)
        if phase == "Pending" {
            // Creation times have whole seconds: waiting since the first look is near enough.
            if value.at("status", "startTime") == nil {
                try await set(pod, PodStatus(value, .starting))
                return simulation.delay
            }
            if age < simulation.delay { return simulation.delay - age }
            return try await start(pod, value, outcome, isJob)
        }
        guard isJob || value.at("spec", "restartPolicy")?.string == "Never", isJob else { return nil }
        return try await finish(pod, value, outcome)
    }

    /// A pod that has time to end takes a moment of it.
    private func end(_ pod: StoredObject) async throws(APIError) -> Duration? {
        guard pod.finalizers.isEmpty,
            let target = cluster.target(.pods, namespace: pod.key.namespace, name: pod.key.name)
        else { return nil }
        if Timestamp.now().duration(since: Self.deletion(of: pod)) < .zero,
            pod.value.at("metadata", "deletionGracePeriodSeconds")?.integer ?? 0 > 1
        {
            return .seconds(1)
        }
        var options = DeleteOptions(propagation: .background)
        options.uid = pod.uid
        options.gracePeriodSeconds = 0
        do throws(APIError) {
            _ = try await cluster.server.writer.delete(target, options)
        } catch {
            guard error.code == 404 || error.code == 409 else { throw error }
        }
        return nil
    }

    private static func deletion(of pod: StoredObject) -> Timestamp {
        pod.value.at("metadata", "deletionTimestamp")?.string.flatMap { Timestamp(rfc3339: $0) } ?? .now()
    }

    private func start(_ pod: StoredObject, _ value: Value, _ outcome: Simulation.Outcome, _ isJob: Bool)
        async throws(APIError) -> Duration?
    {
        switch outcome {
        case .hang where !isJob: return nil
        case .crash: try await set(pod, PodStatus(value, .crashing))
        case .fail where !isJob: try await set(pod, PodStatus(value, .imageMissing))
        default:
            try await set(pod, PodStatus(value, .running))
            return isJob ? .milliseconds(200) : nil
        }
        return nil
    }

    private func finish(_ pod: StoredObject, _ value: Value, _ outcome: Simulation.Outcome) async throws(APIError)
        -> Duration?
    {
        switch outcome {
        case .hang: return nil
        case .fail, .crash: try await set(pod, PodStatus(value, .failed))
        case .succeed: try await set(pod, PodStatus(value, .succeeded))
        }
        return nil
    }

    private func set(_ pod: StoredObject, _ status: PodStatus) async throws(APIError) {
        let status = status.value
        try await cluster.update(.pods, pod.key, subresource: "status", manager: "kubelet") { object in
            guard object["metadata"]?["uid"]?.string == pod.uid else { return false }
            var merged = object["status"]?.object ?? [:]
            for (key, value) in status.object ?? [:] { merged[key] = value }
            object["status"] = .object(merged)
            return true
        }
    }
}

/// What a simulated kubelet says about a pod.
struct PodStatus: Sendable {
    enum State: Sendable {
        case starting, running, crashing, imageMissing, succeeded, failed
    }

    private let pod: Value
    private let state: State

    init(_ pod: Value, _ state: State) {
        self.pod = pod
        self.state = state
    }

    private var now: Value { .string(Timestamp.now().rfc3339()) }

    var value: Value {
        let startTime = pod.at("status", "startTime") ?? now
        let hash = UInt64(truncatingIfNeeded: (pod.at("metadata", "uid")?.string ?? "").hashValue)
        let address = "10.244.\(hash % 250).\(hash / 250 % 250 + 2)"
        var status: Object = [
            "phase": .string(phase), "conditions": .array(conditions), "hostIP": "127.0.0.1",
            "hostIPs": [["ip": "127.0.0.1"]], "startTime": startTime,
            "containerStatuses": .array((pod.at("spec", "containers")?.array ?? []).map(container)),
        ]
        if state == .running {
            status["podIP"] = .string(address)
            status["podIPs"] = [["ip": .string(address)]]
        }
        return .object(status)
    }

    private var phase: String {
        switch state {
        case .starting, .imageMissing: "Pending"
        case .running, .crashing: "Running"
        case .succeeded: "Succeeded"
        case .failed: "Failed"
        }
    }

    private var conditions: [Value] {
        var conditions = WorkloadConditions(pod["status"])
        func set(_ type: String, _ isTrue: Bool, _ reason: String = "") {
            var before = WorkloadConditions(["conditions": .array(conditions.all)])
            before.set(type, isTrue, reason, "")
            conditions = before
        }
        let isReady = state == .running
        let why = state == .succeeded ? "PodCompleted" : isReady ? "" : "ContainersNotReady"
        set("PodReadyToStartContainers", state != .starting)
        set("Initialized", true, state == .succeeded ? "PodCompleted" : "")
        set("Ready", isReady, why)
        set("ContainersReady", isReady, why)
        set("PodScheduled", true)
        return conditions.all.map { condition in
            var object = condition.object ?? [:]
            for key in ["reason", "message"] where object[key]?.string == "" { object[key] = nil }
            return .object(object)
        }
    }

    private func container(_ container: Value) -> Value {
        let image = container["image"] ?? ""
        let isStarted = state == .running
        return [
            "name": container["name"] ?? "", "image": image, "imageID": "", "ready": .bool(isStarted),
            "started": .bool(isStarted), "restartCount": .integer(state == .crashing ? 3 : 0), "state": containerState,
            "lastState": state == .crashing ? ["terminated": terminated(1, "Error")] : .object([:]),
        ]
    }

    private var containerState: Value {
        switch state {
        case .starting: ["waiting": ["reason": "ContainerCreating"]]
        case .running: ["running": ["startedAt": now]]
        case .crashing:
            ["waiting": ["reason": "CrashLoopBackOff", "message": "back-off 10s restarting failed container"]]
        case .imageMissing:
            ["waiting": ["reason": "ImagePullBackOff", "message": "Back-off pulling image"]]
        case .succeeded: ["terminated": terminated(0, "Completed")]
        case .failed: ["terminated": terminated(1, "Error")]
        }
    }

    private func terminated(_ code: Int64, _ reason: String) -> Value {
        ["exitCode": .integer(code), "reason": .string(reason), "startedAt": now, "finishedAt": now]
    }
}
