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

    /// The object with as many replicas as its Scale asks for.
    func object(_ object: Object, scaledTo scale: Object) -> Object {
        var root = Value.object(object)
        let place = path(paths.specReplicas)
        let replicas = scale["spec"]?["replicas"] ?? 0
        guard root.at(place) ?? 0 != replicas else { return object }
        root.set(place, to: replicas)
        return root.object ?? object
    }

    private func selectorText(_ selector: Value) -> String {
        guard selector["matchLabels"] == nil, selector["matchExpressions"] == nil else {
            return LabelSelector(selector).text
        }
        return selector.object.map { LabelSelector(labels: $0).text } ?? ""
    }

    /// The steps of a path such as `.spec.replicas`.
    func path(_ text: String) -> [String] { text.split(separator: ".").map(String.init) }
}
