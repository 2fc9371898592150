internal import DocumentModel

/// HorizontalPodAutoscalers.
extension Checks {
    /// - Parameter old: the autoscaler before an update, whose oddities are let be.
    mutating func autoscaler(_ object: Object, old: Object?) {
        let spec = object["spec"] ?? [:]
        let least = spec["minReplicas"]?.integer
        let lowest: Int64 = old?.at(["spec", "minReplicas"])?.integer == 0 ? 0 : 1
        if let least, least < lowest {
            invalid("spec.minReplicas", .integer(least), "must be greater than or equal to \(lowest)")
        }
        let most = spec["maxReplicas"]?.integer ?? 0
        if most == 0 {
            required("spec.maxReplicas", "must be set and greater than 0")
        } else if most < 0 {
            invalid("spec.maxReplicas", .integer(most), "must be greater than or equal to 1")
        }
        if let least, most < least {
            invalid("spec.maxReplicas", .integer(most), "must be greater than or equal to `minReplicas`")
        }
        let target = spec["scaleTargetRef"] ?? [:]
        objectReference("spec.scaleTargetRef", target)
        let before = old?.at(["spec", "scaleTargetRef"])
        func said(_ reference: Value?, _ field: String) -> String { reference?[field]?.string ?? "" }
        if before == nil || ["apiVersion", "kind"].contains(where: { said(target, $0) != said(before, $0) }) {
            // The only kind of the core group that scales may say so.
            let mayBeCore = target["kind"] == "ReplicationController"
            groupVersion("spec.scaleTargetRef.apiVersion", said(target, "apiVersion"), mayBeCore: mayBeCore)
        }
        for (index, metric) in (spec["metrics"]?.array ?? []).enumerated() {
            self.metric("spec.metrics[\(index)]", metric)
        }
        // What the oldest version says of processors is the first metric of the others.
        if let percent = spec["targetCPUUtilizationPercentage"]?.integer, percent < 1 {
            invalid(
                "spec.metrics[0].resource.target.averageUtilization", .integer(percent), "must be greater than 0")
        }
        let types = (spec["metrics"]?.array ?? []).compactMap { $0["type"]?.string }
        if least == 0, !types.contains("Object"), !types.contains("External") {
            forbidden(
                "spec.metrics",
                "must specify at least one Object or External metric to support scaling to zero replicas")
        }
        for direction in ["scaleUp", "scaleDown"] {
            if let rules = spec.at("behavior", direction), rules.object != nil {
                scalingRules("spec.behavior.\(direction)", rules)
            }
        }
    }

    private mutating func groupVersion(_ path: String, _ version: String, mayBeCore: Bool) {
        let parts = version.split(separator: "/", omittingEmptySubsequences: false)
        if parts.count > 2 {
            invalid(path, .string(version), "unexpected GroupVersion string: \(version)")
        } else if !mayBeCore, parts.count < 2 || parts[0].isEmpty {
            // A slash alone says no more than nothing.
            invalid(path, .string(version), "apiVersion must specify API group")
        }
    }

    private mutating func objectReference(_ path: String, _ reference: Value) {
        for field in ["kind", "name"] {
            let text = reference[field]?.string ?? ""
            if text.isEmpty {
                required("\(path).\(field)")
            } else {
                invalid("\(path).\(field)", text, NameSyntax.pathSegment(text))
            }
        }
    }

    private mutating func scalingRules(_ path: String, _ rules: Value) {
        if let seconds = rules["stabilizationWindowSeconds"]?.integer {
            let field = "\(path).stabilizationWindowSeconds"
            if seconds < 0 { invalid(field, .integer(seconds), "must be greater than or equal to zero") }
            if seconds > 3600 { invalid(field, .integer(seconds), "must be less than or equal to 3600") }
        }
        oneOf("\(path).selectPolicy", rules["selectPolicy"], ["Disabled", "Max", "Min"])
        let policies = rules["policies"]?.array ?? []
        if policies.isEmpty { required("\(path).policies", "must specify at least one Policy") }
        defer {
            if let tolerance = Quantity(rules["tolerance"]?.string ?? ""), tolerance.isNegative {
                invalid("\(path).tolerance", rules["tolerance"], "must be greater than or equal to 0")
            }
        }
        for (index, policy) in policies.enumerated() {
            let inner = "\(path).policies[\(index)]"
            oneOf("\(inner).type", policy["type"] ?? "", ["Percent", "Pods"])
            for field in ["value", "periodSeconds"] { positive("\(inner).\(field)", policy[field] ?? 0) }
            if let seconds = policy["periodSeconds"]?.integer, seconds > 1800 {
                invalid("\(inner).periodSeconds", .integer(seconds), "must be less than or equal to 1800")
            }
        }
    }

    private static let metricFields = [
        "Object": "object", "Pods": "pods", "Resource": "resource", "External": "external",
        "ContainerResource": "containerResource",
    ]

    private mutating func metric(_ path: String, _ metric: Value) {
        let type = metric["type"]?.string ?? ""
        if type.isEmpty { required("\(path).type", "must specify a metric source type") }
        oneOf("\(path).type", .string(type), Array(Self.metricFields.keys))
        let present = ["object", "external", "pods", "resource", "containerResource"].filter {
            metric[$0]?.object != nil
        }
        if let first = present.first { source("\(path).\(first)", first, metric[first] ?? [:]) }
        let expected = Self.metricFields[type]
        if let expected {
            if metric[expected]?.object == nil {
                required("\(path).\(expected)", "must populate information for the given metric source")
            }
        } else {
            oneOf("\(path).type", .string(type), Array(Self.metricFields.keys))
        }
        guard present.count != 1 else { return }
        for extra in present.sorted() where extra != expected {
            forbidden("\(path).\(extra)", "must populate the given metric source only")
        }
    }

    private mutating func source(_ path: String, _ kind: String, _ source: Value) {
        let target = source["target"] ?? [:]
        let hasValue = target["value"]?.string != nil
        let hasAverage = target["averageValue"]?.string != nil
        let hasUtilization = target["averageUtilization"]?.integer != nil
        switch kind {
        case "object":
            let described = source["describedObject"] ?? [:]
            objectReference("\(path).describedObject", described)
            groupVersion(
                "\(path).describedObject.apiVersion", described["apiVersion"]?.string ?? "", mayBeCore: true)
            metricName("\(path).metric.name", source)
            metricTarget("\(path).target", target)
            if !hasValue, !hasAverage {
                required("\(path).target.averageValue", "must set either a target value or averageValue")
            }
        case "external":
            metricName("\(path).metric.name", source)
            metricTarget("\(path).target", target)
            if !hasValue, !hasAverage {
                required(
                    "\(path).target.averageValue", "must set either a target value for metric or a per-pod target")
            }
            if hasValue, hasAverage {
                forbidden("\(path).target.value", "may not set both a target value for metric and a per-pod target")
            }
        case "pods":
            metricName("\(path).metric.name", source)
            metricTarget("\(path).target", target)
            if !hasAverage {
                required("\(path).target.averageValue", "must specify a positive target averageValue")
            }
        default:
            let name = source["name"]?.string ?? ""
            if name.isEmpty {
                required("\(path).name", "must specify a resource name")
            } else if kind == "containerResource" {
                containerResource("\(path).name", name)
            }
            if kind == "containerResource" {
                let container = source["container"]?.string ?? ""
                if container.isEmpty {
                    required("\(path).container", "must specify a container")
                } else {
                    invalid("\(path).container", container, NameSyntax.label(container))
                }
            }
            metricTarget("\(path).target", target)
            if !hasUtilization, !hasAverage {
                required(
                    "\(path).target.averageUtilization",
                    "must set either a target raw value or a target utilization")
            }
            if hasUtilization, hasAverage {
                forbidden(
                    "\(path).target.averageValue", "may not set both a target raw value and a target utilization")
            }
        }
    }

    private mutating func metricName(_ path: String, _ source: Value) {
        let name = source.at("metric", "name")?.string ?? ""
        if name.isEmpty { return required(path, "must specify a metric name") }
        invalid(path, name, NameSyntax.pathSegment(name))
    }

    private mutating func metricTarget(_ path: String, _ target: Value) {
        let type = target["type"]?.string ?? ""
        if type.isEmpty { required("\(path).type", "must specify a metric target type") }
        if !["Utilization", "Value", "AverageValue"].contains(type) {
            invalid("\(path).type", .string(type), "must be either Utilization, Value, or AverageValue")
        }
        for field in ["value", "averageValue"] {
            if let amount = Quantity(target[field]?.string ?? ""), amount.isNegative || amount.isZero {
                invalid("\(path).\(field)", target[field], "must be positive")
            }
        }
        if let percent = target["averageUtilization"]?.integer, percent < 1 {
            invalid("\(path).averageUtilization", .integer(percent), "must be greater than 0")
        }
    }
}
