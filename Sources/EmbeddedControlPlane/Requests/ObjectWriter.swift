internal import DocumentModel
internal import KubernetesModel
internal import Platform

/// Creates, changes and deletes objects, for requests and for the control plane's own controllers alike.
struct ObjectWriter: Sendable {
    let store: ObjectStore
    let registry: ResourceRegistry
    let admission: AdmissionChain

    /// How often a write is tried when others come between.
    static let attempts = 8

    /// Creates an object that was decoded in the version of the target.
    ///
    /// - Parameter isApplied: whether its managed fields are those of a server-side apply already.
    /// - Parameter isUpdate: whether an update makes what is not there, which may then not claim to be something that was.
    func create(
        _ object: Object, _ target: Target, _ options: WriteOptions, isApplied: Bool = false, isUpdate: Bool = false
    ) async throws(APIError) -> WriteOutcome {
        if isUpdate {
            try checkUnclaimed(object, target, isDryRun: options.isDryRun)
        } else {
            try checkNamespace(object, target)
        }
        let generates = (object["metadata"]?["name"]?.string ?? "").isEmpty
        let written = object["metadata"]?["resourceVersion"]?.string ?? ""
        let claimed = UInt64(written) ?? 0
        if isApplied || isUpdate, !written.isEmpty, UInt64(written) == nil { throw .unreadableVersion(written) }
        let claimsVersion = !isApplied && !isUpdate && claimed != 0
        for attempt in 1... {
            var fresh = object
            fillSystemFields(&fresh, target, keepsDeletion: isApplied || isUpdate)
            do throws(APIError) {
                return try await insert(
                    fresh, target, options, isApplied: isApplied, isNameGenerated: generates,
                    claimsVersion: claimsVersion)
            } catch {
                guard generates, error.reason == "AlreadyExists", attempt < Self.attempts else { throw error }
            }
        }
        throw .internalError("no free name was found")
    }

    /// - Parameter claimsVersion: whether the object says it was stored already, which the storage takes amiss.
    private func insert(
        _ object: Object, _ target: Target, _ options: WriteOptions, isApplied: Bool, isNameGenerated: Bool,
        claimsVersion: Bool
    ) async throws(APIError) -> WriteOutcome {
        var object = object
        let rules = target.definition.rules
        var name = object["metadata"]?["name"]?.string ?? ""
        var target = target.named(name)
        // By whatever name it has by then.
        defer { admission.settle(target) }
        let repetitions = OwnerReferences.removeDuplicates(from: &object)
        rules.applyDefaults(to: &object, version: target.version.name)
        var review = AdmissionReview(target: target, options: options, operation: .create, old: nil)
        review.warnings = repetitions
        review.isNameGenerated = isNameGenerated
        let asked = object
        try await admission.mutate(&object, &review)
        try checkNamespace(object, target)
        object.updateMetadata { metadata in
            metadata["namespace"] = target.definition.isNamespaced ? .string(target.namespace) : nil
        }
        // Who changes the object may have changed its name, and the name is what it is kept under.
        name = object["metadata"]?["name"]?.string ?? ""
        target = target.named(name)
        review.target = target
        rules.prepareForCreate(&object, context: target.context)
        let errors = rules.validateCreate(object, context: target.context)
        guard errors.isEmpty else {
            throw .invalid(target.definition, name, errors).adding(review.warnings)
        }
        try await admission.validate(object, &review)
        if !isApplied {
            recordOwnership(of: &object, asked: asked, review, replacing: nil)
        }
        object = rules.kept(object, version: target.version.name)
        let warnings = review.warnings + rules.warnings(for: object, old: nil, context: target.context)
        guard !claimsVersion || options.isDryRun else {
            throw APIError(500, "", "resourceVersion should not be set on objects to be created").adding(warnings)
        }
        if let existing = store.object(target.resource, target.key) {
            var error = alreadyExists(existing, target)
            error.warnings = warnings
            throw error
        }
        if options.isDryRun { return WriteOutcome(object: object, isCreated: true, warnings: warnings) }
        let write = Write(
            resource: target.resource, key: target.key, expected: 0, action: .put(target.stored(object)))
        switch await store.commit(write) {
        case .success(let stored):
            return WriteOutcome(object: target.object(stored), isCreated: true, warnings: warnings)
        case .failure(.conflict(let existing)): throw alreadyExists(existing, target)
        case .failure(.storage(let text)): throw .internalError(text)
        }
    }

    /// Notes who owns which fields: of what was asked for, its defaults included. What admission, allocation or the kind's own
    /// preparation set is nobody's.
    func recordOwnership(
        of object: inout Object, asked: Object, _ review: AdmissionReview, replacing old: Object?
    ) {
        var asked = asked
        review.target.definition.rules.recordOwnership(
            of: &asked, replacing: old, manager: review.options.fieldManager, context: review.target.context)
        object.updateMetadata { $0["managedFields"] = asked["metadata"]?["managedFields"] }
    }

    private func alreadyExists(_ existing: StoredObject?, _ target: Target) -> APIError {
        var error = APIError.alreadyExists(target.definition, target.name)
        if existing?.isBeingDeleted == true { error.message = "object is being deleted: " + error.message }
        return error
    }

    /// An update that names a uid is about the object of that uid, which is not there.
    private func checkUnclaimed(_ object: Object, _ target: Target, isDryRun: Bool) throws(APIError) {
        if let uid = object["metadata"]?["uid"]?.string, !uid.isEmpty {
            throw foreignIdentity(uid, found: "", target, isDryRun: isDryRun)
        }
        try checkNamespace(object, target)
    }

    /// 409 for a write that names another uid than that of the object which is there, in the words of the storage.
    ///
    /// - Parameter isDryRun: whether the storage is not reached, which has its own prefix for keys.
    func foreignIdentity(_ uid: String, found: String, _ target: Target, isDryRun: Bool) -> APIError {
        let plural = target.definition.plural
        let folder =
            target.definition.isCustom ? "\(target.definition.group)/\(plural)" : Self.folders[plural] ?? plural
        return .conflict(
            target.definition, target.name,
            "StorageError: invalid object, Code: 4, Key: \(isDryRun ? "" : "/registry")/\(folder)/\(target.key), "
                + "ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: \(uid), "
                + "UID in object meta: \(found)")
    }

    /// Where kinds are kept under other names than their own.
    private static let folders = [
        "services": "services/specs", "endpoints": "services/endpoints", "nodes": "minions",
        "replicationcontrollers": "controllers", "ingresses": "ingress",
    ]

    private func checkNamespace(_ object: Object, _ target: Target) throws(APIError) {
        if let namespace = object["metadata"]?["namespace"]?.string, !namespace.isEmpty,
            namespace != target.namespace, target.definition.isNamespaced
        {
            throw .foreignNamespace
        }
    }

    /// - Parameter keepsDeletion: whether what the object says of its deletion stays, as it does unless it is posted.
    private func fillSystemFields(_ object: inout Object, _ target: Target, keepsDeletion: Bool) {
        object["kind"] = .string(target.definition.kind)
        object["apiVersion"] = .string(target.apiVersion)
        object.updateMetadata { metadata in
            metadata["namespace"] = target.definition.isNamespaced ? .string(target.namespace) : nil
            metadata["uid"] = .string(UniqueID.random())
            metadata["creationTimestamp"] = .string(Timestamp.now().rfc3339())
            if !keepsDeletion {
                for key in ["selfLink", "deletionTimestamp", "deletionGracePeriodSeconds"] { metadata[key] = nil }
            }
            metadata["resourceVersion"] = nil
            if (metadata["name"]?.string ?? "").isEmpty, let base = metadata["generateName"]?.string, !base.isEmpty {
                metadata["name"] = .string(String(base.prefix(58)) + RandomName.suffix())
            } else if (metadata["name"]?.string ?? "").isEmpty, WriteRules.namesItself(target.definition) {
                metadata["name"] = .string(UniqueID.random())
            }
        }
    }
}

/// The random part of generated names.
enum RandomName {
    private static let letters = Array("bcdfghjklmnpqrstvwxz2456789".utf8)

    /// Letters and digits that spell no words, as Kubernetes chooses them.
    static func suffix(_ length: Int = 5) -> String {
        String(decoding: (0..<length).map { _ in letters.randomElement() ?? letters[0] }, as: UTF8.self)
    }
}
