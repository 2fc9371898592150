internal import DocumentModel

extension Checks {
    /// - Returns: the names of volumes that are in order.
    mutating func volumes(_ path: String, _ volumes: [Value]) -> Set<String> {
        var names: Set<String> = []
        for (index, volume) in volumes.enumerated() {
            let before = errors.count
            let inner = "\(path)[\(index)]"
            source(inner, volume)
            let name = volume["name"]?.string ?? ""
            if name.isEmpty {
                required("\(inner).name")
            } else {
                invalid("\(inner).name", name, NameSyntax.label(name))
                if names.contains(name) { duplicate("\(inner).name", .string(name)) }
            }
            if errors.count == before { names.insert(name) }
        }
        return names
    }

    /// The kinds of volumes in the order they are looked for.
    private static let sources = [
        "emptyDir", "hostPath", "gitRepo", "gcePersistentDisk", "awsElasticBlockStore", "secret", "nfs", "iscsi",
        "glusterfs", "flocker", "persistentVolumeClaim", "rbd", "cinder", "cephfs", "quobyte", "downwardAPI", "fc",
        "flexVolume", "configMap", "azureFile", "vsphereVolume", "photonPersistentDisk", "portworxVolume",
        "azureDisk", "storageos", "projected", "scaleIO", "csi", "ephemeral", "image",
    ]

    private mutating func source(_ path: String, _ volume: Value) {
        let present = Self.sources.filter { volume[$0]?.object != nil }
        guard let first = present.first else { return required(path, "must specify a volume type") }
        for extra in present.dropFirst() {
            forbidden("\(path).\(extra)", "may not specify more than 1 volume type")
        }
        let source = volume[first] ?? [:]
        let inner = "\(path).\(first)"
        switch first {
        case "secret":
            if (source["secretName"]?.string ?? "").isEmpty { required("\(inner).secretName") }
            mode("\(inner).defaultMode", source["defaultMode"])
            items("\(inner).items", source["items"]?.array ?? [])
        case "configMap":
            if (source["name"]?.string ?? "").isEmpty { required("\(inner).name") }
            mode("\(inner).defaultMode", source["defaultMode"])
            items("\(inner).items", source["items"]?.array ?? [])
        case "projected", "downwardAPI": mode("\(inner).defaultMode", source["defaultMode"])
        case "hostPath": hostPath(inner, source)
        case "persistentVolumeClaim":
            if (source["claimName"]?.string ?? "").isEmpty { required("\(inner).claimName") }
        case "nfs":
            for field in ["server", "path"] where (source[field]?.string ?? "").isEmpty {
                required("\(inner).\(field)")
            }
        case "csi":
            if (source["driver"]?.string ?? "").isEmpty { required("\(inner).driver") }
        case "emptyDir":
            if let limit = Quantity(source["sizeLimit"]?.string ?? ""), limit.isNegative {
                forbidden("\(inner).sizeLimit", "SizeLimit field must be a valid resource quantity")
            }
        default: break
        }
    }

    private mutating func hostPath(_ path: String, _ source: Value) {
        let place = source["path"]?.string ?? ""
        if place.isEmpty { return required("\(path).path") }
        if place.split(separator: "/").contains("..") {
            invalid("\(path).path", .string(place), "must not contain '..'")
        }
        guard let type = source["type"]?.string, !type.isEmpty else { return }
        oneOf(
            "\(path).type", .string(type),
            ["", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"])
    }

    private mutating func mode(_ path: String, _ mode: Value?) {
        guard let number = mode?.integer, !(0...511).contains(number) else { return }
        invalid(path, mode, "must be a number between 0 and 0777 (octal), both inclusive")
    }

    private mutating func items(_ path: String, _ items: [Value]) {
        for (index, item) in items.enumerated() {
            let path = "\(path)[\(index)]"
            if (item["key"]?.string ?? "").isEmpty { required("\(path).key") }
            let place = item["path"]?.string ?? ""
            if place.isEmpty {
                required("\(path).path")
            } else if place.hasPrefix("/") {
                invalid("\(path).path", .string(place), "must be a relative path")
            } else if place.split(separator: "/").contains("..") {
                invalid("\(path).path", .string(place), "must not contain '..'")
            }
            mode("\(path).mode", item["mode"])
        }
    }

    // MARK: Affinity

    mutating func affinity(_ path: String, _ affinity: Value?) {
        nodeAffinity("\(path).nodeAffinity", affinity?["nodeAffinity"])
        for kind in ["podAffinity", "podAntiAffinity"] { podAffinity("\(path).\(kind)", affinity?[kind]) }
    }

    private mutating func nodeAffinity(_ path: String, _ affinity: Value?) {
        if let required = affinity?["requiredDuringSchedulingIgnoredDuringExecution"], required.object != nil {
            nodeSelector("\(path).requiredDuringSchedulingIgnoredDuringExecution", required)
        }
        let preferred = affinity?["preferredDuringSchedulingIgnoredDuringExecution"]?.array ?? []
        for (index, term) in preferred.enumerated() {
            let path = "\(path).preferredDuringSchedulingIgnoredDuringExecution[\(index)]"
            weight("\(path).weight", term["weight"])
            nodeTerm("\(path).preference", term["preference"] ?? [:])
        }
    }

    mutating func nodeSelector(_ path: String, _ selector: Value) {
        let terms = selector["nodeSelectorTerms"]?.array ?? []
        if terms.isEmpty { required("\(path).nodeSelectorTerms", "must have at least one node selector term") }
        for (index, term) in terms.enumerated() { nodeTerm("\(path).nodeSelectorTerms[\(index)]", term) }
    }

    private mutating func nodeTerm(_ path: String, _ term: Value) {
        for (index, expression) in (term["matchExpressions"]?.array ?? []).enumerated() {
            let path = "\(path).matchExpressions[\(index)]"
            let values = expression["values"]?.array ?? []
            switch expression["operator"]?.string {
            case "In", "NotIn":
                if values.isEmpty { required("\(path).values", "must be specified when `operator` is 'In' or 'NotIn'") }
            case "Exists", "DoesNotExist":
                if !values.isEmpty {
                    forbidden("\(path).values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")
                }
            case "Gt", "Lt":
                if values.count != 1 {
                    required("\(path).values", "must be specified single value when `operator` is 'Lt' or 'Gt'")
                }
            default: invalid("\(path).operator", expression["operator"], "not a valid selector operator")
            }
            let key = expression["key"]?.string ?? ""
            invalid("\(path).key", key, NameSyntax.qualifiedName(key))
        }
    }

    private mutating func podAffinity(_ path: String, _ affinity: Value?) {
        let needed = affinity?["requiredDuringSchedulingIgnoredDuringExecution"]?.array ?? []
        for (index, term) in needed.enumerated() {
            podTerm("\(path).requiredDuringSchedulingIgnoredDuringExecution[\(index)]", term)
        }
        let preferred = affinity?["preferredDuringSchedulingIgnoredDuringExecution"]?.array ?? []
        for (index, term) in preferred.enumerated() {
            let path = "\(path).preferredDuringSchedulingIgnoredDuringExecution[\(index)]"
            weight("\(path).weight", term["weight"])
            podTerm("\(path).podAffinityTerm", term["podAffinityTerm"] ?? [:])
        }
    }

    private mutating func podTerm(_ path: String, _ term: Value) {
        selector("\(path).labelSelector", term["labelSelector"])
        selector("\(path).namespaceSelector", term["namespaceSelector"])
        let key = term["topologyKey"]?.string ?? ""
        if key.isEmpty { required("\(path).topologyKey", "can not be empty") }
        invalid("\(path).topologyKey", key, NameSyntax.qualifiedName(key))
    }

    private mutating func weight(_ path: String, _ weight: Value?) {
        if !(1...100).contains(weight?.integer ?? 0) { invalid(path, weight, "must be in the range 1-100") }
    }
}
