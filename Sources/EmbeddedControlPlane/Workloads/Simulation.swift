internal import DocumentModel
internal import KubernetesModel
internal import Platform

/// How a simulated workload is to behave, from its annotations.
struct Simulation: Sendable {
    enum Outcome: String, Sendable {
        case succeed, fail, hang, crash
    }

    var rollout: Outcome
    var job: Outcome
    var delay: Duration

    static let prefix = "dev.sluice/"

    /// The first of `annotations` that says something about a point decides it.
    init(_ annotations: [[String: String]]) {
        func value(_ name: String) -> String? { annotations.lazy.compactMap { $0[Self.prefix + name] }.first }
        rollout = value("rollout").flatMap(Outcome.init) ?? .succeed
        job = value("job").flatMap(Outcome.init) ?? .succeed
        delay = value("rollout-delay").flatMap(GoDuration.parse) ?? .milliseconds(300)
    }

    /// Of a pod: its own annotations, then those of whoever controls it, and of whoever controls that.
    init(pod: StoredObject, _ store: ObjectStore) {
        var all = [KubernetesObject(content: pod.object).annotations]
        var current = pod
        for _ in 0..<3 {
            guard let owner = current.owners.first(where: \.isController), let resource = Self.owners[owner.kind],
                let object = store.object(resource, ObjectKey(namespace: pod.key.namespace, name: owner.name))
            else { break }
            all.append(KubernetesObject(content: object.object).annotations)
            current = object
        }
        self.init(all)
    }

    private static let owners: [String: ResourceKey] = [
        "ReplicaSet": .replicaSets, "Deployment": .deployments, "StatefulSet": .statefulSets, "DaemonSet": .daemonSets,
        "Job": .jobs, "CronJob": .cronJobs,
    ]
}

/// Objects made of a workload's pod template.
enum PodTemplates {
    /// An owner reference to whoever controls the object it stands in.
    static func owner(_ object: StoredObject, _ kind: GroupVersionKind) -> Value {
        [
            "apiVersion": .string(kind.apiVersion), "kind": .string(kind.kind), "name": .string(object.key.name),
            "uid": .string(object.uid), "controller": true, "blockOwnerDeletion": true,
        ]
    }

    /// A pod of a template.
    static func pod(_ template: Value, name: Value, owner: Value, namespace: String, labels: [String: String] = [:])
        -> Object
    {
        var metadata = template["metadata"]?.object ?? [:]
        for (key, value) in name.object ?? [:] { metadata[key] = value }
        metadata["namespace"] = .string(namespace)
        metadata["ownerReferences"] = [owner]
        metadata["creationTimestamp"] = nil
        if !labels.isEmpty {
            var all = metadata["labels"]?.object ?? [:]
            for (key, value) in labels { all[key] = .string(value) }
            metadata["labels"] = .object(all)
        }
        return [
            "apiVersion": "v1", "kind": "Pod", "metadata": .object(metadata), "spec": template["spec"] ?? .object([:]),
        ]
    }

    /// A short hash of a template, as the names of replica sets and revisions carry it.
    static func hash(_ template: Value) -> String {
        var hash: UInt32 = 2_166_136_261
        for byte in JSON.write(template, .init(sortsKeys: true)) { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        let alphabet = Array("bcdfghjklmnpqrstvwxz2456789".utf8)
        return String(decoding: String(hash).utf8.map { alphabet[Int($0 &- 0x30) % alphabet.count] }, as: UTF8.self)
    }
}

extension StoredObject {
    /// The document as a node.
    var value: Value { .object(object) }

    /// Whether a condition of `status.conditions` is true.
    func isTrue(_ condition: String) -> Bool {
        (value.at("status", "conditions")?.array ?? []).contains {
            $0["type"]?.string == condition && $0["status"]?.string == "True"
        }
    }
}

/// Conditions of workloads, whose times change only with their state.
struct WorkloadConditions {
    private(set) var all: [Value]

    init(_ status: Value?) { all = status?["conditions"]?.array ?? [] }

    mutating func set(_ type: String, _ isTrue: Bool, _ reason: String, _ message: String, updates: Bool = false) {
        let status = isTrue ? "True" : "False"
        let now = Value.string(Timestamp.now().rfc3339())
        let index = all.firstIndex { $0["type"]?.string == type }
        let before = index.map { all[$0] }
        let isSame = before?["status"]?.string == status
        var condition: Object = ["type": .string(type), "status": .string(status)]
        if updates {
            let isUnchanged = isSame && before?["reason"]?.string == reason && before?["message"]?.string == message
            condition["lastUpdateTime"] = isUnchanged ? before?["lastUpdateTime"] ?? now : now
        }
        condition["lastTransitionTime"] = isSame ? before?["lastTransitionTime"] ?? now : now
        condition["reason"] = .string(reason)
        condition["message"] = .string(message)
        if let index { all[index] = .object(condition) } else { all.append(.object(condition)) }
    }

    mutating func remove(_ type: String) { all.removeAll { $0["type"]?.string == type } }
}

extension Object {
    /// Sets a number, leaving out zero as Go's `omitempty` does.
    mutating func setCount(_ key: String, _ count: Int) { self[key] = count == 0 ? nil : .integer(Int64(count)) }
}
