internal import DocumentModel
internal import KubernetesModel

/// Gives pods what their runtime class adds: overhead, and where they may run.
struct RuntimeClasses: AdmissionPlugin {
    let store: ObjectStore

    private static let resource = ResourceKey(group: "node.k8s.io", plural: "runtimeclasses")

    func mutate(_ object: inout Object, _ review: inout AdmissionReview) async throws(APIError) {
        let target = review.target
        guard target.resource == .pods, target.subresource.isEmpty, review.operation == .create,
            var spec = object["spec"]
        else { return }
        func refuse(_ why: String) -> APIError { .forbidden(group: "", resource: "pods", target.name, why) }
        let overhead = spec["overhead"].flatMap { $0.object?.isEmpty == false ? $0 : nil }
        guard let name = spec["runtimeClassName"]?.string, !name.isEmpty else { return }
        guard let runtime = store.object(Self.resource, ObjectKey(name: name))?.value else {
            let problems = NameSyntax.pathSegment(name)
            if !problems.isEmpty {
                throw APIError(
                    500, "",
                    "invalid resource name \(GoText.quoted(name)): [\(problems.joined(separator: " "))]")
            }
            throw refuse("pod rejected: RuntimeClass \(GoText.quoted(name)) not found")
        }
        let fixed = runtime.at("overhead", "podFixed").flatMap { $0.object?.isEmpty == false ? $0 : nil }
        if let overhead, let fixed, overhead != fixed {
            throw refuse("pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead")
        }
        if let fixed { spec["overhead"] = fixed }
        let wanted = runtime.at("scheduling", "nodeSelector")?.object ?? [:]
        var selector = spec["nodeSelector"]?.object ?? [:]
        for (key, value) in wanted {
            if let own = selector[key], own != value {
                throw refuse(
                    "conflict: runtimeClass.scheduling.nodeSelector[\(key)] = \(value.string ?? ""); "
                        + "pod.spec.nodeSelector[\(key)] = \(own.string ?? "")")
            }
            selector[key] = value
        }
        if !wanted.isEmpty { spec["nodeSelector"] = .object(selector) }
        let tolerations = runtime.at("scheduling", "tolerations")?.array ?? []
        if !tolerations.isEmpty {
            let own = spec["tolerations"]?.array ?? []
            let known = Set(own)
            spec["tolerations"] = .array(own + tolerations.filter { !known.contains($0) })
        }
        object["spec"] = spec
    }

    func validate(_ object: Object, _ review: inout AdmissionReview) async throws(APIError) {
        let target = review.target
        guard target.resource == .pods, target.subresource.isEmpty, review.operation == .create,
            object.at(["spec", "overhead"])?.object?.isEmpty == false
        else { return }
        let name = object.at(["spec", "runtimeClassName"])?.string ?? ""
        let runtime = name.isEmpty ? nil : store.object(Self.resource, ObjectKey(name: name))?.value
        guard runtime?.at("overhead", "podFixed")?.object?.isEmpty ?? true else { return }
        throw .forbidden(
            group: "", resource: "pods", target.name,
            "pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead")
    }
}
