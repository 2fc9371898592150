internal import DocumentModel

/// Drivers of storage, where they run, and what they attach.
extension Checks {
    mutating func driver(_ object: Object) {
        let spec = object["spec"] ?? [:]
        oneOf("spec.fsGroupPolicy", spec["fsGroupPolicy"], ["File", "None", "ReadWriteOnceWithFSType"])
        var audiences: Set<String> = []
        let tokens = spec["tokenRequests"]?.array ?? []
        for (index, token) in tokens.enumerated() {
            let path = "spec.tokenRequests[\(index)]"
            let audience = token["audience"]?.string ?? ""
            guard audiences.insert(audience).inserted else {
                duplicate("\(path).audience", .string(audience))
                continue
            }
            tokenLifetime("\(path).expirationSeconds", token["expirationSeconds"])
        }
        for mode in spec["volumeLifecycleModes"]?.array ?? [] {
            oneOf("spec.volumeLifecycleModes", mode, ["Persistent", "Ephemeral"], sorted: false)
        }
        if let seconds = spec["nodeAllocatableUpdatePeriodSeconds"]?.integer, seconds < 10 {
            invalid(
                "spec.nodeAllocatableUpdatePeriodSeconds", .integer(seconds),
                "must be greater than or equal to 10 seconds")
        }
        if let isInSecrets = spec["serviceAccountTokenInSecrets"], isInSecrets.bool != nil, tokens.isEmpty {
            invalid(
                "spec.serviceAccountTokenInSecrets", isInSecrets,
                "serviceAccountTokenInSecrets is set but no tokenRequests are specified")
        }
    }

    mutating func driverName(_ path: String, _ name: String) {
        if name.isEmpty { return required(path) }
        if name.utf8.count > 63 { add([FieldError(.tooLong, path, "may not be more than 63 bytes")]) }
        for problem in NameSyntax.subdomain(name.lowercased()) { invalid(path, .string(name), problem) }
    }

    /// How long a token of a service account may be asked for.
    mutating func tokenLifetime(_ path: String, _ seconds: Value?) {
        guard let number = seconds?.integer else { return }
        if number < 600 { invalid(path, seconds, "may not specify a duration less than 10 minutes") }
        if number > 1 << 32 { invalid(path, seconds, "may not specify a duration larger than 2^32 seconds") }
    }

    mutating func attachment(_ object: Object) {
        let spec = object["spec"] ?? [:]
        driverName("spec.attacher", spec["attacher"]?.string ?? "")
        let source = spec["source"] ?? [:]
        let name = source["persistentVolumeName"]?.string
        let isInline = source["inlineVolumeSpec"]?.object != nil
        if name == nil, !isInline {
            required("spec.source", "must specify exactly one of inlineVolumeSpec and persistentVolumeName")
        } else if name != nil, isInline {
            forbidden("spec.source", "must specify exactly one of inlineVolumeSpec and persistentVolumeName")
        } else if name == "" {
            required("spec.source.persistentVolumeName", "must specify non empty persistentVolumeName")
        } else if isInline {
            volumeSpec("spec.source.inlineVolumeSpec", source["inlineVolumeSpec"] ?? [:], name: "", isInline: true)
        }
        let node = spec["nodeName"]?.string ?? ""
        invalid("spec.nodeName", node, NameSyntax.subdomain(node))
        if let name { invalid("spec.source.persistentVolumeName", name, NameSyntax.subdomain(name)) }
    }

    mutating func nodeDrivers(_ object: Object) {
        var names: Set<String> = []
        for (index, driver) in (object.at(["spec", "drivers"])?.array ?? []).enumerated() {
            let path = "spec.drivers[\(index)]"
            let (name, node) = (driver["name"]?.string ?? "", driver["nodeID"]?.string ?? "")
            driverName("\(path).name", name)
            if node.isEmpty { required("\(path).nodeID") }
            if node.utf8.count > 256 { invalid("\(path).nodeID", .string(node), "must be 256 characters or less") }
            nonNegative("\(path).allocatable.count", driver.at("allocatable", "count"))
            if !names.insert(name).inserted { duplicate("\(path).name", .string(name)) }
            var keys: Set<String> = []
            for key in (driver["topologyKeys"]?.array ?? []).map({ $0.string ?? "" }) {
                if key.isEmpty { required(path) }
                if !keys.insert(key).inserted { duplicate(path, .string(key)) }
                invalid(path, key, NameSyntax.qualifiedName(key))
            }
        }
    }

    mutating func storageCapacity(_ object: Object) {
        selector("nodeTopology", object["nodeTopology"])
        let name = object["storageClassName"]?.string ?? ""
        invalid("storageClassName", name, NameSyntax.subdomain(name))
        if let amount = Quantity(object["capacity"]?.string ?? ""), amount.isNegative {
            invalid("capacity", object["capacity"], "must be greater than or equal to 0")
        }
    }

    mutating func volumeAttributes(_ object: Object) {
        let driver = object["driverName"]?.string ?? ""
        if driver.isEmpty { required("driverName") } else { provisioner("driverName", driver) }
        let parameters = object["parameters"]?.object ?? [:]
        if parameters.contains(where: { $0.key.isEmpty }) { invalid("parameters", "", "field can not be empty.") }
        if parameters.isEmpty { required("parameters", "must contain at least one key/value pair") }
    }

    /// The name of who makes volumes.
    mutating func provisioner(_ path: String, _ name: String) {
        for problem in NameSyntax.qualifiedName(name.lowercased()) {
            invalid(path, .string(name.lowercased()), problem)
        }
    }

    mutating func storageClass(_ object: Object) {
        let provisioner = object["provisioner"]?.string ?? ""
        if provisioner.isEmpty { required("provisioner") } else { self.provisioner("provisioner", provisioner) }
        if object["parameters"]?.object?.contains(where: { $0.key.isEmpty }) == true {
            invalid("parameters", "", "field can not be empty.")
        }
        if object["reclaimPolicy"] != "" { oneOf("reclaimPolicy", object["reclaimPolicy"], ["Delete", "Retain"]) }
        oneOf("volumeBindingMode", object["volumeBindingMode"], ["Immediate", "WaitForFirstConsumer"])
        topologies(object["allowedTopologies"]?.array ?? [])
    }

    /// No term may say what another says. The real server compares with as many empty terms as there are terms, which
    /// makes an empty one a duplicate of each.
    private mutating func topologies(_ terms: [Value]) {
        // So many mistakes are enough to tell.
        let terms = terms.prefix(1_000)
        var seen: [[String: Set<Value>]] = terms.map { _ in [:] }
        for (index, term) in terms.enumerated() {
            let outer = "allowedTopologies[\(index)].matchLabelExpressions"
            var keys: [String: Set<Value>] = [:]
            for (place, expression) in (term["matchLabelExpressions"]?.array ?? []).enumerated() {
                let path = "\(outer)[\(place)]"
                let values = expression["values"]?.array ?? []
                if values.isEmpty { required("\(path).values") }
                var known: Set<Value> = []
                for (number, value) in values.enumerated() where !known.insert(value).inserted {
                    duplicate("\(path).values[\(number)]", value)
                }
                let key = expression["key"]?.string ?? ""
                invalid("\(path).key", key, NameSyntax.qualifiedName(key))
                if keys[key] != nil { duplicate("\(path).key", .string(key)) }
                keys[key] = Set(values)
            }
            for other in seen where other == keys { duplicate(outer, "") }
            seen.append(keys)
        }
    }
}
