internal import DocumentModel

/// What containers ask for and may use at most.
extension Checks {
    /// - Parameter claims: the names of the pod's claims for devices.
    mutating func resources(_ path: String, _ resources: Value?, claims: Set<String> = [], isPod: Bool = false) {
        let limits = resources?["limits"]?.object ?? [:]
        let requests = resources?["requests"]?.object ?? [:]
        for (name, value) in limits.sorted() { resource("\(path).limits[\(name)]", name, value, isPod: isPod) }
        for (name, value) in requests.sorted() { request(path, name, value, limits[name], isPod: isPod) }
        let names = limits.keys + requests.keys
        if names.contains(where: ResourceName.isHugePage), !names.contains(where: { $0 == "cpu" || $0 == "memory" }) {
            forbidden(path, "HugePages require cpu or memory")
        }
        devices("\(path).claims", resources?["claims"]?.array ?? [], claims)
    }

    /// The devices that a container uses, of those that its pod claims.
    private mutating func devices(_ path: String, _ devices: [Value], _ claims: Set<String>) {
        var keys: Set<String> = []
        for (index, device) in devices.enumerated() {
            let inner = "\(path)[\(index)]"
            let name = device["name"]?.string ?? ""
            if name.isEmpty {
                required(inner)
                continue
            }
            if keys.contains(name) {
                duplicate(inner, .string(name))
            } else {
                let request = device["request"]?.string ?? ""
                self.name("\(inner).request", .string(request), NameSyntax.label)
                let key = request.isEmpty ? name : "\(name)/\(request)"
                if keys.contains(key) {
                    duplicate(inner, .string(key))
                } else if request.isEmpty {
                    for key in keys where key.hasPrefix("\(name)/") { duplicate(inner, .string(name)) }
                }
                keys.insert(key)
            }
            guard !claims.contains(name) else { continue }
            let known = claims.isEmpty ? " which is empty" : ": " + claims.sorted().joined(separator: ", ")
            add([
                FieldError(
                    .notFound, inner, value: .string(name),
                    "must be one of the names in pod.spec.resourceClaims" + known)
            ])
        }
    }

    /// What a pod as a whole asks for is at least what its containers do.
    mutating func podResources(_ path: String, _ spec: Value, claims: Set<String>) {
        guard let resources = spec["resources"], resources.object != nil else { return }
        if spec.at("os", "name") == "windows" { return forbidden(path, "may not be set for a windows pod") }
        if resources["claims"]?.array != nil {
            forbidden("\(path).claims", "claims may not be set for Resources at pod-level")
        }
        self.resources(path, resources, claims: claims, isPod: true)
        let pod: Value = [
            "spec": ["containers": spec["containers"] ?? [], "initContainers": spec["initContainers"] ?? []]
        ]
        for part in ["requests", "limits"] {
            for (name, needed) in ResourceUsage.needs(of: pod, part).sorted(by: { $0.key < $1.key })
            where part == "requests" || ResourceName.isHugePage(name) {
                guard let text = resources.at(part, name)?.string, let whole = Quantity(text), needed > whole else {
                    continue
                }
                invalid(
                    "\(path).\(part)[\(name)]", .string(text),
                    "must be greater than or equal to aggregate container \(part) of \(needed.canonical)")
            }
        }
        for (index, container) in (spec["containers"]?.array ?? []).enumerated() {
            for (name, value) in (container.at("resources", "limits")?.object ?? [:]).sorted() {
                guard let text = resources.at("limits", name)?.string, let most = Quantity(text),
                    let limit = Quantity(value.string ?? ""), limit > most
                else { continue }
                invalid(
                    "\(path).containers[\(index)][\(name)].limits", value,
                    "must be less than or equal to pod limits of \(text)")
            }
        }
    }

    private mutating func request(_ path: String, _ name: String, _ value: Value, _ limit: Value?, isPod: Bool) {
        resource("\(path).requests[\(name)]", name, value, isPod: isPod, size: false)
        compare(path, name, value, limit)
        hugePages("\(path).requests[\(name)]", name, value)
    }

    private mutating func compare(_ path: String, _ name: String, _ value: Value, _ limit: Value?) {
        guard let limit = limit?.string, let most = Quantity(limit), let asked = Quantity(value.string ?? "") else {
            if !ResourceName.mayOvercommit(name) {
                required("\(path).limits", "Limit must be set for non overcommitable resources")
            }
            return
        }
        if asked != most, !ResourceName.mayOvercommit(name) {
            invalid("\(path).requests", value, "must be equal to \(name) limit of \(limit)")
        } else if asked > most {
            invalid("\(path).requests", value, "must be less than or equal to \(name) limit of \(limit)")
        }
    }

    /// The name of something a container may ask for.
    mutating func containerResource(_ path: String, _ name: String, isPod: Bool = false) {
        let problems = NameSyntax.qualifiedName(name)
        invalid(path, name, problems)
        let isPlain = !name.contains("/")
        let isUnknown = problems.isEmpty && isPlain && !ResourceName.isStandard(name)
        if isUnknown { invalid(path, .string(name), "must be a standard resource type or fully qualified") }
        if isPod {
            if problems.isEmpty, !isUnknown, !["cpu", "memory"].contains(name), !ResourceName.isHugePage(name) {
                oneOf(path, .string(name), ["cpu", "hugepages-", "memory"])
            }
        } else if isPlain {
            if !ResourceName.isForContainers(name) {
                invalid(path, .string(name), "must be a standard resource for containers")
            }
        } else if !ResourceName.isNative(name), !ResourceName.isExtended(name) {
            invalid(path, .string(name), "doesn't follow extended resource name standard")
        }
    }

    private mutating func resource(
        _ path: String, _ name: String, _ value: Value, isPod: Bool, size: Bool = true
    ) {
        containerResource(path, name, isPod: isPod)
        quantity(path, name, value)
        if size { hugePages(path, name, value) }
    }

    private mutating func hugePages(_ path: String, _ name: String, _ value: Value) {
        guard ResourceName.isHugePage(name), let amount = Quantity(value.string ?? "") else { return }
        let size = Quantity(String(name.dropFirst("hugepages-".count)))
        if size.map({ !amount.isMultiple(of: $0) && !amount.isZero }) ?? true {
            invalid(path, value, "\(value.string ?? "") is not positive integer multiple of \(name)")
        }
    }

    /// An amount of a resource: not negative, and whole where things are counted.
    mutating func quantity(_ path: String, _ name: String, _ value: Value) {
        guard let amount = Quantity(value.string ?? "") else { return }
        if amount.isNegative { invalid(path, value, "must be greater than or equal to 0") }
        if ResourceName.isCounted(name), !amount.isWhole { invalid(path, value, "must be an integer") }
    }
}
