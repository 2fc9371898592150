internal import DocumentModel

extension Checks {
    mutating func limitRange(_ object: Object) {
        var types: Set<String> = []
        for (index, limit) in (object.at(["spec", "limits"])?.array ?? []).enumerated() {
            let path = "spec.limits[\(index)]"
            let type = limit["type"]?.string ?? ""
            let problems = NameSyntax.qualifiedName(type)
            invalid("\(path).type", type, problems)
            if problems.isEmpty, !["Container", "Pod", "PersistentVolumeClaim"].contains(type), !type.contains("/") {
                invalid("\(path).type", .string(type), "must be a standard limit type or fully qualified")
            }
            if !types.insert(type).inserted { duplicate("\(path).type", .string(type)) }
            self.limit(path, limit, type)
        }
    }

    private mutating func limit(_ path: String, _ limit: Value, _ type: String) {
        let isForContainers = type == "Pod" || type == "Container"
        var names: Set<String> = []
        for field in ["max", "min", "default", "defaultRequest", "maxLimitRequestRatio"] {
            let amounts = limit[field]?.object ?? [:]
            if type == "Pod", field.hasPrefix("default") {
                if !amounts.isEmpty { forbidden("\(path).\(field)", "may not be specified when `type` is 'Pod'") }
                continue
            }
            if field == "maxLimitRequestRatio", type == "PersistentVolumeClaim",
                limit["min"]?["storage"] == nil, limit["max"]?["storage"] == nil
            {
                required(
                    "\(path).limits",
                    "either minimum or maximum storage value is required, but neither was provided")
            }
            for (name, _) in amounts.sorted() {
                resourceName("\(path).\(field)[\(name)]", name, isForContainers: isForContainers)
                names.insert(name)
            }
        }
        for name in names.sorted() { compare(path, limit, name) }
    }

    private mutating func resourceName(_ path: String, _ name: String, isForContainers: Bool) {
        let problems = NameSyntax.qualifiedName(name)
        invalid(path, name, problems)
        guard !name.contains("/") else { return }
        if problems.isEmpty, !ResourceName.isStandard(name) {
            invalid(path, .string(name), "must be a standard resource type or fully qualified")
        }
        if isForContainers, !ResourceName.isForContainers(name) {
            invalid(path, .string(name), "must be a standard resource for containers")
        }
    }

    private mutating func compare(_ path: String, _ limit: Value, _ name: String) {
        func amount(_ field: String) -> (value: Value, quantity: Quantity)? {
            guard let value = limit[field]?[name], let quantity = Quantity(value.string ?? "") else { return nil }
            return (value, quantity)
        }
        let (low, high) = (amount("min"), amount("max"))
        let (standard, request) = (amount("default"), amount("defaultRequest"))
        func check(_ field: String, _ words: String, _ shown: Value, _ a: Value, _ than: String, _ b: Value) {
            invalid("\(path).\(field)[\(name)]", shown, "\(words) \(a.string ?? "") is \(than) \(b.string ?? "")")
        }
        if let low, let high, low.quantity > high.quantity {
            check("min", "min value", low.value, low.value, "greater than max value", high.value)
        }
        if let request, let low, low.quantity > request.quantity {
            check(
                "defaultRequest", "min value", request.value, low.value, "greater than default request value",
                request.value)
        }
        if let request, let high, request.quantity > high.quantity {
            check(
                "defaultRequest", "default request value", request.value, request.value, "greater than max value",
                high.value)
        }
        if let request, let standard, request.quantity > standard.quantity {
            check(
                "defaultRequest", "default request value", request.value, request.value,
                "greater than default limit value", standard.value)
        }
        if let standard, let low, low.quantity > standard.quantity {
            check("default", "min value", low.value, low.value, "greater than default value", standard.value)
        }
        if let standard, let high, standard.quantity > high.quantity {
            check("default", "default value", high.value, standard.value, "greater than max value", high.value)
        }
        if let ratio = amount("maxLimitRequestRatio") { self.ratio(path, name, ratio.value, low?.value, high?.value) }
    }

    private mutating func ratio(_ path: String, _ name: String, _ value: Value, _ low: Value?, _ high: Value?) {
        let field = "\(path).maxLimitRequestRatio[\(name)]"
        guard let text = value.string, let ratio = Quantity(text), let one = Quantity("1") else { return }
        if ratio < one { invalid(field, value, "ratio \(text) is less than 1") }
        guard let low = Quantity(low?.string ?? ""), let high = Quantity(high?.string ?? ""), !low.isZero else {
            return
        }
        let limit = Double(high.nano) / Double(low.nano)
        if Double(ratio.nano) / 1e9 > limit {
            invalid(field, value, "ratio \(text) is greater than max/min = \(GoText.fixed(limit))")
        }
    }
}
