internal import DocumentModel

/// Slices of the devices that drivers offer.
extension Checks {
    /// - Parameter old: the slice before an update.
    mutating func resourceSlice(_ object: Object, old: Object?) {
        let spec = object["spec"] ?? [:]
        driverName("spec.driver", spec["driver"]?.string ?? "")
        let pool = spec["pool"] ?? [:]
        poolName("spec.pool.name", pool["name"]?.string ?? "")
        let count = pool["resourceSliceCount"]?.integer ?? 0
        if count <= 0 { invalid("spec.pool.resourceSliceCount", .integer(count), "must be greater than zero") }
        if let generation = pool["generation"]?.integer, generation < 0 {
            invalid("spec.pool.generation", .integer(generation), "must be greater than or equal to zero")
        }
        if let before = old?["spec"] {
            immutable("spec.pool.name", pool["name"], before.at("pool", "name"))
            for field in ["driver", "nodeName"] { immutable("spec.\(field)", spec[field], before[field]) }
        }
        sliceNodes(spec)
        if !(spec["sharedCounters"]?.isNull ?? true), !(spec["devices"]?.isNull ?? true) {
            invalid("spec", "", "only one of `sharedCounters` or `devices` is allowed")
        }
        let isAdvanced = (spec["devices"]?.array ?? []).contains { device in
            ["taints", "consumesCounters"].contains { !(device[$0] ?? .null).isBlank }
        }
        let choosesNodes = spec["perDeviceNodeSelection"]?.bool == true
        items("spec.devices", spec["devices"], most: isAdvanced ? 64 : 128, key: "name") {
            $0.device($1, $2, choosesNodes: choosesNodes)
        }
        items("spec.sharedCounters", spec["sharedCounters"], most: 8, key: "name") {
            $0.counters($1, $2, name: "name")
        }
    }

    private mutating func poolName(_ path: String, _ name: String) {
        if name.isEmpty { return required(path) }
        if name.utf8.count > 253 { add([FieldError(.tooLong, path, "may not be more than 253 bytes")]) }
        for part in name.split(separator: "/", omittingEmptySubsequences: false).map(String.init) {
            invalid(path, part, NameSyntax.subdomain(part))
        }
    }

    /// Which nodes reach the devices is said in one way.
    private mutating func sliceNodes(_ spec: Value) {
        var ways: [String] = []
        if let name = spec["nodeName"]?.string {
            if name.isEmpty {
                invalid("spec.nodeName", "", "must be either unset or set to a non-empty string")
            } else {
                ways.append("nodeName")
                invalid("spec.nodeName", name, NameSyntax.subdomain(name))
            }
        }
        if let selector = spec["nodeSelector"], selector.object != nil {
            ways.append("nodeSelector")
            nodeSelector("spec.nodeSelector", selector)
            let terms = selector["nodeSelectorTerms"]
            if terms?.array?.count ?? 0 != 1 {
                invalid("spec.nodeSelector.nodeSelectorTerms", terms, "must have exactly one node selector term")
            }
        }
        for field in ["allNodes", "perDeviceNodeSelection"] {
            guard let isSet = spec[field]?.bool else { continue }
            if isSet {
                ways.append(field)
            } else {
                invalid("spec.\(field)", false, "must be either unset or set to true")
            }
        }
        let text = "exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required"
        oneWay("spec", ways, text, more: text + ", but multiple fields are set")
    }

    private mutating func oneWay(_ path: String, _ ways: [String], _ none: String, more: String) {
        if ways.isEmpty { required(path, none) }
        guard ways.count > 1 else { return }
        invalid(path, .string("{\(ways.map { "`\($0)`" }.joined(separator: ", "))}"), more)
    }

    private mutating func device(_ path: String, _ device: Value, choosesNodes: Bool) {
        let name = device["name"]?.string ?? ""
        invalid("\(path).name", name, NameSyntax.label(name))
        let attributes = device["attributes"]?.object ?? [:]
        let capacity = device["capacity"]?.object ?? [:]
        if attributes.count + capacity.count > 32 {
            invalid(
                path, .integer(Int64(attributes.count + capacity.count)),
                "the total number of attributes and capacities must not exceed 32")
        }
        for (key, value) in attributes.sorted() {
            deviceName("\(path).attributes", key)
            attribute("\(path).attributes[\(key)]", value)
        }
        let isShared = device["allowMultipleAllocations"]?.bool == true
        for (key, value) in capacity.sorted() {
            deviceName("\(path).capacity", key)
            if !isShared, value["requestPolicy"]?.object != nil {
                forbidden("\(path).capacity[\(key)].requestPolicy", "allowMultipleAllocations must be true")
            }
        }
        items("\(path).taints", device["taints"], most: 16) { checks, path, taint in
            let key = taint["key"]?.string ?? ""
            checks.invalid("\(path).key", key, NameSyntax.qualifiedName(key))
            checks.name("\(path).value", taint["value"], NameSyntax.labelValue)
            let effect = taint["effect"]?.string ?? ""
            if effect.isEmpty {
                checks.required("\(path).effect")
            } else {
                checks.deviceEffect("\(path).effect", effect)
            }
        }
        items("\(path).consumesCounters", device["consumesCounters"], most: 2, key: "counterSet") {
            $0.counters($1, $2, name: "counterSet")
        }
        deviceNodes(path, device, choosesNodes: choosesNodes)
        bindingConditions(path, device)
    }

    private mutating func attribute(_ path: String, _ attribute: Value) {
        if let text = attribute["string"]?.string, text.utf8.count > 64 {
            add([FieldError(.tooLong, "\(path).string", "may not be more than 64 bytes")])
        }
        if let text = attribute["version"]?.string {
            if !Self.isSemantic(text) {
                invalid("\(path).version", .string(text), "must be a string compatible with semver.org spec 2.0.0")
            }
            if text.utf8.count > 64 {
                add([FieldError(.tooLong, "\(path).version", "may not be more than 64 bytes")])
            }
        }
        let count = ["bool", "int", "string", "version"].count { !(attribute[$0]?.isNull ?? true) }
        if count == 0 { invalid(path, "", "exactly one value must be specified") }
        if count > 1 { invalid(path, attribute, "exactly one value must be specified") }
    }

    /// A version as semver.org has it.
    private static func isSemantic(_ text: String) -> Bool {
        func isIdentifier(_ part: Substring) -> Bool {
            !part.isEmpty
                && part.utf8.allSatisfy {
                    (0x30...0x39).contains($0) || (0x41...0x5A).contains($0)
                        || (0x61...0x7A).contains($0) || $0 == UInt8(ascii: "-")
                }
        }
        func isNumber(_ part: Substring) -> Bool {
            !part.isEmpty && part.utf8.allSatisfy { (0x30...0x39).contains($0) } && (part == "0" || part.first != "0")
        }
        let build = text.split(separator: "+", maxSplits: 1, omittingEmptySubsequences: false)
        let whole = build[0].split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        let numbers = whole[0].split(separator: ".", omittingEmptySubsequences: false)
        guard numbers.count == 3, numbers.allSatisfy(isNumber) else { return false }
        let pre = whole.count < 2 ? [] : whole[1].split(separator: ".", omittingEmptySubsequences: false)
        let rest = build.count < 2 ? [] : build[1].split(separator: ".", omittingEmptySubsequences: false)
        return pre.allSatisfy { isIdentifier($0) && (isNumber($0) || !$0.allSatisfy(\.isNumber)) }
            && rest.allSatisfy(isIdentifier)
    }

    private mutating func counters(_ path: String, _ counters: Value, name field: String) {
        let name = counters[field]?.string ?? ""
        if name.isEmpty {
            required("\(path).\(field)")
        } else {
            invalid("\(path).\(field)", name, NameSyntax.label(name))
        }
        let amounts = counters["counters"]?.object ?? [:]
        if amounts.isEmpty { return required("\(path).counters") }
        guard amounts.count <= 32 else {
            let count = Value.integer(Int64(amounts.count))
            return add([FieldError(.tooMany, "\(path).counters", value: count, "must have at most 32 items")])
        }
        for key in amounts.keys.sorted() { invalid("\(path).counters", key, NameSyntax.label(key)) }
    }

    private mutating func deviceNodes(_ path: String, _ device: Value, choosesNodes: Bool) {
        let fields = ["nodeName", "nodeSelector", "allNodes"].filter { !(device[$0]?.isNull ?? true) }
        guard choosesNodes else {
            if !fields.isEmpty {
                invalid(
                    path, nil,
                    "`nodeName`, `nodeSelector` and `allNodes` can only be set if `perDeviceNodeSelection` is set to true "
                        + "in the ResourceSlice spec")
            }
            return
        }
        var ways: [String] = []
        if let name = device["nodeName"]?.string {
            if name.isEmpty {
                invalid("\(path).nodeName", "", "must not be empty")
            } else {
                ways.append("nodeName")
                invalid("\(path).nodeName", name, NameSyntax.subdomain(name))
            }
        }
        if let selector = device["nodeSelector"], selector.object != nil {
            ways.append("nodeSelector")
            nodeSelector("\(path).nodeSelector", selector)
        }
        if let isAll = device["allNodes"]?.bool {
            if isAll {
                ways.append("allNodes")
            } else {
                invalid("\(path).allNodes", false, "must be either unset or set to true")
            }
        }
        let text =
            "exactly one of `nodeName`, `nodeSelector`, or `allNodes` is required when `perDeviceNodeSelection` is set to "
            + "true in the ResourceSlice spec"
        oneWay(path, ways, text, more: text)
    }

    private mutating func bindingConditions(_ path: String, _ device: Value) {
        let fields = ["bindingConditions", "bindingFailureConditions"]
        for field in fields {
            items("\(path).\(field)", device[field], most: 4) { checks, path, name in
                checks.invalid(path, name.string ?? "", NameSyntax.qualifiedName(name.string ?? ""))
            }
        }
        let lists = fields.map { device[$0]?.array ?? [] }
        for (field, list) in zip(fields, lists) {
            var seen: Set<Value> = []
            for (index, name) in list.enumerated() {
                if !seen.insert(name).inserted { duplicate("\(path).\(field)[\(index)]", name) }
                if field == fields[1], lists[0].contains(name) {
                    invalid(
                        "\(path).\(field)[\(index)]", name,
                        "bindingFailureConditions must not overlap with bindingConditions")
                }
            }
        }
        for (index, other) in [(0, 1), (1, 0)] where lists[index].isEmpty && !lists[other].isEmpty {
            invalid(
                "\(path).\(fields[index])", device[fields[index]],
                "\(fields[index]) are required to use \(fields[other])")
        }
    }
}
