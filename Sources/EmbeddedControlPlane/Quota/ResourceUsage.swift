internal import DocumentModel
internal import KubernetesModel

/// What one object counts for under the names that quotas limit.
struct ResourceUsage: Sendable {
    private(set) var amounts: [String: Quantity] = [:]

    /// - Parameter resource: of the object.
    init(_ object: Value, _ resource: ResourceKey) {
        let counted = resource.group.isEmpty ? "count/\(resource.plural)" : "count/\(resource.plural).\(resource.group)"
        add(counted, "1")
        if resource.group.isEmpty { addCore(object, resource.plural) }
    }

    private mutating func addCore(_ object: Value, _ plural: String) {
        switch plural {
        case "pods": addPod(object)
        case "services": addService(object)
        case "persistentvolumeclaims": addClaim(object)
        case "configmaps", "secrets", "replicationcontrollers", "resourcequotas": add(plural, "1")
        default: break
        }
    }

    private mutating func addPod(_ pod: Value) {
        let phase = pod.at("status", "phase")?.string
        guard phase != "Succeeded", phase != "Failed" else { return }
        add("pods", "1")
        for (name, amount) in Self.needs(of: pod, "requests") {
            amounts["requests.\(name)"] = amount
            if ["cpu", "memory", "ephemeral-storage"].contains(name) { amounts[name] = amount }
        }
        for (name, amount) in Self.needs(of: pod, "limits") { amounts["limits.\(name)"] = amount }
    }

    /// What a pod needs at most: its containers and the init containers that stay run together, each other init
    /// container before them with those that stay so far; its overhead comes on top.
    ///
    /// - Parameter part: `requests` or `limits`.
    static func needs(of pod: Value, _ part: String) -> [String: Quantity] {
        func read(_ amounts: Value?) -> [String: Quantity] {
            var result: [String: Quantity] = [:]
            for (name, amount) in amounts?.object ?? [:] { result[name] = Quantity(Cells.text(amount)) }
            return result
        }
        func amounts(_ container: Value) -> [String: Quantity] { read(container.at("resources", part)) }
        func sum(_ left: [String: Quantity], _ right: [String: Quantity]) -> [String: Quantity] {
            left.merging(right) { $0 + $1 }
        }
        var together: [String: Quantity] = [:]
        for container in pod.at("spec", "containers")?.array ?? [] { together = sum(together, amounts(container)) }
        var staying: [String: Quantity] = [:]
        var most: [String: Quantity] = [:]
        for container in pod.at("spec", "initContainers")?.array ?? [] {
            if container["restartPolicy"] == "Always" {
                staying = sum(staying, amounts(container))
                most = most.merging(staying) { $0 > $1 ? $0 : $1 }
            } else {
                most = most.merging(sum(staying, amounts(container))) { $0 > $1 ? $0 : $1 }
            }
        }
        let needs = sum(together, staying).merging(most) { $0 > $1 ? $0 : $1 }
        let overhead = read(pod.at("spec", "overhead"))
        return part == "limits"
            ? needs.merging(overhead.filter { needs[$0.key] != nil }) { $0 + $1 } : sum(needs, overhead)
    }

    private mutating func addService(_ service: Value) {
        add("services", "1")
        let type = service.at("spec", "type")?.string
        let ports = service.at("spec", "ports")?.array?.count ?? 0
        if type == "LoadBalancer" { add("services.loadbalancers", "1") }
        if type == "NodePort" || type == "LoadBalancer" { add("services.nodeports", String(ports)) }
    }

    private mutating func addClaim(_ claim: Value) {
        add("persistentvolumeclaims", "1")
        let storage = Cells.text(claim.at("spec", "resources", "requests", "storage") ?? "0")
        add("requests.storage", storage)
        guard let name = claim.at("spec", "storageClassName")?.string else { return }
        add("\(name).storageclass.storage.k8s.io/persistentvolumeclaims", "1")
        add("\(name).storageclass.storage.k8s.io/requests.storage", storage)
    }

    mutating func add(_ name: String, _ amount: String) {
        guard let quantity = Quantity(amount) else { return }
        amounts[name] = amounts[name].map { $0 + quantity } ?? quantity
    }

    mutating func add(_ other: ResourceUsage) {
        for (name, amount) in other.amounts { amounts[name] = amounts[name].map { $0 + amount } ?? amount }
    }

    /// Takes away what was counted before; less than nothing is nothing.
    mutating func remove(_ other: ResourceUsage) {
        for (name, amount) in other.amounts {
            guard let mine = amounts[name] else { continue }
            amounts[name] = mine > amount ? mine - amount : nil
        }
    }

    /// Of nothing.
    init() {}
}

/// One quota, read.
struct Quota: Sendable {
    let name: String
    let hard: Object
    private let scopes: [String]
    /// Scopes with operators and values.
    private let selectors: [Value]

    init(_ stored: StoredObject) {
        name = stored.key.name
        let spec = stored.value["spec"]
        hard = spec?["hard"]?.object ?? [:]
        scopes = (spec?["scopes"]?.array ?? []).compactMap(\.string)
        selectors = spec?["scopeSelector"]?["matchExpressions"]?.array ?? []
    }

    /// Whether an object is among those the quota limits.
    func covers(_ object: Value, _ resource: ResourceKey) -> Bool {
        guard !scopes.isEmpty || !selectors.isEmpty else { return true }
        guard resource == .pods else {
            guard resource == .persistentVolumeClaims, scopes.isEmpty else { return false }
            return selectors.allSatisfy { selector in
                selector["scopeName"] == "VolumeAttributesClass"
                    && Self.fits(selector, object.at("spec", "volumeAttributesClassName")?.string)
            }
        }
        return scopes.allSatisfy { Self.covers($0, object) }
            && selectors.allSatisfy { selector in
                let scope = selector["scopeName"]?.string ?? ""
                guard scope == "PriorityClass" else { return Self.covers(scope, object) }
                return Self.fits(selector, object.at("spec", "priorityClassName")?.string)
            }
    }

    private static func covers(_ scope: String, _ pod: Value) -> Bool {
        switch scope {
        case "BestEffort": isBestEffort(pod)
        case "NotBestEffort": !isBestEffort(pod)
        case "Terminating": pod.at("spec", "activeDeadlineSeconds") != nil
        case "NotTerminating": pod.at("spec", "activeDeadlineSeconds") == nil
        case "PriorityClass": !(pod.at("spec", "priorityClassName")?.string ?? "").isEmpty
        case "CrossNamespacePodAffinity": hasForeignAffinity(pod)
        default: true
        }
    }

    /// Whether the class of an object is among those a selector names.
    private static func fits(_ selector: Value, _ name: String?) -> Bool {
        let name = name ?? ""
        let values = (selector["values"]?.array ?? []).compactMap(\.string)
        return switch selector["operator"]?.string {
        case "In": !name.isEmpty && values.contains(name)
        case "NotIn": name.isEmpty || !values.contains(name)
        case "Exists": !name.isEmpty
        case "DoesNotExist": name.isEmpty
        default: false
        }
    }

    /// Whether a pod wants to be near or far from pods of other namespaces.
    private static func hasForeignAffinity(_ pod: Value) -> Bool {
        ["podAffinity", "podAntiAffinity"].contains { kind in
            let affinity = pod.at("spec", "affinity", kind)
            let needed = affinity?["requiredDuringSchedulingIgnoredDuringExecution"]?.array ?? []
            let wished = (affinity?["preferredDuringSchedulingIgnoredDuringExecution"]?.array ?? []).compactMap {
                $0["podAffinityTerm"]
            }
            return (needed + wished).contains {
                !($0["namespaces"]?.array ?? []).isEmpty || $0["namespaceSelector"]?.object != nil
            }
        }
    }

    private static func isBestEffort(_ pod: Value) -> Bool {
        (pod.at("spec", "containers")?.array ?? []).allSatisfy { container in
            (container.at("resources", "requests")?.object ?? [:]).isEmpty
                && (container.at("resources", "limits")?.object ?? [:]).isEmpty
        }
    }

    /// What is used of each limit in a namespace.
    func used(_ store: ObjectStore, namespace: String) -> [String: Quantity] {
        var total = ResourceUsage()
        for resource in resources {
            for stored in store.snapshot(resource).objects(in: namespace) where covers(stored.value, resource) {
                total.add(ResourceUsage(stored.value, resource))
            }
        }
        var used: [String: Quantity] = [:]
        for name in hard.keys { used[name] = total.amounts[name] ?? Quantity("0") }
        return used
    }

    /// The resource whose objects a limit such as `count/deployments.apps` counts; nil for other limits.
    static func counted(_ limit: String) -> ResourceKey? {
        guard limit.hasPrefix("count/") else { return nil }
        let parts = limit.dropFirst("count/".count).split(separator: ".", maxSplits: 1).map(String.init)
        return ResourceKey(group: parts.count > 1 ? parts[1] : "", plural: parts.first ?? "")
    }

    /// The resources whose objects count.
    private var resources: Set<ResourceKey> {
        var resources: Set<ResourceKey> = []
        for name in hard.keys {
            if let counted = Self.counted(name) {
                resources.insert(counted)
            } else if name.hasPrefix("services") {
                resources.insert(.services)
            } else if name == "requests.storage" || name == "persistentvolumeclaims" || name.contains(".storageclass.")
            {
                resources.insert(.persistentVolumeClaims)
            } else if ["configmaps", "secrets", "replicationcontrollers", "resourcequotas"].contains(name) {
                resources.insert(ResourceKey(group: "", plural: name))
            } else {
                resources.insert(.pods)
            }
        }
        return resources
    }
}
