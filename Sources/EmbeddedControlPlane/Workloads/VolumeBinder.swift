internal import DocumentModel
internal import KubernetesModel
internal import Platform

/// Brings claims and volumes that are there together, as the binder of the real cluster does.
struct VolumeBinder: Sendable {
    let cluster: Cluster

    private static let boundByController = "pv.kubernetes.io/bound-by-controller"
    private static let bindCompleted = "pv.kubernetes.io/bind-completed"

    /// Binds a claim to the smallest volume that fits it. False where none does.
    func bind(_ claim: StoredObject) async throws(APIError) -> Bool {
        let fitting = cluster.store.snapshot(.persistentVolumes).objects.filter { fits($0, claim) }
        guard let volume = fitting.min(by: { size($0.value) < size($1.value) }) else { return false }
        guard try await claimVolume(volume, claim) else { return false }
        let isChosen = claim.value.at("spec", "volumeName")?.string?.isEmpty == false
        try await cluster.update(.persistentVolumeClaims, claim.key) { object in
            object["spec", default: .object([:])]["volumeName"] = .string(volume.key.name)
            var view = KubernetesObject(content: object)
            view.annotations[Self.bindCompleted] = "yes"
            if !isChosen { view.annotations[Self.boundByController] = "yes" }
            object = view.content
            return true
        }
        let spec = volume.value["spec"]
        try await cluster.update(.persistentVolumeClaims, claim.key, subresource: "status") { object in
            object["status"] = [
                "phase": "Bound", "accessModes": spec?["accessModes"] ?? .array([]),
                "capacity": spec?["capacity"] ?? .object([:]),
            ]
            return true
        }
        return true
    }

    /// Binds the claims that have waited for a volume such as this one.
    func offer(_ volume: StoredObject) async throws(APIError) {
        for claim in cluster.store.snapshot(.persistentVolumeClaims).objects
        where !claim.isBeingDeleted && claim.value.at("status", "phase")?.string != "Bound" && fits(volume, claim) {
            _ = try await bind(claim)
            return
        }
    }

    /// Gives up the volumes of a claim that is gone, as their policies say.
    func release(volumesOf claim: StoredObject) async throws(APIError) {
        for volume in cluster.store.snapshot(.persistentVolumes).objects
        where volume.value.at("spec", "claimRef", "uid")?.string == claim.uid {
            try await release(volume: volume)
        }
    }

    /// Gives up a volume whose claim is gone.
    func release(volume: StoredObject) async throws(APIError) {
        if volume.value.at("status", "phase") != "Released" { try await set(volume.key, phase: "Released") }
        if volume.value.at("spec", "persistentVolumeReclaimPolicy") == "Delete" {
            try await cluster.delete(.persistentVolumes, volume.key, uid: volume.uid)
        }
    }

    /// Sets the phase of a volume, and when it came into it.
    func set(_ volume: ObjectKey, phase: String) async throws(APIError) {
        try await cluster.update(.persistentVolumes, volume, subresource: "status") { object in
            object["status", default: .object([:])]["phase"] = .string(phase)
            object["status", default: .object([:])]["lastPhaseTransitionTime"] = .string(Timestamp.now().rfc3339())
            return true
        }
    }

    /// False where another claim was quicker.
    private func claimVolume(_ volume: StoredObject, _ claim: StoredObject) async throws(APIError) -> Bool {
        let isMeant = volume.value.at("spec", "claimRef")?.object != nil
        try await cluster.update(.persistentVolumes, volume.key) { object in
            let holder = object["spec"]?["claimRef"]?["uid"]?.string ?? ""
            guard holder.isEmpty else { return false }
            object["spec", default: .object([:])]["claimRef"] = [
                "apiVersion": "v1", "kind": "PersistentVolumeClaim", "name": .string(claim.key.name),
                "namespace": .string(claim.key.namespace), "resourceVersion": .string(String(claim.version)),
                "uid": .string(claim.uid),
            ]
            guard !isMeant else { return true }
            var view = KubernetesObject(content: object)
            view.annotations[Self.boundByController] = "yes"
            object = view.content
            return true
        }
        let holder = cluster.store.object(.persistentVolumes, volume.key)?.value.at("spec", "claimRef", "uid")
        guard holder?.string == claim.uid else { return false }
        try await set(volume.key, phase: "Bound")
        return true
    }

    private func fits(_ volume: StoredObject, _ claim: StoredObject) -> Bool {
        guard !volume.isBeingDeleted else { return false }
        // What was begun with a volume is brought to its end.
        if volume.value.at("spec", "claimRef", "uid")?.string == claim.uid { return true }
        guard volume.value.at("status", "phase") == "Available" else { return false }
        let (offer, wish) = (volume.value["spec"] ?? [:], claim.value["spec"] ?? [:])
        func text(_ value: Value?) -> String { value?.string ?? "" }
        if !text(wish["volumeName"]).isEmpty, text(wish["volumeName"]) != volume.key.name { return false }
        if let meant = offer["claimRef"], meant.object != nil {
            guard text(meant["namespace"]) == claim.key.namespace, text(meant["name"]) == claim.key.name,
                text(meant["uid"]).isEmpty || text(meant["uid"]) == claim.uid
            else { return false }
        }
        guard text(offer["storageClassName"]) == text(wish["storageClassName"]),
            text(offer["volumeMode"]) == text(wish["volumeMode"]),
            Set(wish["accessModes"]?.array ?? []).isSubset(of: offer["accessModes"]?.array ?? []),
            size(volume.value) >= Self.nano(wish.at("resources", "requests", "storage"))
        else { return false }
        guard let selector = wish["selector"], selector.object != nil else { return true }
        return LabelSelector(selector).matches(volume.labels)
    }

    private func size(_ volume: Value) -> Int128 { Self.nano(volume.at("spec", "capacity", "storage")) }

    private static func nano(_ amount: Value?) -> Int128 { Quantity(Cells.text(amount ?? "0"))?.nano ?? 0 }
}
