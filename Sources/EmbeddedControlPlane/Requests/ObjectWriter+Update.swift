internal import DocumentModel
internal import KubernetesModel
internal import Platform

extension ObjectWriter {
    /// What an update makes of the current object.
    struct Revised: Sendable {
        var object: Object
        /// Whether its managed fields are those of a server-side apply already.
        var isApplied = false
        var warnings: [String] = []
        /// Whether a patch made it, whose mistakes in system fields are judged with the rest.
        var isPatched = false
    }

    /// Changes one object: `revise` makes the new state of the current one, again when others come between.
    ///
    /// - Parameter createsMissing: whether an object that is not there is created; `revise` gets nil then.
    func update(
        _ target: Target, _ options: WriteOptions, createsMissing: Bool = false,
        revise: (Object?) throws(APIError) -> Revised
    ) async throws(APIError) -> WriteOutcome {
        for _ in 0..<Self.attempts {
            guard let current = store.object(target.resource, target.key) else {
                guard createsMissing else { throw .notFound(target.definition, target.name) }
                let revised = try revise(nil)
                do throws(APIError) {
                    var outcome = try await create(
                        revised.object, target, options, isApplied: revised.isApplied, isUpdate: !revised.isApplied)
                    outcome.warnings = revised.warnings + outcome.warnings
                    return outcome
                } catch {
                    // Somebody else made it meanwhile: it is an update then.
                    let isThere = store.object(target.resource, target.key) != nil
                    guard error.reason == "AlreadyExists", isThere else { throw error }
                    continue
                }
            }
            if let outcome = try await replace(current, target, options, revise) { return outcome }
        }
        throw .conflict(target.definition, target.name, Self.modified)
    }

    static let modified =
        "the object has been modified; please apply your changes to the latest version and try again"

    /// One attempt; nil when another write came between.
    private func replace(
        _ current: StoredObject, _ target: Target, _ options: WriteOptions,
        _ revise: (Object?) throws(APIError) -> Revised
    ) async throws(APIError) -> WriteOutcome? {
        let old = target.object(current)
        let revised = try revise(old)
        var new = revised.object
        try checkPreconditions(new, current, target, isPatched: revised.isPatched, isDryRun: options.isDryRun)
        keepSystemFields(&new, old, target)
        let rules = target.definition.rules
        let repetitions = OwnerReferences.removeDuplicates(from: &new, isPatched: revised.isPatched)
        rules.applyDefaults(to: &new, version: target.version.name)
        var review = AdmissionReview(target: target, options: options, operation: .update, old: old)
        review.warnings = repetitions
        let asked = new
        try await admission.mutate(&new, &review)
        let finalizers = new["spec"]?["finalizers"]
        rules.prepareForUpdate(&new, old: old, context: target.context)
        if target.subresource == "finalize" { new["spec", default: .object([:])]["finalizers"] = finalizers }
        let errors = rules.validateUpdate(new, old: old, context: target.context)
        guard errors.isEmpty else {
            // What the rules of a custom resource let pass as it was is said even when something else is refused; what is said
            // of metadata, of accepted writes alone.
            let passed =
                target.definition.isCustom
                ? rules.warnings(for: new, old: old, context: target.context).filter { !$0.hasPrefix("metadata.") } : []
            throw .invalid(target.definition, target.name, errors).adding(review.warnings + passed)
        }
        try await admission.validate(new, &review)
        if !revised.isApplied { recordOwnership(of: &new, asked: asked, review, replacing: old) }
        let warnings =
            revised.warnings + review.warnings + rules.warnings(for: new, old: old, context: target.context)
        return try await write(
            rules.kept(new, version: target.version.name), old: old, current, target, options, warnings)
    }

    private func write(
        _ new: Object, old: Object, _ current: StoredObject, _ target: Target, _ options: WriteOptions,
        _ warnings: [String]
    ) async throws(APIError) -> WriteOutcome? {
        if ObjectComparison.isSame(old, new) { return WriteOutcome(object: old, warnings: warnings) }
        if options.isDryRun { return WriteOutcome(object: new, warnings: warnings) }
        let state = target.stored(new)
        if state.isBeingDeleted, state.finalizers.isEmpty, DeletionRules.isFree(target.resource, new) {
            let write = Write(
                resource: target.resource, key: target.key, expected: current.version, action: .delete)
            guard let removed = try await commit(write) else { return nil }
            var object = new
            object.updateMetadata { $0["resourceVersion"] = .string(String(removed.version)) }
            return WriteOutcome(object: object, isRemoved: true, warnings: warnings)
        }
        let write = Write(
            resource: target.resource, key: target.key, expected: current.version, action: .put(state))
        guard let written = try await commit(write) else { return nil }
        return WriteOutcome(object: target.object(written), warnings: warnings)
    }

    /// Nil when another write came between.
    func commit(_ write: Write) async throws(APIError) -> StoredObject? {
        switch await store.commit(write) {
        case .success(let object): return object
        case .failure(.conflict): return nil
        case .failure(.storage(let text)): throw .internalError(text)
        }
    }

    private func checkPreconditions(
        _ new: Object, _ current: StoredObject, _ target: Target, isPatched: Bool, isDryRun: Bool
    )
        throws(APIError)
    {
        let metadata = new["metadata"]
        if !isPatched, let uid = metadata?["uid"]?.string, !uid.isEmpty, uid != current.uid {
            throw foreignIdentity(uid, found: current.uid, target, isDryRun: isDryRun)
        }
        let wanted = metadata?["resourceVersion"]?.string ?? ""
        if wanted.isEmpty {
            guard WriteRules.allowsUnconditionalUpdate(target.definition) else {
                throw .invalid(
                    group: target.definition.group, kind: target.definition.plural, target.name,
                    [FieldError(.invalid, "metadata.resourceVersion", value: 0, "must be specified for an update")])
            }
            return
        }
        guard let version = UInt64(wanted) else {
            throw .unreadableVersion(wanted)
        }
        if version != 0, version != UInt64(current.version) {
            throw .conflict(target.definition, target.name, Self.modified)
        }
    }

    /// What nobody may change, whatever the request says.
    private func keepSystemFields(_ new: inout Object, _ old: Object, _ target: Target) {
        let before = old["metadata"]
        new["kind"] = .string(target.definition.kind)
        new["apiVersion"] = .string(target.apiVersion)
        new.updateMetadata { metadata in
            for key in ["creationTimestamp", "resourceVersion"] { metadata[key] = before?[key] }
            if (metadata["uid"]?.string ?? "").isEmpty { metadata["uid"] = before?["uid"] }
            if before?["deletionTimestamp"]?.string != nil {
                metadata["deletionTimestamp"] = before?["deletionTimestamp"]
            }
            if metadata["deletionGracePeriodSeconds"]?.isNull ?? true {
                metadata["deletionGracePeriodSeconds"] = before?["deletionGracePeriodSeconds"]
            }
            metadata["selfLink"] = nil
            if metadata["name"] == nil { metadata["name"] = before?["name"] }
            metadata["namespace"] = target.definition.isNamespaced ? .string(target.namespace) : nil
        }
    }
}

/// Whether two states of an object differ in anything but the times of managed fields.
enum ObjectComparison {
    static func isSame(_ old: Object, _ new: Object) -> Bool { timeless(old) == timeless(new) }

    private static func timeless(_ object: Object) -> Object {
        guard let entries = object["metadata"]?["managedFields"]?.array else { return object }
        var copy = object
        copy.updateMetadata { metadata in
            metadata["managedFields"] = .array(
                entries.map { entry in
                    var entry = entry
                    entry["time"] = nil
                    return entry
                })
        }
        return copy
    }
}

/// Which kinds deviate from the common rules of writing.
enum WriteRules {
    private static let conditional: Set<String> = [
        "leases.coordination.k8s.io", "customresourcedefinitions.apiextensions.k8s.io",
        "apiservices.apiregistration.k8s.io", "poddisruptionbudgets.policy",
        "csidrivers.storage.k8s.io", "csinodes.storage.k8s.io", "volumeattachments.storage.k8s.io",
        "csistoragecapacities.storage.k8s.io", "runtimeclasses.node.k8s.io",
        "validatingwebhookconfigurations.admissionregistration.k8s.io",
        "mutatingwebhookconfigurations.admissionregistration.k8s.io",
        "validatingadmissionpolicies.admissionregistration.k8s.io",
        "validatingadmissionpolicybindings.admissionregistration.k8s.io",
        "mutatingadmissionpolicies.admissionregistration.k8s.io",
        "mutatingadmissionpolicybindings.admissionregistration.k8s.io",
    ]

    private static let creatable: Set<String> = [
        "leases.coordination.k8s.io", "events", "events.events.k8s.io", "endpoints", "limitranges", "services",
        "roles.rbac.authorization.k8s.io", "rolebindings.rbac.authorization.k8s.io",
        "clusterroles.rbac.authorization.k8s.io", "clusterrolebindings.rbac.authorization.k8s.io",
    ]

    /// Whether a PUT may leave out the resource version.
    static func allowsUnconditionalUpdate(_ definition: ResourceDefinition) -> Bool {
        !definition.isCustom && !conditional.contains(definition.resourceName)
    }

    /// Whether a new object without a name gets one.
    static func namesItself(_ definition: ResourceDefinition) -> Bool { definition.resourceName == "limitranges" }

    /// Whether a PUT creates what is not there.
    static func createsOnUpdate(_ definition: ResourceDefinition) -> Bool {
        creatable.contains(definition.resourceName)
    }
}
