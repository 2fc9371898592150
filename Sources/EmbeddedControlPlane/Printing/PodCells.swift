internal import DocumentModel

/// The cells of a Pod.
struct PodCells {
    private let pod: Value
    private(set) var status: String
    private var restartCount: Int64 = 0
    private var lastRestart = ""
    private var readyCount = 0
    private var sidecars: Set<String> = []

    init(_ pod: Value) {
        self.pod = pod
        let phase = pod.at("status", "phase")?.string ?? ""
        let reason = pod.at("status", "reason")?.string ?? ""
        status = reason.isEmpty ? phase : reason
        let conditions = pod.at("status", "conditions")?.array ?? []
        if conditions.contains(where: { $0["type"] == "PodScheduled" && $0["reason"] == "SchedulingGated" }) {
            status = "SchedulingGated"
        }
        let isInitializing = readInitContainers()
        if !isInitializing || Self.isTrue("Initialized", conditions) {
            readContainers(isReady: Self.isTrue("Ready", conditions))
        }
        guard pod.at("metadata", "deletionTimestamp")?.string != nil else { return }
        if reason == "NodeLost" {
            status = "Unknown"
        } else if phase != "Succeeded", phase != "Failed" {
            status = "Terminating"
        }
    }

    private static func isTrue(_ type: String, _ conditions: [Value]) -> Bool {
        conditions.contains { $0["type"] == .string(type) && $0["status"] == "True" }
    }

    /// - Returns: whether containers that run before the others are not done.
    private mutating func readInitContainers() -> Bool {
        let containers = pod.at("spec", "initContainers")?.array ?? []
        for container in containers where container["restartPolicy"] == "Always" {
            sidecars.insert(container["name"]?.string ?? "")
        }
        var (sidecarRestarts, sidecarRestart): (Int64, String) = (0, "")
        for (index, container) in (pod.at("status", "initContainerStatuses")?.array ?? []).enumerated() {
            let isSidecar = sidecars.contains(container["name"]?.string ?? "")
            count(container)
            if isSidecar {
                sidecarRestarts &+= container["restartCount"]?.integer ?? 0
                sidecarRestart = max(sidecarRestart, Self.lastEnd(container))
            }
            let ended = container.at("state", "terminated")
            if let ended, ended["exitCode"]?.integer ?? 0 == 0 { continue }
            if isSidecar, container["started"]?.bool == true {
                if container["ready"]?.bool == true { readyCount += 1 }
                continue
            }
            let waiting = container.at("state", "waiting", "reason")?.string ?? ""
            if let ended {
                status = "Init:\(Self.ending(ended))"
            } else if !waiting.isEmpty, waiting != "PodInitializing" {
                status = "Init:\(waiting)"
            } else {
                status = "Init:\(index)/\(containers.count)"
            }
            return true
        }
        (restartCount, lastRestart) = (sidecarRestarts, sidecarRestart)
        return false
    }

    private mutating func readContainers(isReady: Bool) {
        var isRunning = false
        for container in (pod.at("status", "containerStatuses")?.array ?? []).reversed() {
            count(container)
            let waiting = container.at("state", "waiting", "reason")?.string ?? ""
            if !waiting.isEmpty {
                status = waiting
            } else if let ended = container.at("state", "terminated") {
                status = Self.ending(ended)
            } else if container["ready"]?.bool == true, container.at("state", "running") != nil {
                isRunning = true
                readyCount += 1
            }
        }
        if status == "Completed", isRunning { status = isReady ? "Running" : "NotReady" }
    }

    private mutating func count(_ container: Value) {
        restartCount &+= container["restartCount"]?.integer ?? 0
        lastRestart = max(lastRestart, Self.lastEnd(container))
    }

    private static func lastEnd(_ container: Value) -> String {
        container.at("lastState", "terminated", "finishedAt")?.string ?? ""
    }

    private static func ending(_ ended: Value) -> String {
        if let reason = ended["reason"]?.string, !reason.isEmpty { return reason }
        if let signal = ended["signal"]?.integer, signal != 0 { return "Signal:\(signal)" }
        return "ExitCode:\(ended["exitCode"]?.integer ?? 0)"
    }

    var ready: String { "\(readyCount)/\((pod.at("spec", "containers")?.array?.count ?? 0) + sidecars.count)" }

    /// How often, and when last where that is known.
    var restarts: String {
        restartCount == 0 || lastRestart.isEmpty
            ? String(restartCount) : "\(restartCount) (\(Age.since(lastRestart)) ago)"
    }

    var gates: String {
        let gates = pod.at("spec", "readinessGates")?.array ?? []
        guard !gates.isEmpty else { return "<none>" }
        let conditions = pod.at("status", "conditions")?.array ?? []
        let ready = gates.count { Self.isTrue($0["conditionType"]?.string ?? "", conditions) }
        return "\(ready)/\(gates.count)"
    }
}
