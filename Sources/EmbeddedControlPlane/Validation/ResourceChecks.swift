internal import DocumentModel

/// What containers ask for and may use at most.
extension Checks {
    mutating func resources(_ path: String, _ resources: Value?) {
        let limits = resources?["limits"]?.object ?? [:]
        let requests = resources?["requests"]?.object ?? [:]
        for (name, value) in limits.sorted() { resource("\(path).limits[\(name)]", name, value) }
        for (name, value) in requests.sorted() {
            resource("\(path).requests[\(name)]", name, value)
            request(path, name, value, limits[name])
        }
        let names = limits.keys + requests.keys
        if names.contains(where: ResourceName.isHugePage), !names.contains(where: { $0 == "cpu" || $0 == "memory" }) {
            forbidden(path, "HugePages require cpu or memory")
        }
        for (index, claim) in (resources?["claims"]?.array ?? []).enumerated() {
            let name = claim["name"]?.string ?? ""
            if name.isEmpty { required("\(path).claims[\(index)]") }
            add([
                FieldError(
                    .notFound, "\(path).claims[\(index)]", value: .string(name),
                    "must be one of the names in pod.spec.resourceClaims which is empty")
            ])
        }
    }

    private mutating func request(_ path: String, _ name: String, _ value: Value, _ limit: Value?) {
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
    mutating func containerResource(_ path: String, _ name: String) {
        let problems = NameSyntax.qualifiedName(name)
        invalid(path, name, problems)
        if !name.contains("/") {
            if problems.isEmpty, !ResourceName.isStandard(name) {
                invalid(path, .string(name), "must be a standard resource type or fully qualified")
            }
            if !ResourceName.isForContainers(name) {
                invalid(path, .string(name), "must be a standard resource for containers")
            }
        } else if !ResourceName.isNative(name), !ResourceName.isExtended(name) {
            invalid(path, .string(name), "doesn't follow extended resource name standard")
        }
    }

    private mutating func resource(_ path: String, _ name: String, _ value: Value) {
        containerResource(path, name)
        quantity(path, name, value)
        if ResourceName.isHugePage(name), let size = Quantity(String(name.dropFirst("hugepages-".count))),
            let amount = Quantity(value.string ?? ""), !amount.isZero, !amount.isMultiple(of: size)
        {
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
