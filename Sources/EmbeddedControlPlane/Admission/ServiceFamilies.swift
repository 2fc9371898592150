internal import DocumentModel

/// Which addresses a Service has, and of which families, on a cluster that has IPv4 alone.
struct ServiceFamilies {
    var spec: Object
    /// The spec before an update.
    let old: Value?

    /// The list of addresses follows the single one.
    mutating func normalize() {
        let address = spec["clusterIP"]?.string ?? ""
        guard let old else {
            if !address.isEmpty, list("clusterIPs").isEmpty { spec["clusterIPs"] = [.string(address)] }
            return
        }
        let before = old["clusterIP"]?.string ?? ""
        if list("clusterIPs").isEmpty, address == before { spec["clusterIPs"] = old["clusterIPs"] }
        guard before != address, list("clusterIPs") == old["clusterIPs"]?.array ?? [] else { return }
        spec["clusterIPs"] = address.isEmpty ? nil : [.string(address)]
    }

    /// Fills in families and policy.
    ///
    /// - Returns: what is wrong with them; nothing else is looked at then.
    mutating func complete() -> [FieldError] {
        if isUnchangedPair { return [] }
        let isFree = spec["clusterIP"] == "None" && (spec["selector"]?.object ?? [:]).isEmpty
        if spec["ipFamilyPolicy"]?.string == nil {
            spec["ipFamilyPolicy"] =
                old?["ipFamilyPolicy"]?.string.map(Value.string) ?? (isFree ? "RequireDualStack" : "SingleStack")
        }
        var checks = Checks()
        checks.addresses(.object(spec))
        guard checks.errors.isEmpty else { return checks.errors }
        reduce(&checks)
        infer(&checks)
        guard checks.errors.isEmpty else { return checks.errors }
        if isFree {
            if list("ipFamilies").isEmpty { spec["ipFamilies"] = ["IPv4"] }
            if list("ipFamilies").count < 2, spec["ipFamilyPolicy"] != "SingleStack" {
                let other: Value = list("ipFamilies").first == "IPv4" ? "IPv6" : "IPv4"
                spec["ipFamilies"] = .array(list("ipFamilies") + [other])
            }
            return []
        }
        if spec["ipFamilyPolicy"] == "RequireDualStack" {
            checks.invalid(
                "spec.ipFamilyPolicy", spec["ipFamilyPolicy"],
                "this cluster is not configured for dual-stack services")
        }
        for (index, family) in list("ipFamilies").enumerated() where family != "IPv4" {
            checks.invalid("spec.ipFamilies[\(index)]", family, "not configured on this cluster")
        }
        if list("ipFamilies").isEmpty { spec["ipFamilies"] = ["IPv4"] }
        return checks.errors
    }

    private func list(_ field: String) -> [Value] { spec[field]?.array ?? [] }

    /// A Service that takes what there is keeps what it got.
    private var isUnchangedPair: Bool {
        guard let old, spec["type"] == old["type"], spec["ipFamilyPolicy"] == "PreferDualStack" else { return false }
        return (old["ipFamilyPolicy"]?.string ?? "PreferDualStack") == "PreferDualStack"
            && ["clusterIPs", "ipFamilies"].allSatisfy { list($0) == old[$0]?.array ?? [] }
    }

    /// Second values go with the policy.
    private mutating func reduce(_ checks: inout Checks) {
        let policy = spec["ipFamilyPolicy"]
        let nouns = [("clusterIPs", "cluster IP"), ("ipFamilies", "IP family")]
        if let old {
            for (field, noun) in nouns {
                let before = old[field]?.array ?? []
                if policy == "SingleStack" {
                    if list(field).count > 1, list(field) == before { spec[field] = .array([list(field)[0]]) }
                } else if before.count == 2, list(field).count == 1, list(field)[0] == before[0] {
                    checks.invalid(
                        "spec.ipFamilyPolicy", policy, "must be 'SingleStack' to release the secondary \(noun)")
                }
            }
        }
        guard policy == "SingleStack" else { return }
        for (field, nouns) in [("clusterIPs", "cluster IPs"), ("ipFamilies", "IP families")]
        where list(field).count == 2 {
            checks.invalid(
                "spec.ipFamilyPolicy", policy,
                "must be 'RequireDualStack' or 'PreferDualStack' when multiple \(nouns) are specified")
        }
    }

    /// Families of addresses that are given.
    private mutating func infer(_ checks: inout Checks) {
        for (index, address) in list("clusterIPs").enumerated() {
            let text = address.string ?? ""
            if text == "None" { return }
            guard index >= list("ipFamilies").count else { continue }
            if IPText.isIPv6(text) {
                checks.invalid(
                    "spec.clusterIPs[\(index)]", spec["clusterIPs"], "IPv6 is not configured on this cluster")
            } else {
                spec["ipFamilies"] = .array(list("ipFamilies") + ["IPv4"])
            }
        }
    }
}
