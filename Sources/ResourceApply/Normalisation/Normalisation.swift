internal import DocumentModel
package import KubernetesModel
internal import Platform

/// Brings a manifest into the form that is applied.
package enum Normalisation {
    /// Built-in kinds lose fields they do not have; ports get their protocol; a Secret's `stringData` goes into `data`; what
    /// only the server writes goes.
    package static func normalise(_ object: KubernetesObject) -> KubernetesObject {
        var result = TypedForm.prune(object)
        addProtocols(&result)
        mergeStringData(&result)
        var metadata = result.metadata
        metadata.removeValue(forKey: "creationTimestamp")
        metadata.removeValue(forKey: "managedFields")
        metadata.removeValue(forKey: "resourceVersion")
        metadata.removeValue(forKey: "uid")
        result.metadata = metadata
        if !isDefinition(object) { result.content.removeValue(forKey: "status") }
        dropBrokenBundle(&result)
        return result
    }

    private static func isDefinition(_ object: KubernetesObject) -> Bool {
        object.groupVersionKind.group == "apiextensions.k8s.io" && object.kind == "CustomResourceDefinition"
    }

    private static func mergeStringData(_ object: inout KubernetesObject) {
        guard object.apiVersion == "v1", object.kind == "Secret",
            let texts = object.content.removeValue(forKey: "stringData")?.object
        else { return }
        var data = object.content["data"]?.object ?? [:]
        for (key, value) in texts {
            data[key] = .string(Base64.encode(Array((value.string ?? "").utf8)))
        }
        object.content["data"] = .object(data)
    }

    /// A CA bundle that is none, as some charts ship as a placeholder, would be refused.
    private static func dropBrokenBundle(_ object: inout KubernetesObject) {
        let path = ["spec", "conversion", "webhook", "clientConfig"]
        guard isDefinition(object), let bundle = object.value.at(path + ["caBundle"])?.string,
            !CertificateBundle.isReadable(base64: bundle)
        else { return }
        var value = object.value
        value.set(path + ["caBundle"], to: nil)
        if let content = value.object { object.content = content }
    }
}

/// The protocols of ports, which the server fills in and which then look like drift.
extension Normalisation {
    private static let templated: Set<String> = ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"]

    private static func addProtocols(_ object: inout KubernetesObject) {
        let path: [String]
        switch (object.groupVersionKind.group, object.kind) {
        case ("", "Service"): return setPorts(&object, ["spec", "ports"])
        case ("", "Pod"): path = ["spec"]
        case ("apps", let kind) where templated.contains(kind): path = ["spec", "template", "spec"]
        case ("batch", "Job"): path = ["spec", "template", "spec"]
        case ("batch", "CronJob"): path = ["spec", "jobTemplate", "spec", "template", "spec"]
        default: return
        }
        change(&object, path + ["containers"]) { container in
            guard let ports = container["ports"]?.array else { return container }
            var container = container
            container["ports"] = .array(ports.map(withProtocol))
            return container
        }
    }

    private static func setPorts(_ object: inout KubernetesObject, _ path: [String]) {
        change(&object, path, withProtocol)
    }

    private static func withProtocol(_ port: Value) -> Value {
        guard port.object != nil, (port["protocol"]?.string ?? "").isEmpty else { return port }
        var port = port
        port["protocol"] = "TCP"
        return port
    }

    private static func change(_ object: inout KubernetesObject, _ path: [String], _ body: (Value) -> Value) {
        var value = object.value
        guard let elements = value.at(path)?.array else { return }
        let changed = elements.map(body)
        guard changed != elements else { return }
        value.set(path, to: .array(changed))
        if let content = value.object { object.content = content }
    }
}
