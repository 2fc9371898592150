internal import DocumentModel
internal import KubernetesModel

/// An object of a scalable kind as `autoscaling/v1` Scale.
struct ScaleView: Sendable {
    let paths: ResourceDefinition.ScalePaths

    init(_ target: Target) {
        paths =
            target.version.scale
            ?? .init(
                specReplicas: ".spec.replicas", statusReplicas: ".status.replicas", labelSelector: ".spec.selector")
    }

    /// The Scale of an object.
    func scale(_ object: Object) -> Object {
        let root = Value.object(object)
        var metadata: Object = [:]
        for key in ["name", "namespace", "uid", "resourceVersion", "creationTimestamp"] {
            metadata[key] = object["metadata"]?[key]
        }
        var spec: Object = [:]
        if let replicas = root.at(path(paths.specReplicas)), replicas != 0 { spec["replicas"] = replicas }
        var status: Object = ["replicas": root.at(path(paths.statusReplicas)) ?? 0]
        if let selector = paths.labelSelector.flatMap({ root.at(path($0)) }) {
            let text = selector.string ?? selectorText(selector)
            if !text.isEmpty { status["selector"] = .string(text) }
        }
        return [
            "kind": "Scale", "apiVersion": "autoscaling/v1", "metadata": .object(metadata), "spec": .object(spec),
            "status": .object(status),
        ]
    }

    private func selectorText(_ selector: Value) -> String {
        guard selector["matchLabels"] == nil, selector["matchExpressions"] == nil else {
            return LabelSelector(selector).text
        }
        return selector.object.map { LabelSelector(labels: $0).text } ?? ""
    }

    private func path(_ text: String) -> [String] { text.split(separator: ".").map(String.init) }
}
