internal import DocumentModel

/// Which nodes and neighbours a pod wants.
extension Checks {
    mutating func affinity(_ path: String, _ affinity: Value?) {
        nodeAffinity("\(path).nodeAffinity", affinity?["nodeAffinity"])
        for kind in ["podAffinity", "podAntiAffinity"] { podAffinity("\(path).\(kind)", affinity?[kind]) }
    }

    private mutating func nodeAffinity(_ path: String, _ affinity: Value?) {
        if let required = affinity?["requiredDuringSchedulingIgnoredDuringExecution"], required.object != nil {
            nodeSelector("\(path).requiredDuringSchedulingIgnoredDuringExecution", required)
        }
        let preferred = affinity?["preferredDuringSchedulingIgnoredDuringExecution"]?.array ?? []
        for (index, term) in preferred.enumerated() {
            let path = "\(path).preferredDuringSchedulingIgnoredDuringExecution[\(index)]"
            weight("\(path).weight", term["weight"])
            nodeTerm("\(path).preference", term["preference"] ?? [:], checksValues: false)
        }
    }

    mutating func nodeSelector(_ path: String, _ selector: Value) {
        let terms = selector["nodeSelectorTerms"]?.array ?? []
        if terms.isEmpty { required("\(path).nodeSelectorTerms", "must have at least one node selector term") }
        for (index, term) in terms.enumerated() { nodeTerm("\(path).nodeSelectorTerms[\(index)]", term) }
    }

    /// - Parameter checksValues: whether values must be those that labels can have, which a mere wish need not.
    private mutating func nodeTerm(_ path: String, _ term: Value, checksValues: Bool = true) {
        for (index, expression) in (term["matchExpressions"]?.array ?? []).enumerated() {
            let path = "\(path).matchExpressions[\(index)]"
            let values = expression["values"]?.array ?? []
            switch expression["operator"]?.string {
            case "In", "NotIn":
                if values.isEmpty { required("\(path).values", "must be specified when `operator` is 'In' or 'NotIn'") }
            case "Exists", "DoesNotExist":
                if !values.isEmpty {
                    forbidden("\(path).values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")
                }
            case "Gt", "Lt":
                if values.count != 1 {
                    required("\(path).values", "must be specified single value when `operator` is 'Lt' or 'Gt'")
                }
            default: invalid("\(path).operator", expression["operator"], "not a valid selector operator")
            }
            let key = expression["key"]?.string ?? ""
            invalid("\(path).key", key, NameSyntax.qualifiedName(key))
            for (place, value) in values.enumerated() where checksValues {
                invalid("\(path).values[\(place)]", value.string ?? "", NameSyntax.labelValue(value.string ?? ""))
            }
        }
        for (index, field) in (term["matchFields"]?.array ?? []).enumerated() {
            nodeField("\(path).matchFields[\(index)]", field)
        }
    }

    private mutating func nodeField(_ path: String, _ field: Value) {
        let values = field["values"]?.array ?? []
        switch field["operator"]?.string {
        case "In", "NotIn":
            if values.count != 1 {
                required(
                    "\(path).values",
                    "must be only one value when `operator` is 'In' or 'NotIn' for node field selector"
                )
            }
        default: invalid("\(path).operator", field["operator"] ?? "", "not a valid selector operator")
        }
        guard field["key"] == "metadata.name" else {
            return invalid("\(path).key", field["key"] ?? "", "not a valid field selector key")
        }
        for (place, value) in values.enumerated() {
            invalid("\(path).values[\(place)]", value.string ?? "", NameSyntax.subdomain(value.string ?? ""))
        }
    }

    private mutating func podAffinity(_ path: String, _ affinity: Value?) {
        let needed = affinity?["requiredDuringSchedulingIgnoredDuringExecution"]?.array ?? []
        for (index, term) in needed.enumerated() {
            podTerm("\(path).requiredDuringSchedulingIgnoredDuringExecution[\(index)]", term)
        }
        let preferred = affinity?["preferredDuringSchedulingIgnoredDuringExecution"]?.array ?? []
        for (index, term) in preferred.enumerated() {
            let path = "\(path).preferredDuringSchedulingIgnoredDuringExecution[\(index)]"
            weight("\(path).weight", term["weight"])
            podTerm("\(path).podAffinityTerm", term["podAffinityTerm"] ?? [:])
        }
    }

    private mutating func podTerm(_ path: String, _ term: Value) {
        selector("\(path).labelSelector", term["labelSelector"])
        selector("\(path).namespaceSelector", term["namespaceSelector"])
        for namespace in term["namespaces"]?.array ?? [] {
            invalid("\(path).namespace", namespace.string ?? "", NameSyntax.label(namespace.string ?? ""))
        }
        labelKeys(path, term)
        let key = term["topologyKey"]?.string ?? ""
        if key.isEmpty { required("\(path).topologyKey", "can not be empty") }
        invalid("\(path).topologyKey", key, NameSyntax.qualifiedName(key))
    }

    /// Labels whose values are those of the pod itself, or others.
    mutating func labelKeys(_ path: String, _ term: Value) {
        let keys = ["matchLabelKeys", "mismatchLabelKeys"].map { (term[$0]?.array ?? []).map { $0.string ?? "" } }
        let selector = term["labelSelector"].flatMap { $0.object == nil ? nil : $0 }
        for (field, keys) in zip(["matchLabelKeys", "mismatchLabelKeys"], keys) where !keys.isEmpty {
            if selector == nil {
                forbidden("\(path).\(field)", "must not be specified when labelSelector is not set")
                continue
            }
            for (index, key) in keys.enumerated() {
                invalid("\(path).\(field)[\(index)]", key, NameSyntax.qualifiedName(key))
            }
        }
        var seen = Set((selector?["matchLabels"]?.object ?? [:]).keys)
        for expression in selector?["matchExpressions"]?.array ?? [] {
            let key = expression["key"]?.string ?? ""
            // A key among the expressions is what the server itself makes of one of these.
            if let index = keys[0].lastIndex(of: key), seen.contains(key) {
                invalid("\(path)[\(index)]", .string(key), "exists in both matchLabelKeys and labelSelector")
            }
            seen.insert(key)
        }
        for (index, key) in keys[0].enumerated() where keys[1].contains(key) {
            invalid(
                "\(path).matchLabelKeys[\(index)]", .string(key),
                "exists in both matchLabelKeys and mismatchLabelKeys")
        }
    }

    private mutating func weight(_ path: String, _ weight: Value?) {
        if !(1...100).contains(weight?.integer ?? 0) { invalid(path, weight ?? 0, "must be in the range 1-100") }
    }
}
