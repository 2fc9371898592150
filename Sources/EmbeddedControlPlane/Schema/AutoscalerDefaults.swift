internal import DocumentModel

/// The defaults of HorizontalPodAutoscalers.
enum AutoscalerDefaults {
    static func apply(to object: inout Value, version: String) {
        object.change(["spec"]) { spec in
            spec.setDefault("minReplicas", 1)
            guard version == "v2" else { return }
            if spec["metrics"]?.array?.isEmpty ?? true { spec["metrics"] = [cpu] }
            spec.change(["behavior"], behavior)
        }
    }

    private static let cpu: Value = [
        "type": "Resource",
        "resource": ["name": "cpu", "target": ["type": "Utilization", "averageUtilization": 80]],
    ]

    private static func behavior(_ behavior: inout Value) {
        behavior.setDefault("scaleUp", [:])
        behavior.setDefault("scaleDown", [:])
        behavior.change(["scaleUp"]) { rules in
            rules.setDefault("stabilizationWindowSeconds", 0)
            rules.setDefault("selectPolicy", "Max")
            if rules["policies"]?.array == nil {
                rules["policies"] = [
                    ["type": "Pods", "value": 4, "periodSeconds": 15],
                    ["type": "Percent", "value": 100, "periodSeconds": 15],
                ]
            }
        }
        behavior.change(["scaleDown"]) { rules in
            rules.setDefault("selectPolicy", "Max")
            if rules["policies"]?.array == nil {
                rules["policies"] = [["type": "Percent", "value": 100, "periodSeconds": 15]]
            }
        }
    }
}
