internal import DocumentModel

/// Volumes whose drivers came with the server; some of the rules hold for persistent volumes as well.
extension Checks {
    /// What they cannot do without.
    private static let needed: [String: [String]] = [
        "gcePersistentDisk": ["pdName"], "awsElasticBlockStore": ["volumeID"], "azureDisk": ["diskName", "diskURI"],
        "azureFile": ["secretName", "shareName"], "rbd": ["monitors", "image"], "cephfs": ["monitors"],
        "glusterfs": ["endpoints", "path"], "flexVolume": ["driver"], "cinder": ["volumeID"],
        "vsphereVolume": ["volumePath"], "portworxVolume": ["volumeID"], "photonPersistentDisk": ["pdID"],
        "scaleIO": ["gateway", "system", "volumeName"], "storageos": ["volumeName"],
    ]

    mutating func driver(_ path: String, _ kind: String, _ source: Value) {
        let inner = "\(path).\(kind == "gcePersistentDisk" ? "persistentDisk" : kind)"
        for field in Self.needed[kind] ?? [] where source[field]?.isBlank ?? true { required("\(inner).\(field)") }
        switch kind {
        case "gcePersistentDisk", "awsElasticBlockStore":
            if !(0...255).contains(source["partition"]?.integer ?? 0) {
                invalid("\(inner).partition", source["partition"], "must be between 1 and 255, inclusive")
            }
        case "azureDisk": azureDisk(inner, source)
        case "cinder", "storageos":
            for field in kind == "storageos" ? ["volumeName", "volumeNamespace"] : [] {
                name("\(inner).\(field)", source[field], NameSyntax.label)
            }
            if let secret = source["secretRef"], secret.object != nil, (secret["name"]?.string ?? "").isEmpty {
                required("\(inner).secretRef.name")
            }
        case "fc": fibreChannel(inner, source)
        case "flexVolume":
            for (key, _) in (source["options"]?.object ?? [:]).sorted() {
                let domain = "." + key.prefix { $0 != "/" }.lowercased()
                if domain.hasSuffix(".kubernetes.io") || domain.hasSuffix(".k8s.io") {
                    invalid(
                        "\(inner).options[\(key)]", .string(key), "kubernetes.io and k8s.io namespaces are reserved")
                }
            }
        case "flocker": dataset(inner, source)
        case "iscsi": iscsi(inner, source)
        case "quobyte": quobyte(inner, source)
        default: break
        }
    }

    mutating func azureDisk(_ path: String, _ source: Value) {
        oneOf("\(path).cachingMode", source["cachingMode"], ["None", "ReadOnly", "ReadWrite"])
        oneOf("\(path).kind", source["kind"], ["Dedicated", "Managed", "Shared"])
        guard let kind = source["kind"]?.string else { return }
        let place = source["diskURI"]?.string ?? ""
        if !place.hasPrefix(kind == "Managed" ? "/subscriptions/" : "https://") {
            let form =
                kind == "Managed"
                ? "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}"
                : "https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd"
            unsupported("\(path).diskURI", .string(place), [form])
        }
    }

    mutating func fibreChannel(_ path: String, _ source: Value) {
        let hasTargets = !(source["targetWWNs"]?.array ?? []).isEmpty
        let hasNames = !(source["wwids"]?.array ?? []).isEmpty
        if !hasTargets, !hasNames {
            required("\(path).targetWWNs", "must specify either targetWWNs or wwids, but not both")
        }
        if hasTargets, hasNames {
            invalid(
                "\(path).targetWWNs", source["targetWWNs"],
                "targetWWNs and wwids can not be specified simultaneously")
        }
        guard hasTargets else { return }
        if source["lun"]?.integer == nil {
            required("\(path).lun", "lun is required if targetWWNs is specified")
        } else {
            unit(path, source)
        }
    }

    private mutating func unit(_ path: String, _ source: Value) {
        if !(0...255).contains(source["lun"]?.integer ?? 0) {
            invalid("\(path).lun", source["lun"], "must be between 0 and 255, inclusive")
        }
    }

    mutating func dataset(_ path: String, _ source: Value) {
        let (name, uuid) = (source["datasetName"]?.string ?? "", source["datasetUUID"]?.string ?? "")
        if name.isEmpty, uuid.isEmpty { required(path, "one of datasetName and datasetUUID is required") }
        if !name.isEmpty, !uuid.isEmpty {
            invalid(path, "resource", "datasetName and datasetUUID can not be specified simultaneously")
        }
        if name.contains("/") { invalid("\(path).datasetName", .string(name), "must not contain '/'") }
    }

    // MARK: iSCSI

    private mutating func iscsi(_ path: String, _ source: Value) {
        if (source["targetPortal"]?.string ?? "").isEmpty { required("\(path).targetPortal") }
        let name = source["iqn"]?.string ?? ""
        if name.isEmpty { required("\(path).iqn") } else { qualifier("\(path).iqn", name) }
        unit(path, source)
        let needsSecret = ["chapAuthDiscovery", "chapAuthSession"].contains { source[$0]?.bool == true }
        if needsSecret, source["secretRef"]?.object == nil { required("\(path).secretRef") }
        if let initiator = source["initiatorName"]?.string { qualifier("\(path).initiatorname", initiator) }
    }

    private mutating func qualifier(_ path: String, _ name: String) {
        guard ["iqn", "eui", "naa"].contains(name.prefix(3)) else {
            return invalid(path, .string(name), "must be valid format starting with iqn, eui, or naa")
        }
        if !Self.isStorageName(name) { invalid(path, .string(name), "must be valid format") }
    }

    // MARK: Quobyte

    mutating func quobyte(_ path: String, _ source: Value) {
        let registry = source["registry"]?.string ?? ""
        let form = "must be a host:port pair or multiple pairs separated by commas"
        if registry.isEmpty {
            required("\(path).registry", form)
        } else if (source["tenant"]?.string ?? "").utf8.count >= 65 {
            required("\(path).tenant", "must be a UUID and may not exceed a length of 64 characters")
        } else {
            for pair in registry.split(separator: ",", omittingEmptySubsequences: false) where !Self.isEndpoint(pair) {
                invalid("\(path).registry", .string(registry), form)
            }
        }
        if (source["volume"]?.string ?? "").isEmpty { required("\(path).volume") }
    }

    /// A host and a port; a host with colons stands in brackets.
    static func isEndpoint(_ text: Substring) -> Bool {
        if text.first == "[" {
            guard let end = text.firstIndex(of: "]") else { return false }
            let rest = text[text.index(after: end)...]
            return rest.first == ":" && !rest.dropFirst().contains { ":[]".contains($0) }
        }
        return text.count { $0 == ":" } == 1 && !text.contains { "[]".contains($0) }
    }
}
