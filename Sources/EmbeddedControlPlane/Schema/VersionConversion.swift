internal import DocumentModel

/// Built-in kinds that are served in several versions.
enum VersionConversion {
    /// The object in another version; `apiVersion` is the caller's.
    static func convert(_ object: Object, kind: String, from: String, to: String) -> Object {
        switch (kind, from, to) {
        case ("HorizontalPodAutoscaler.autoscaling", "v1", "v2"): autoscalerToV2(object)
        case ("HorizontalPodAutoscaler.autoscaling", "v2", "v1"): autoscalerToV1(object)
        default: object
        }
    }

    private static let metricsAnnotation = "autoscaling.alpha.kubernetes.io/metrics"
    private static let behaviorAnnotation = "autoscaling.alpha.kubernetes.io/behavior"
    private static let cpuPath = ["spec", "targetCPUUtilizationPercentage"]

    private static func autoscalerToV2(_ object: Object) -> Object {
        var result = object
        var metrics = annotation(metricsAnnotation, of: &result)?.array ?? []
        if let utilization = object.at(cpuPath), !utilization.isNull {
            metrics.insert(
                [
                    "type": "Resource",
                    "resource": ["name": "cpu", "target": ["type": "Utilization", "averageUtilization": utilization]],
                ], at: 0)
        }
        result.set(cpuPath, to: nil)
        if !metrics.isEmpty { result.set(["spec", "metrics"], to: .array(metrics)) }
        if let behavior = annotation(behaviorAnnotation, of: &result) {
            result.set(["spec", "behavior"], to: AutoscalerBehavior.read(behavior))
        }
        result.change(["status"]) { status in
            if let current = status["currentCPUUtilizationPercentage"] {
                status["currentMetrics"] = [
                    ["type": "Resource", "resource": ["name": "cpu", "current": ["averageUtilization": current]]]
                ]
                status["currentCPUUtilizationPercentage"] = nil
            }
        }
        return result
    }

    private static func autoscalerToV1(_ object: Object) -> Object {
        var result = object
        var metrics = object.at(["spec", "metrics"])?.array ?? []
        if let index = metrics.firstIndex(where: isCPUUtilization) {
            result.set(cpuPath, to: metrics[index].at("resource", "target", "averageUtilization"))
            metrics.remove(at: index)
        }
        result.set(["spec", "metrics"], to: nil)
        if !metrics.isEmpty { setAnnotation(metricsAnnotation, .array(metrics), of: &result) }
        if let behavior = object.at(["spec", "behavior"]) {
            result.set(["spec", "behavior"], to: nil)
            setAnnotation(behaviorAnnotation, AutoscalerBehavior.written(behavior), of: &result)
        }
        result.change(["status"]) { status in
            status["currentMetrics"] = nil
            status["conditions"] = nil
        }
        return result
    }

    private static func isCPUUtilization(_ metric: Value) -> Bool {
        metric["type"]?.string == "Resource" && metric.at("resource", "name")?.string == "cpu"
            && metric.at("resource", "target", "averageUtilization")?.integer != nil
    }

    /// Takes what an annotation says out of it.
    private static func annotation(_ name: String, of object: inout Object) -> Value? {
        guard let text = object["metadata"]?["annotations"]?[name]?.string, let value = try? JSON.parse(text) else {
            return nil
        }
        object.set(["metadata", "annotations", name], to: nil)
        if object["metadata"]?["annotations"]?.object?.isEmpty == true {
            object.set(["metadata", "annotations"], to: nil)
        }
        return value
    }

    private static func setAnnotation(_ name: String, _ value: Value, of object: inout Object) {
        object.set(["metadata", "annotations", name], to: .string(JSON.text(value)))
    }
}
