internal import DocumentModel

extension Checks {
    /// - Parameter pod: the name of the pod; empty in a template.
    /// - Returns: the kinds of the volumes that are in order, by their names.
    mutating func volumes(_ path: String, _ volumes: [Value], pod: String = "") -> [String: String] {
        var kinds: [String: String] = [:]
        let made = Set(
            pod.isEmpty
                ? [] : volumes.filter { $0["ephemeral"]?.object != nil }.map { "\(pod)-\($0["name"]?.string ?? "")" })
        for (index, volume) in volumes.enumerated() {
            let before = errors.count
            let inner = "\(path)[\(index)]"
            let name = volume["name"]?.string ?? ""
            source(inner, volume, name, pod: pod)
            if name.isEmpty {
                required("\(inner).name")
            } else {
                invalid("\(inner).name", name, NameSyntax.label(name))
            }
            if kinds[name] != nil { duplicate("\(inner).name", .string(name)) }
            if errors.count == before { kinds[name] = Self.sources.first { volume[$0]?.object != nil } ?? "" }
            if let claim = volume.at("persistentVolumeClaim", "claimName")?.string, made.contains(claim) {
                invalid(
                    "\(inner).persistentVolumeClaim.claimName", .string(claim),
                    "must not reference a PVC that gets created for an ephemeral volume")
            }
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

    /// How the real server writes the names of sources that are one too many.
    private static let misspelt = ["cephfs": "cephFS", "downwardAPI": "downwarAPI"]

    private mutating func source(_ path: String, _ volume: Value, _ name: String, pod: String) {
        var isFirst = true
        for kind in Self.sources {
            guard let source = volume[kind], source.object != nil else { continue }
            if isFirst {
                self.source(path, kind, source, isPod: !pod.isEmpty)
                if kind == "ephemeral", !pod.isEmpty, !name.isEmpty {
                    let claim = "\(pod)-\(name)"
                    for problem in NameSyntax.subdomain(claim) {
                        invalid("\(path).name", .string(name), "PVC name \(GoText.quoted(claim)): \(problem)")
                    }
                }
            } else {
                forbidden("\(path).\(Self.misspelt[kind] ?? kind)", "may not specify more than 1 volume type")
            }
            isFirst = false
            if kind == "iscsi", source["initiatorName"]?.string != nil,
                "\(name):\(source["targetPortal"]?.string ?? "")".utf8.count > 64
            {
                invalid(
                    "\(path).name", .string(name),
                    "Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if "
                        + "iscsi.initiatorName is specified.")
            }
        }
        if isFirst { required(path, "must specify a volume type") }
    }

    private mutating func source(_ path: String, _ kind: String, _ source: Value, isPod: Bool) {
        let inner = "\(path).\(kind)"
        switch kind {
        case "secret", "configMap":
            let field = kind == "secret" ? "secretName" : "name"
            if (source[field]?.string ?? "").isEmpty { required("\(inner).\(field)") }
            mode("\(inner).defaultMode", source["defaultMode"])
            for (index, item) in (source["items"]?.array ?? []).enumerated() {
                self.item("\(inner).items[\(index)]", item)
            }
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
        case "csi":
            driverName("\(inner).driver", source["driver"]?.string ?? "")
            guard let secret = source["nodePublishSecretRef"], secret.object != nil else { return }
            let name = secret["name"]?.string ?? ""
            if name.isEmpty { return required("\(inner).nodePublishSecretRef.name") }
            invalid("\(inner).name", name, NameSyntax.subdomain(name))
        case "emptyDir":
            if let limit = Quantity(source["sizeLimit"]?.string ?? ""), limit.isNegative {
                forbidden("\(inner).sizeLimit", "SizeLimit field must be a valid resource quantity")
            }
        case "gitRepo":
            if (source["repository"]?.string ?? "").isEmpty { required("\(inner).repository") }
            descending("\(inner).directory", source["directory"]?.string ?? "")
        case "image":
            if isPod, (source["reference"]?.string ?? "").isEmpty { required("\(inner).reference") }
            pullPolicy("\(inner).pullPolicy", source["pullPolicy"])
        case "ephemeral": claimTemplate("\(inner).volumeClaimTemplate", source["volumeClaimTemplate"])
        default: driver(path, kind, source)
        }
    }

    /// What a claim that is made with its pod says of itself: nothing but labels and annotations.
    private static let foreignMetadata = [
        "name", "generateName", "namespace", "selfLink", "uid", "resourceVersion", "generation", "creationTimestamp",
        "deletionTimestamp", "deletionGracePeriodSeconds", "ownerReferences", "finalizers", "managedFields",
    ]

    private mutating func claimTemplate(_ path: String, _ template: Value?) {
        guard let template, template.object != nil else { return required(path) }
        let metadata = template["metadata"] ?? [:]
        add(MetadataValidation.annotations(metadata["annotations"], "\(path).metadata.annotations"))
        add(MetadataValidation.labels(metadata["labels"], "\(path).metadata.labels"))
        for field in Self.foreignMetadata {
            guard let value = metadata[field], !value.isNull, value != "", value != 0 else { continue }
            forbidden("\(path).metadata.\(field == "uid" ? "uID" : field)", "cannot be set")
        }
        claimSpec("\(path).spec", template["spec"] ?? [:])
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

    mutating func mode(_ path: String, _ mode: Value?) {
        guard let number = mode?.integer, !(0...511).contains(number) else { return }
        invalid(path, mode, "must be a number between 0 and 0777 (octal), both inclusive")
    }

    mutating func item(_ path: String, _ item: Value) {
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
