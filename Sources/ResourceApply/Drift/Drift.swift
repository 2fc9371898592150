internal import DocumentModel
package import KubernetesModel

/// Whether a live object differs from what a dry run of the apply answered.
package enum Drift {
    /// Labels, annotations, and everything outside metadata and status count; an absent field differs from an empty one.
    package static func exists(between live: KubernetesObject, and result: KubernetesObject) -> Bool {
        if result.resourceVersion.isEmpty { return true }
        if live.labels != result.labels || live.annotations != result.annotations { return true }
        return body(of: live) != body(of: result)
    }

    /// The content that counts: without metadata and status, which others write.
    static func body(of object: KubernetesObject) -> Object {
        var content = object.content
        content.removeValue(forKey: "metadata")
        content.removeValue(forKey: "status")
        guard object.kind == "HorizontalPodAutoscaler", var spec = content["spec"], let metrics = spec["metrics"]?.array
        else { return content }
        spec["metrics"] = .array(distinct(metrics))
        content["spec"] = spec
        return content
    }

    /// Autoscalers come back with doubled and empty metrics; neither means a difference.
    private static func distinct(_ metrics: [Value]) -> [Value] {
        var seen: Set<Value> = []
        return metrics.filter { $0.object?.isEmpty == false && seen.insert($0).inserted }
    }
}
