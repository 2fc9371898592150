internal import DocumentModel

/// Fields that the server knows and drops, as the features behind them are off by default.
enum DisabledFields {
    /// Drops them from the pods and templates of a kind; what was there before stays.
    static func drop(from object: inout Object, old: Object? = nil, kind: String) {
        for path in PodPaths.specs(of: kind) {
            let before = old?.at(path)
            object.change(path) { spec in drop(from: &spec, old: before) }
        }
    }

    private static func drop(from spec: inout Value, old: Value?) {
        if let group = spec["schedulingGroup"], !group.isNull, old?["schedulingGroup"]?.object == nil {
            spec["schedulingGroup"] = nil
        }
        for list in ["initContainers", "containers", "ephemeralContainers"] {
            spec.change([list, "*"]) { container in
                guard let lifecycle = container["lifecycle"]?.object, lifecycle["stopSignal"] != nil else { return }
                var rest = lifecycle
                rest["stopSignal"] = nil
                container["lifecycle"] = rest.isEmpty ? nil : .object(rest)
            }
        }
        spec.change(["volumes", "*", "projected", "sources", "*"]) { source in
            for field in ["clusterTrustBundle", "podCertificate"] where source[field] != nil { source[field] = nil }
        }
    }
}
