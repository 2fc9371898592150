internal import DocumentModel

/// Volumes that gather files from several sources.
extension Checks {
    private static let fileFields = [
        "metadata.name", "metadata.namespace", "metadata.labels", "metadata.annotations", "metadata.uid",
    ]

    /// A file that shows a field of the pod.
    mutating func podFile(_ path: String, _ file: Value) {
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

    mutating func projection(_ path: String, _ sources: [Value]) {
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
            if count > 1 { forbidden(inner, "may not specify more than 1 volume type per source") }
        }
    }

    private mutating func token(_ path: String, _ inner: String, _ token: Value) {
        tokenLifetime("\(inner).expirationSeconds", token["expirationSeconds"])
        let place = token["path"]?.string ?? ""
        if place.isEmpty { required("\(path).path") } else { ordinaryPath("\(path).path", place) }
    }
}
