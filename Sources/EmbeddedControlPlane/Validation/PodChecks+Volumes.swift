internal import DocumentModel

extension Checks {
    /// - Returns: the kinds of the volumes that are in order, by their names.
    mutating func volumes(_ path: String, _ volumes: [Value]) -> [String: String] {
        var kinds: [String: String] = [:]
        for (index, volume) in volumes.enumerated() {
            let before = errors.count
            let inner = "\(path)[\(index)]"
            source(inner, volume)
            let name = volume["name"]?.string ?? ""
            if name.isEmpty {
                required("\(inner).name")
            } else {
                invalid("\(inner).name", name, NameSyntax.label(name))
            }
            if kinds[name] != nil { duplicate("\(inner).name", .string(name)) }
            if errors.count == before { kinds[name] = Self.sources.first { volume[$0]?.object != nil } ?? "" }
        }
        return kinds
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
        case "projected":
            mode("\(inner).defaultMode", source["defaultMode"])
            projection(inner, source["sources"]?.array ?? [])
        case "downwardAPI":
            mode("\(inner).defaultMode", source["defaultMode"])
            for file in source["items"]?.array ?? [] { podFile(inner, file) }
        case "hostPath": hostPath(inner, source)
        case "persistentVolumeClaim":
            if (source["claimName"]?.string ?? "").isEmpty { required("\(inner).claimName") }
        case "nfs":
            for field in ["server", "path"] where (source[field]?.string ?? "").isEmpty {
                required("\(inner).\(field)")
            }
            if source["path"]?.string?.hasPrefix("/") != true {
                invalid("\(inner).path", source["path"] ?? "", "must be an absolute path")
            }
        case "csi": driverName("\(inner).driver", source["driver"]?.string ?? "")
        case "emptyDir":
            if let limit = Quantity(source["sizeLimit"]?.string ?? ""), limit.isNegative {
                forbidden("\(inner).sizeLimit", "SizeLimit field must be a valid resource quantity")
            }
        case "gitRepo":
            if (source["repository"]?.string ?? "").isEmpty { required("\(inner).repository") }
            descending("\(inner).directory", source["directory"]?.string ?? "")
        case "image":
            oneOf("\(inner).pullPolicy", source["pullPolicy"], ["Always", "IfNotPresent", "Never"])
        case "fc":
            let names = ["targetWWNs", "wwids"].map { !(source[$0]?.array ?? []).isEmpty }
            if names[0] == names[1] {
                required("\(inner).targetWWNs", "must specify either targetWWNs or wwids, but not both")
            }
            if names[0], source["lun"]?.integer == nil {
                required("\(inner).lun", "lun is required if targetWWNs is specified")
            }
        case "ephemeral":
            guard let template = source["volumeClaimTemplate"], template.object != nil else {
                return required("\(inner).volumeClaimTemplate")
            }
            for field in ["name", "namespace", "generateName"]
            where !(template.at("metadata", field)?.string ?? "").isEmpty {
                forbidden("\(inner).volumeClaimTemplate.metadata.\(field)", "cannot be set")
            }
            claimSpec("\(inner).volumeClaimTemplate.spec", template["spec"] ?? [:])
        default: driver(path, first, source)
        }
    }

    /// What volumes whose drivers came with the server cannot do without.
    private static let needed: [String: [String]] = [
        "gcePersistentDisk": ["pdName"], "awsElasticBlockStore": ["volumeID"], "azureDisk": ["diskName", "diskURI"],
        "azureFile": ["secretName", "shareName"], "rbd": ["monitors", "image"], "cephfs": ["monitors"],
        "glusterfs": ["endpoints", "path"], "flexVolume": ["driver"], "cinder": ["volumeID"],
        "vsphereVolume": ["volumePath"], "portworxVolume": ["volumeID"], "iscsi": ["targetPortal", "iqn"],
        "photonPersistentDisk": ["pdID"],
    ]

    private mutating func driver(_ path: String, _ kind: String, _ source: Value) {
        let inner = "\(path).\(kind == "gcePersistentDisk" ? "persistentDisk" : kind)"
        for field in Self.needed[kind] ?? [] where source[field]?.isBlank ?? true { required("\(inner).\(field)") }
        guard kind == "azureDisk", source["kind"]?.string ?? "Shared" != "Managed" else { return }
        let place = source["diskURI"]?.string ?? ""
        if !place.hasPrefix("https://") {
            unsupported(
                "\(inner).diskURI", .string(place),
                ["https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd"])
        }
    }

    mutating func driverName(_ path: String, _ name: String) {
        if name.isEmpty { return required(path) }
        if name.utf8.count > 63 { add([FieldError(.tooLong, path, "may not be more than 63 bytes")]) }
        for problem in NameSyntax.subdomain(name.lowercased()) { invalid(path, .string(name), problem) }
    }

    private static let fileFields = [
        "metadata.name", "metadata.namespace", "metadata.labels", "metadata.annotations", "metadata.uid",
    ]

    /// A file that shows a field of the pod.
    private mutating func podFile(_ path: String, _ file: Value) {
        let place = file["path"]?.string ?? ""
        if place.isEmpty { required("\(path).path") }
        ordinaryPath("\(path).path", place)
        if let field = file["fieldRef"], field.object != nil {
            fieldReference("\(path).fieldRef", field, Self.fileFields)
            if file["resourceFieldRef"]?.object != nil {
                invalid(path, "resource", "fieldRef and resourceFieldRef can not be specified simultaneously")
            }
        } else if let resource = file["resourceFieldRef"], resource.object != nil {
            resourceReference("\(path).resourceFieldRef", resource, isVolume: true)
        } else {
            required(path, "one of fieldRef and resourceFieldRef is required")
        }
        mode("\(path).mode", file["mode"])
    }

    private mutating func projection(_ path: String, _ sources: [Value]) {
        var places: Set<String> = []
        for (index, source) in sources.enumerated() {
            let inner = "\(path).sources[\(index)]"
            var count = 0
            for kind in ["secret", "configMap"] {
                guard let part = source[kind], part.object != nil else { continue }
                count += 1
                let name = part["name"]?.string ?? ""
                if name.isEmpty { required("\(inner).\(kind).name") }
                for (place, item) in (part["items"]?.array ?? []).enumerated() {
                    self.item("\(inner).\(kind).items[\(place)]", item)
                    let file = item["path"]?.string ?? ""
                    if !file.isEmpty, !places.insert(file).inserted {
                        invalid(path, .string(name), "conflicting duplicate paths")
                    }
                }
            }
            if let part = source["downwardAPI"], part.object != nil {
                count += 1
                for file in part["items"]?.array ?? [] {
                    podFile("\(inner).downwardAPI", file)
                    let place = file["path"]?.string ?? ""
                    if !place.isEmpty, !places.insert(place).inserted {
                        invalid(path, .string(place), "conflicting duplicate paths")
                    }
                }
            }
            if let token = source["serviceAccountToken"], token.object != nil {
                count += 1
                self.token(path, "\(inner).serviceAccountToken", token)
            }
            if source["clusterTrustBundle"]?.object != nil { count += 1 }
            if count > 1 { forbidden(inner, "may not specify more than 1 volume type per source") }
        }
    }

    private mutating func token(_ path: String, _ inner: String, _ token: Value) {
        tokenLifetime("\(inner).expirationSeconds", token["expirationSeconds"])
        let place = token["path"]?.string ?? ""
        if place.isEmpty { required("\(path).path") } else { ordinaryPath("\(path).path", place) }
    }

    mutating func hostPath(_ path: String, _ source: Value) {
        let place = source["path"]?.string ?? ""
        if place.isEmpty { return required("\(path).path") }
        noBacksteps("\(path).path", place)
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
        for (index, item) in items.enumerated() { self.item("\(path)[\(index)]", item) }
    }

    private mutating func item(_ path: String, _ item: Value) {
        if (item["key"]?.string ?? "").isEmpty { required("\(path).key") }
        let place = item["path"]?.string ?? ""
        if place.isEmpty { required("\(path).path") }
        ordinaryPath("\(path).path", place)
        mode("\(path).mode", item["mode"])
    }
}

extension Value {
    /// Whether it is an empty text or list, or nothing.
    var isBlank: Bool { isNull || string?.isEmpty == true || array?.isEmpty == true }
}
