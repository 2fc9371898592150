internal import DocumentModel

/// Persistent volumes, and those that are attached without being kept as objects.
extension Checks {
    mutating func volume(_ object: Object) {
        volumeSpec("spec", object["spec"] ?? [:], name: object.at(["metadata", "name"])?.string ?? "", isInline: false)
    }

    /// - Parameter isInline: whether the volume is part of an attachment, where it says no more than where it is.
    mutating func volumeSpec(_ path: String, _ spec: Value, name: String, isInline: Bool) {
        let context = "in the context of inline volumes"
        func isSet(_ field: String) -> Bool {
            !(spec[field]?.string ?? "").isEmpty || !(spec[field]?.object ?? [:]).isEmpty
        }
        if isInline {
            for field in ["claimRef", "capacity"] where isSet(field) {
                forbidden("\(path).\(field)", "may not be specified \(context)")
            }
            if spec["csi"]?.object == nil { required("\(path).csi", "has to be specified \(context)") }
        }
        let modes = spec["accessModes"]?.array ?? []
        if modes.isEmpty { required("\(path).accessModes") }
        accessModes("\(path).accessModes", modes)
        if !isInline { capacity("\(path).capacity", spec["capacity"]) }
        let policy = spec["persistentVolumeReclaimPolicy"]?.string ?? ""
        if isInline, !policy.isEmpty, policy != "Retain" {
            forbidden("\(path).persistentVolumeReclaimPolicy", "may only be Retain \(context)")
        } else if !isInline {
            oneOf(
                "\(path).persistentVolumeReclaimPolicy", policy.isEmpty ? nil : .string(policy),
                ["Delete", "Recycle", "Retain"])
        }
        if let affinity = spec["nodeAffinity"], affinity.object != nil {
            if isInline {
                forbidden("\(path).nodeAffinity", "may not be specified \(context)")
            } else if let needed = affinity["required"], needed.object != nil {
                nodeSelector("\(path).nodeAffinity.required", needed)
            } else {
                required("\(path).nodeAffinity.required", "must specify required node constraints")
            }
        }
        volumeSource(path, spec, name: name, isInline: isInline)
        if policy == "Recycle", let place = spec.at("hostPath", "path")?.string, !place.isEmpty,
            place.allSatisfy({ $0 == "/" })
        {
            forbidden("\(path).persistentVolumeReclaimPolicy", "may not be 'recycle' for a hostPath mount of '/'")
        }
        if isInline {
            if isSet("storageClassName") { forbidden("\(path).storageClassName", "may not be specified \(context)") }
            if spec["volumeMode"]?.string ?? "Filesystem" != "Filesystem" {
                forbidden("\(path).volumeMode", "may not specify volumeMode other than Filesystem \(context)")
            }
            return
        }
        self.name("\(path).storageClassName", spec["storageClassName"], NameSyntax.subdomain)
        oneOf("\(path).volumeMode", spec["volumeMode"], ["Block", "Filesystem"])
        guard let attributes = spec["volumeAttributesClassName"]?.string else { return }
        if attributes.isEmpty {
            required("\(path).volumeAttributesClassName", "an empty string is disallowed")
        } else {
            invalid("\(path).volumeAttributesClassName", attributes, NameSyntax.subdomain(attributes))
        }
        if spec["csi"]?.object == nil {
            required("\(path).csi", "has to be specified when using volumeAttributesClassName")
        }
    }

    mutating func accessModes(_ path: String, _ modes: [Value]) {
        let known = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"]
        for mode in modes { oneOf(path, mode, known) }
        let others = modes.filter { $0 != "ReadWriteOncePod" && known.contains($0.string ?? "") }
        if modes.contains("ReadWriteOncePod"), !others.isEmpty {
            forbidden(path, "may not use ReadWriteOncePod with other access modes")
        }
    }

    private mutating func capacity(_ path: String, _ capacity: Value?) {
        let amounts = capacity?.object ?? [:]
        if amounts.isEmpty { required(path) }
        if amounts["storage"] == nil || amounts.count > 1 {
            unsupported(path, capacity ?? .null, ["storage"])
        }
        for (name, value) in amounts.sorted() {
            guard let amount = Quantity(value.string ?? "") else { continue }
            if amount.isNegative {
                invalid("\(path)[\(name)]", .integer(amount.wholePart), "must be a valid resource quantity")
            }
            if amount.isNegative || amount.isZero { invalid("\(path)[\(name)]", value, "must be greater than zero") }
        }
    }

    static let volumeSources = [
        "hostPath", "gcePersistentDisk", "awsElasticBlockStore", "glusterfs", "flocker", "nfs", "rbd", "quobyte",
        "cephfs", "iscsi", "cinder", "fc", "flexVolume", "azureFile", "vsphereVolume", "photonPersistentDisk",
        "portworxVolume", "azureDisk", "scaleIO", "local", "storageos", "csi",
    ]

    /// What a volume cannot do without, by its type.
    private static let needs: [String: [String]] = [
        "gcePersistentDisk": ["pdName"], "awsElasticBlockStore": ["volumeID"], "glusterfs": ["endpoints", "path"],
        "nfs": ["server", "path"], "rbd": ["monitors", "image"], "cephfs": ["monitors"],
        "iscsi": ["targetPortal", "iqn"], "cinder": ["volumeID"], "flexVolume": ["driver"],
        "azureFile": ["secretName", "shareName"], "vsphereVolume": ["volumePath"],
        "photonPersistentDisk": ["pdID"], "portworxVolume": ["volumeID"], "azureDisk": ["diskName", "diskURI"],
        "scaleIO": ["gateway", "system", "volumeName"], "storageos": ["volumeName"],
    ]

    /// What the server calls a type in messages, where that is not its field.
    private static let otherNames = ["gcePersistentDisk": "persistentDisk"]

    private mutating func volumeSource(_ path: String, _ spec: Value, name: String, isInline: Bool) {
        var isFirst = true
        for kind in Self.volumeSources {
            guard let source = spec[kind], source.object != nil else { continue }
            // This one type does not mind another before it.
            if isFirst || kind == "flexVolume" {
                let inner = "\(path).\(Self.otherNames[kind] ?? kind)"
                for field in Self.needs[kind] ?? [] where source[field]?.isBlank ?? true {
                    required("\(inner).\(field)")
                }
                detail(inner, kind, source, name: name)
                if kind == "local", isInline || spec["nodeAffinity"]?.object == nil {
                    required("\(path).nodeAffinity", "Local volume requires node affinity")
                }
            } else {
                forbidden(
                    "\(path).\(kind == "cephfs" ? "cephFS" : kind)", "may not specify more than 1 volume type")
            }
            isFirst = false
        }
        if isFirst { required(path, "must specify a volume type") }
    }

    private mutating func detail(_ path: String, _ kind: String, _ source: Value, name: String) {
        switch kind {
        case "hostPath": hostPath(path, source)
        case "gcePersistentDisk", "awsElasticBlockStore":
            range("\(path).partition", source["partition"], 0...255, from: 1)
        case "glusterfs":
            guard let namespace = source["endpointsNamespace"]?.string else { return }
            let text = "if the endpointnamespace is set, it must be a valid namespace name"
            invalid(
                "\(path).endpointsNamespace", namespace, namespace.isEmpty ? [text] : NameSyntax.label(namespace))
        case "flocker": dataset(path, source)
        case "nfs":
            if source["path"]?.string?.hasPrefix("/") != true {
                invalid("\(path).path", source["path"] ?? "", "must be an absolute path")
            }
        case "quobyte": quobyte(path, source)
        case "iscsi": iscsi(path, source, name: name)
        case "cinder", "storageos":
            if kind == "storageos" {
                self.name("\(path).volumeName", source["volumeName"], NameSyntax.label)
                self.name("\(path).volumeNamespace", source["volumeNamespace"], NameSyntax.label)
            }
            guard let secret = source["secretRef"], secret.object != nil else { return }
            for field in ["name", "namespace"] where secret[field]?.isBlank ?? true {
                required("\(path).secretRef.\(field)")
            }
        case "fc": fibreChannel(path, source)
        case "flexVolume":
            for key in (source["options"]?.object ?? [:]).keys.sorted() {
                let domain = "." + (key.split(separator: "/", maxSplits: 1).first.map(String.init) ?? key).lowercased()
                if domain.hasSuffix(".kubernetes.io") || domain.hasSuffix(".k8s.io") {
                    invalid(
                        "\(path).options[\(key)]", .string(key), "kubernetes.io and k8s.io namespaces are reserved")
                }
            }
        case "azureFile": if source["secretNamespace"]?.string == "" { required("\(path).secretNamespace") }
        case "azureDisk": azureDisk(path, source)
        case "local":
            let place = source["path"]?.string ?? ""
            if place.isEmpty { required("\(path).path") } else { noBacksteps("\(path).path", place) }
        case "csi":
            driverName("\(path).driver", source["driver"]?.string ?? "")
            if source["volumeHandle"]?.isBlank ?? true { required("\(path).volumeHandle") }
            for field in ["controllerPublish", "controllerExpand", "nodePublish", "nodeExpand"] {
                secretReference("\(path).\(field)SecretRef", source["\(field)SecretRef"])
            }
        default: break
        }
    }

    private mutating func range(_ path: String, _ value: Value?, _ range: ClosedRange<Int64>, from shown: Int64) {
        guard let number = value?.integer, !range.contains(number) else { return }
        invalid(path, value, "must be between \(shown) and \(range.upperBound), inclusive")
    }

    private mutating func secretReference(_ path: String, _ reference: Value?) {
        guard let reference, reference.object != nil else { return }
        for (field, problems) in [("name", NameSyntax.subdomain), ("namespace", NameSyntax.label)] {
            if reference[field]?.isBlank ?? true { required("\(path).\(field)") }
            name("\(path).\(field)", reference[field], problems)
        }
    }

    private mutating func iscsi(_ path: String, _ source: Value, name: String) {
        let portal = source["targetPortal"]?.string ?? ""
        let initiator = source["initiatorName"]?.string
        if initiator != nil, name.utf8.count + 1 + portal.utf8.count > 64 {
            invalid(
                "\(path).targetportal", .string(portal),
                "Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if "
                    + "iscsi.initiatorName is specified.")
        }
        if let target = source["iqn"]?.string, !target.isEmpty, !Self.isStorageName(target) {
            invalid("\(path).iqn", .string(target), "must be valid format")
        }
        range("\(path).lun", source["lun"], 0...255, from: 0)
        let asks = ["chapAuthDiscovery", "chapAuthSession"].contains { source[$0]?.bool == true }
        if asks, source["secretRef"]?.object == nil { required("\(path).secretRef") }
        if let secret = source["secretRef"], secret.object != nil, secret["name"]?.isBlank ?? true {
            required("\(path).secretRef.name")
        }
        if let initiator, !Self.isStorageName(initiator) {
            invalid("\(path).initiatorname", .string(initiator), "must be valid format")
        }
    }

    /// A name of one who offers or uses blocks over a network.
    static func isStorageName(_ name: String) -> Bool {
        func isAlphanumeric(_ text: Substring, _ count: Int) -> Bool {
            text.count == count && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
        }
        if name.hasPrefix("eui") { return isAlphanumeric(name.dropFirst(4), 16) }
        if name.hasPrefix("naa") { return isAlphanumeric(name.dropFirst(4), 32) }
        let parts = name.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard name.hasPrefix("iqn."), parts.count == 2, !parts[1].isEmpty else { return false }
        let labels = parts[0].split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
        let month = labels.count == 3 ? labels[1].split(separator: "-", omittingEmptySubsequences: false) : []
        return month.map(\.count) == [4, 2] && month.allSatisfy { $0.allSatisfy(\.isNumber) }
            && !labels[2].isEmpty
            && labels[2].allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == ".") }
            && !parts[1].contains { ",;*&$|".contains($0) || $0.isWhitespace }
    }
}
