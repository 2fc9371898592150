internal import DocumentModel

/// The addresses of a cluster's services as objects of their own.
extension Checks {
    mutating func ipAddress(_ object: Object) {
        let path = "spec.parentRef"
        guard let parent = object.at(["spec", "parentRef"]), parent.object != nil else { return required(path) }
        name("\(path).group", parent["group"], NameSyntax.subdomain)
        for field in ["resource", "name"] {
            if (parent[field]?.string ?? "").isEmpty { required("\(path).\(field)") }
            name("\(path).\(field)", parent[field], NameSyntax.pathSegment)
        }
        name("\(path).namespace", parent["namespace"], NameSyntax.pathSegment)
    }

    mutating func serviceCIDR(_ object: Object) {
        let path = "spec.cidrs"
        let networks = object.at(["spec", "cidrs"])?.array ?? []
        if networks.isEmpty { return required(path, "at least one CIDR required") }
        if networks.count > 2 { return invalid(path, object["spec"], "may only hold up to 2 values") }
        for (index, network) in networks.enumerated() { strictNetwork("\(path)[\(index)]", network.string ?? "") }
        let families = networks.compactMap { IPText.network($0.string ?? "")?.bytes.count }
        if families.count == 2, families[0] == families[1] {
            invalid(
                path, .array(networks),
                "may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64")
        }
    }

    /// A second network may be added; nothing else changes.
    mutating func serviceCIDRChange(_ object: Object, _ old: Object) {
        let path = "spec.cidrs"
        let lists = [object, old].map { $0.at(["spec", "cidrs"])?.array ?? [] }
        if lists[0].count == lists[1].count {
            for (index, pair) in zip(lists[0], lists[1]).enumerated() {
                immutable("\(path)[\(index)]", pair.0, pair.1)
            }
        } else if lists[0].count == 2, lists[1].count == 1 {
            immutable("\(path)[0]", lists[0][0], lists[1][0])
            serviceCIDR(object)
        } else {
            invalid(path, .array(lists[0]), "field is immutable")
        }
    }

    /// A network in the one form that is its own.
    private mutating func strictNetwork(_ path: String, _ text: String) {
        let before = errors.count
        network(path, text)
        guard errors.count == before, let canonical = IPText.network(text)?.canonical, canonical != text else { return }
        invalid(path, .string(text), "must be in canonical form (\(GoText.quoted(canonical)))")
    }

    mutating func node(_ object: Object) {
        taints(object)
        let path = "spec.podCIDRs"
        let networks = object.at(["spec", "podCIDRs"])?.array ?? []
        for (index, network) in networks.enumerated() { self.network("\(path)[\(index)]", network.string ?? "") }
        guard networks.count > 1 else { return }
        let families = networks.map { IPText.network($0.string ?? "")?.bytes.count }
        if let index = families.firstIndex(of: nil) {
            add([
                FieldError(
                    .internalError, path,
                    "invalid PodCIDRs. failed to check with dual stack with error:invalid CIDR[\(index)]: <nil> (invalid "
                        + "CIDR address: \(networks[index].string ?? ""))")
            ])
        }
        if families.contains(nil) || Set(families).count < 2 || networks.count > 2 {
            invalid(path, .array(networks), "may specify no more than one CIDR for each IP family")
        }
    }

    mutating func taints(_ object: Object) {
        var seen: Set<Value> = []
        for (index, taint) in (object.at(["spec", "taints"])?.array ?? []).enumerated() {
            let path = "metadata.taints[\(index)]"
            let key = taint["key"]?.string ?? ""
            invalid("\(path).key", key, NameSyntax.qualifiedName(key))
            let problems = NameSyntax.labelValue(taint["value"]?.string ?? "")
            if !problems.isEmpty { invalid("\(path).value", taint["value"], problems.joined(separator: ";")) }
            let effect = taint["effect"]?.string ?? ""
            if effect.isEmpty {
                required("\(path).effect")
            } else {
                oneOf(
                    "\(path).effect", .string(effect), ["NoSchedule", "PreferNoSchedule", "NoExecute"], sorted: false)
            }
            if !seen.insert(["key": .string(key), "effect": .string(effect)]).inserted {
                var shown: Object = [:]
                for (name, field) in [("Key", "key"), ("Value", "value"), ("Effect", "effect")] {
                    shown[name] = taint[field] ?? ""
                }
                shown["TimeAdded"] = taint["timeAdded"] ?? .null
                var error = FieldError(
                    .duplicate, path, value: .object(shown), "taints must be unique by key and effect pair")
                error.keepsOrder = true
                add([error])
            }
        }
    }
}
