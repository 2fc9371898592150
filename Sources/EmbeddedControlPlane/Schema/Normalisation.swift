internal import DocumentModel
internal import Platform

/// Fields that say the same thing twice: the server fills one from the other on reading.
enum Normalisation {
    /// Brings the twins of `object` together; `kind` is such as `Deployment.apps`.
    static func apply(to object: inout Object, kind: String) {
        if kind == "Secret" { mergeStringData(&object) }
        if kind == "Pod", object.at(["spec", "terminationGracePeriodSeconds"])?.integer ?? 0 < 0 {
            // A negative time means the shortest.
            object.set(["spec", "terminationGracePeriodSeconds"], to: 1)
        }
        if kind == "Node" { object.change(["spec"], joinNetworks) }
        if kind == "PersistentVolumeClaim" { object.change(["spec"], joinSources) }
        for path in PodPaths.specs(of: kind) {
            object.change(path) { spec in
                let name = spec["serviceAccountName"] ?? spec["serviceAccount"]
                spec["serviceAccountName"] = name
                spec["serviceAccount"] = name
            }
        }
    }

    /// The first network of a node's pods has a field of its own, which counts where the two differ.
    private static func joinNetworks(_ spec: inout Value) {
        let first = spec["podCIDR"]?.string ?? ""
        let all = spec["podCIDRs"]?.array ?? []
        if !first.isEmpty {
            if all.first != .string(first) { spec["podCIDRs"] = [.string(first)] }
        } else if let first = all.first {
            spec["podCIDR"] = first
        }
    }

    /// What a claim is filled from has an older field and a newer one, which also names namespaces.
    private static func joinSources(_ spec: inout Value) {
        // Sources in other namespaces stand behind a feature gate that is shut.
        if !(spec.at("dataSourceRef", "namespace")?.string ?? "").isEmpty { spec["dataSourceRef"] = nil }
        // What an older field cannot mean was never refused, but dropped.
        if let source = spec["dataSource"], source.object != nil, spec["dataSourceRef"]?.object == nil {
            let group = source["apiGroup"]?.string ?? ""
            let kind = source["kind"]?.string ?? ""
            let isKnown =
                group.isEmpty && kind == "PersistentVolumeClaim"
                || group == "snapshot.storage.k8s.io" && kind == "VolumeSnapshot"
            if !isKnown { spec["dataSource"] = nil }
        }
        let (old, new) = (spec["dataSource"], spec["dataSourceRef"])
        if let old, old.object != nil, new?.object == nil, !isClassicSource(old) {
            spec["dataSource"] = nil
        } else if let old, old.object != nil, new?.object == nil {
            spec["dataSourceRef"] = old
        } else if let new, new.object != nil, old?.object == nil, (new["namespace"]?.string ?? "").isEmpty {
            spec["dataSource"] = new
        }
    }

    /// The older field knows claims and snapshots; anything else in it alone is dropped.
    private static func isClassicSource(_ source: Value) -> Bool {
        let group = source["apiGroup"]?.string ?? ""
        return switch source["kind"]?.string {
        case "PersistentVolumeClaim": group.isEmpty
        case "VolumeSnapshot": group == "snapshot.storage.k8s.io"
        default: false
        }
    }

    private static func mergeStringData(_ object: inout Object) {
        guard let plain = object["stringData"]?.object else { return }
        var content = object["data"]?.object ?? [:]
        for (key, value) in plain { content[key] = .string(Base64.encode(Array((value.string ?? "").utf8))) }
        object["stringData"] = nil
        if !content.isEmpty { object["data"] = .object(content) }
    }
}

/// Where kinds have pod templates.
enum PodPaths {
    private static let templates: [String: [String]] = [
        "Deployment.apps": ["spec", "template"], "ReplicaSet.apps": ["spec", "template"],
        "StatefulSet.apps": ["spec", "template"], "DaemonSet.apps": ["spec", "template"],
        "ReplicationController": ["spec", "template"], "Job.batch": ["spec", "template"],
        "CronJob.batch": ["spec", "jobTemplate", "spec", "template"], "PodTemplate": ["template"],
    ]

    /// The path of the template; nil for kinds without one.
    static func template(of kind: String) -> [String]? { templates[kind] }

    /// The paths of pod specs.
    static func specs(of kind: String) -> [[String]] {
        if kind == "Pod" { return [["spec"]] }
        return templates[kind].map { [$0 + ["spec"]] } ?? []
    }
}
