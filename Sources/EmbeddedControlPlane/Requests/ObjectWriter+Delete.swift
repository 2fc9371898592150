internal import DocumentModel
internal import KubernetesModel
internal import Platform

extension ObjectWriter {
    /// What a deletion did.
    struct Deletion: Sendable {
        /// The last state, in the version of the request.
        var object: Object
        var uid: String
        /// Whether it is gone; else something holds it.
        var isGone: Bool
        /// Texts for `Warning` header fields.
        var warnings: [String] = []
    }

    /// Deletes one object, or marks it when finalizers, dependents or its kind hold it.
    func delete(_ target: Target, _ options: DeleteOptions) async throws(APIError) -> Deletion {
        for _ in 0..<Self.attempts {
            guard let current = store.object(target.resource, target.key) else {
                throw .notFound(target.definition, target.name)
            }
            if let deletion = try await delete(current, target, options) { return deletion }
        }
        throw .conflict(target.definition, target.name, Self.modified)
    }

    private func delete(_ current: StoredObject, _ target: Target, _ options: DeleteOptions)
        async throws(APIError) -> Deletion?
    {
        try checkPreconditions(current, target, options)
        let old = target.object(current)
        var review = AdmissionReview(
            target: target, options: WriteOptions(options), operation: .delete, old: old)
        try await admission.validate(old, &review)
        guard var deletion = try await settle(current, old, target, options) else { return nil }
        deletion.warnings = review.warnings
        return deletion
    }

    /// Removes or marks what may be deleted; nil when another write came between.
    private func settle(_ current: StoredObject, _ old: Object, _ target: Target, _ options: DeleteOptions)
        async throws(APIError) -> Deletion?
    {
        let marked = DeletionRules.marked(current.object, target.resource, options, now: .now())
        let goes =
            DeletionRules.isFree(target.resource, marked) && KubernetesObject(content: marked).finalizers.isEmpty
        if options.isDryRun {
            let shown = goes && target.resource != .pods ? current.object : marked
            return Deletion(
                object: target.object(StoredObject(shown, sortsKeys: false)), uid: current.uid, isGone: goes)
        }
        if goes { return try await remove(current, marked, target) }
        if marked == current.object { return Deletion(object: old, uid: current.uid, isGone: false) }
        let write = Write(
            resource: target.resource, key: target.key, expected: current.version,
            action: .put(StoredObject(marked, sortsKeys: target.definition.isCustom)))
        guard let written = try await commit(write) else { return nil }
        return Deletion(object: target.object(written), uid: current.uid, isGone: false)
    }

    /// Pods, whose deletion has a grace period, are marked before they go, even when they need none.
    private func remove(_ current: StoredObject, _ marked: Object, _ target: Target) async throws(APIError) -> Deletion?
    {
        var last = current
        if target.resource == .pods, marked != current.object {
            let mark = Write(
                resource: target.resource, key: target.key, expected: current.version,
                action: .put(StoredObject(marked, sortsKeys: false)))
            guard let written = try await commit(mark) else { return nil }
            last = written
        }
        let isMarked = last.version != current.version
        for _ in 0..<Self.attempts {
            let write = Write(resource: target.resource, key: target.key, expected: last.version, action: .delete)
            if let removed = try await commit(write) {
                return Deletion(object: target.object(removed), uid: current.uid, isGone: true)
            }
            guard isMarked else { return nil }
            // Somebody wrote since the mark, or finished what it began.
            guard let now = store.object(target.resource, target.key), now.uid == current.uid else {
                return Deletion(object: target.object(last), uid: current.uid, isGone: true)
            }
            guard now.finalizers.isEmpty else {
                return Deletion(object: target.object(now), uid: current.uid, isGone: false)
            }
            last = now
        }
        throw .conflict(target.definition, target.name, Self.modified)
    }

    private func checkPreconditions(_ current: StoredObject, _ target: Target, _ options: DeleteOptions)
        throws(APIError)
    {
        if let uid = options.uid, uid != current.uid {
            throw .conflict(
                group: target.definition.group, resource: target.definition.kind, target.name,
                "the UID in the precondition (\(uid)) does not match the UID in record (\(current.uid)). "
                    + "The object might have been deleted and then recreated")
        }
        if let version = options.resourceVersion, version != String(current.version) {
            throw .conflict(
                group: target.definition.group, resource: target.definition.kind, target.name,
                "the ResourceVersion in the precondition (\(version)) does not match the ResourceVersion in record "
                    + "(\(current.version)). The object might have been modified")
        }
    }
}

/// What a deletion means for each kind.
enum DeletionRules {
    static let foregroundFinalizer = "foregroundDeletion"
    static let orphanFinalizer = "orphan"

    /// Kinds whose deletion answers with the object even when it is gone.
    static let answersWithObject: Set<String> = [
        "pods", "services", "serviceaccounts", "persistentvolumeclaims", "persistentvolumes", "podtemplates",
        "resourcequotas",
    ]

    /// Whether nothing but `metadata.finalizers` can hold an object of this kind.
    static func isFree(_ resource: ResourceKey, _ object: Object) -> Bool {
        if resource == .pods { return (object["metadata"]?["deletionGracePeriodSeconds"]?.integer ?? 0) == 0 }
        guard resource == .namespaces else { return true }
        return (object["spec"]?["finalizers"]?.array ?? []).isEmpty
    }

    /// The object as a deletion leaves it, if it stays.
    static func marked(_ object: Object, _ resource: ResourceKey, _ options: DeleteOptions, now: Timestamp) -> Object {
        var object = object
        let finalizers = finalizers(KubernetesObject(content: object).finalizers, resource, options)
        let grace = resource == .pods ? grace(of: object, options) : 0
        object.updateMetadata { metadata in
            metadata["finalizers"] = finalizers.isEmpty ? nil : .array(finalizers.map(Value.string))
            guard metadata["deletionTimestamp"] == nil else {
                // A second deletion can only hurry.
                let present = metadata["deletionGracePeriodSeconds"]?.integer ?? 0
                if resource == .pods, let wanted = options.gracePeriodSeconds, wanted < present {
                    metadata["deletionGracePeriodSeconds"] = .integer(max(0, wanted))
                    metadata["deletionTimestamp"] = .string(end(max(0, wanted), after: now))
                }
                return
            }
            metadata["deletionTimestamp"] = .string(end(grace, after: now))
            // A namespace has its own way to go.
            if resource != .namespaces { metadata["deletionGracePeriodSeconds"] = .integer(grace) }
            if let generation = metadata["generation"]?.integer, generation > 0 {
                metadata["generation"] = .integer(generation &+ 1)
            }
        }
        if resource == .namespaces { object["status", default: .object([:])]["phase"] = "Terminating" }
        return object
    }

    /// When a time of grace is over: in a hundred years at the latest, which a date can say.
    private static func end(_ grace: Int64, after now: Timestamp) -> String {
        now.advanced(by: .seconds(min(grace, 100 * 365 * 86_400))).rfc3339()
    }

    /// How long a pod that runs somewhere gets to end.
    private static func grace(of pod: Object, _ options: DeleteOptions) -> Int64 {
        let phase = pod["status"]?["phase"]?.string
        let node = pod["spec"]?["nodeName"]?.string ?? ""
        guard !node.isEmpty, phase != "Succeeded", phase != "Failed" else { return 0 }
        return max(0, options.gracePeriodSeconds ?? pod["spec"]?["terminationGracePeriodSeconds"]?.integer ?? 30)
    }

    private static func finalizers(_ present: [String], _ resource: ResourceKey, _ options: DeleteOptions) -> [String] {
        let wanted: String? =
            switch options.propagation {
            case .foreground: foregroundFinalizer
            case .orphan: orphanFinalizer
            case .background: nil
            case nil:
                resource == .jobs
                    ? orphanFinalizer : present.first { $0 == foregroundFinalizer || $0 == orphanFinalizer }
            }
        var result = present.filter { $0 != foregroundFinalizer && $0 != orphanFinalizer }
        // A definition stays until its resources are gone.
        if resource == .crds, !result.contains(CustomResourceController.finalizer) {
            result.append(CustomResourceController.finalizer)
        }
        if let wanted { result.append(wanted) }
        return result
    }
}
