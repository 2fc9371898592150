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
        for container in pod.at("spec", "containers")?.array ?? [] {
            for (name, amount) in container.at("resources", "requests")?.object ?? [:] {
                add("requests.\(name)", Cells.text(amount))
                if ["cpu", "memory", "ephemeral-storage"].contains(name) { add(name, Cells.text(amount)) }
            }
            for (name, amount) in container.at("resources", "limits")?.object ?? [:] {
                add("limits.\(name)", Cells.text(amount))
            }
        }
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

    init(_ stored: StoredObject) {
        name = stored.key.name
        let spec = stored.value["spec"]
        hard = spec?["hard"]?.object ?? [:]
        scopes = (spec?["scopes"]?.array ?? []).compactMap(\.string)
    }

    /// Whether an object is among those the quota limits.
    func covers(_ object: Value, _ resource: ResourceKey) -> Bool {
        guard !scopes.isEmpty else { return true }
        guard resource == .pods else { return false }
        return scopes.allSatisfy { scope in
            switch scope {
            case "BestEffort": Self.isBestEffort(object)
            case "NotBestEffort": !Self.isBestEffort(object)
            case "Terminating": object.at("spec", "activeDeadlineSeconds") != nil
            case "NotTerminating": object.at("spec", "activeDeadlineSeconds") == nil
            default: true
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

    /// The resources whose objects count.
    private var resources: Set<ResourceKey> {
        var resources: Set<ResourceKey> = []
        for name in hard.keys {
            if name.hasPrefix("count/") {
                let parts = name.dropFirst("count/".count).split(separator: ".", maxSplits: 1).map(String.init)
                resources.insert(ResourceKey(group: parts.count > 1 ? parts[1] : "", plural: parts.first ?? ""))
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
