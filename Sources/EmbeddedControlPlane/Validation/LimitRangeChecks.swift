internal import DocumentModel

extension Checks {
    mutating func limitRange(_ object: Object) {
        for (index, limit) in (object.at(["spec", "limits"])?.array ?? []).enumerated() {
            self.limit("spec.limits[\(index)]", limit)
        }
    }

    private mutating func limit(_ path: String, _ limit: Value) {
        let type = limit["type"]?.string ?? ""
        if !["Container", "Pod", "PersistentVolumeClaim"].contains(type), !type.contains("/") {
            invalid("\(path).type", .string(type), "must be a standard limit type or fully qualified")
            return
        }
        if type == "Pod" {
            for field in ["default", "defaultRequest"] where !(limit[field]?.object ?? [:]).isEmpty {
                forbidden("\(path).\(field)", "may not be specified when `type` is 'Pod'")
            }
        }
        let names = ["max", "min", "default", "defaultRequest", "maxLimitRequestRatio"]
            .flatMap { (limit[$0]?.object ?? [:]).keys }
        for name in Set(names).sorted() { compare(path, limit, name) }
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
    }
}
