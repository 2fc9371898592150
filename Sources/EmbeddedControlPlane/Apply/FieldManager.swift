internal import DocumentModel
internal import KubernetesSchema
internal import Platform

/// Keeps `metadata.managedFields` of one kind in one version: who set which field.
struct FieldManager {
    /// The version of the request, such as `apps/v1`.
    var apiVersion: String
    var kind: String
    /// Empty for the object itself.
    var subresource: String
    /// The type of the kind in the version of the request.
    var type: TypeSchema
    /// Fields that a request to this subresource does not change.
    var ignored: FieldSet
    /// An object without fields, as the server writes it; what a create is compared with.
    var empty: Value
    /// The object in another version of its kind and the type there; nil for a version that is not known.
    var convert: @Sendable (Value, String) -> (value: Value, type: TypeSchema)?
    /// As RFC 3339 in seconds.
    var now: String
}

/// The conflicts of a server-side apply.
struct ApplyConflicts: Error {
    /// One field that another manager owns.
    struct Conflict {
        var owner: FieldOwner
        var path: [PathElement]
        var pathText: String { path.map(\.text).joined() }
    }

    var conflicts: [Conflict]
}

// MARK: Updates

extension FieldManager {
    /// Notes a create or an update: fields that changed go to `manager`.
    func update(_ object: inout Object, replacing old: Object?, manager: String) {
        var managed = managedFields(sentIn: object, old: old)
        object.setManagedFields([])
        var live = old
        live?.setManagedFields([])
        let isCreate = old?["metadata"]?["uid"]?.string?.isEmpty ?? true
        if !managed.isEmpty || isCreate {
            note(seen(live.map(Value.object) ?? empty), seen(.object(object)), manager: manager, in: &managed)
            managed.cap()
        }
        object.setManagedFields(managed.encoded)
    }

    /// What a write compares: a Scale leaves out a number of zero, so that nobody owns it afterwards.
    private func seen(_ object: Value) -> Value {
        let replicas = ["spec", "replicas"]
        guard subresource == "scale", object.at(replicas) == 0 else { return object }
        var seen = object
        seen.set(replicas, to: nil)
        return seen
    }

    /// What the client sent where it may and could, else what was there.
    private func managedFields(sentIn object: Object, old: Object?) -> ManagedFields {
        let live = { ManagedFields(old?["metadata"]?["managedFields"]?.array ?? []) ?? ManagedFields() }
        guard subresource.isEmpty else { return live() }
        guard let sent = object["metadata"]?["managedFields"]?.array else { return live() }
        // Both an empty list and one blank entry ask for a fresh start.
        if sent.isEmpty || sent.count == 1 && sent[0].object?.isBlank == true { return ManagedFields() }
        guard let managed = ManagedFields(sent), !managed.isEmpty else { return live() }
        return managed
    }

    /// When something was gained; by way of `scale` nobody notes that.
    private var stamp: String? { subresource == "scale" ? nil : now }

    private func note(
        _ old: Value, _ new: Value, manager: String, in managed: inout ManagedFields
    ) {
        // Other versions may not know what is new; the server gives up on all owners then.
        if managed.owners.values.contains(where: { !fits(new, in: $0.apiVersion) }) { return managed = ManagedFields() }
        if subresource == "scale" {
            // Whose replicas nobody noted so far, nobody notes now.
            let changed = Comparison(from: old, to: new, type: type)
            let replicas = changed.modified.union(changed.added).union(changed.removed)
            guard managed.owners.values.contains(where: { !$0.fields.intersection(replicas).isEmpty }) else { return }
        }
        let changes = release(from: old, to: new, of: nil, in: &managed)
        var gained = changes.modified.union(changes.added)
        gained = gained.subtracting(Self.unowned)
        guard !gained.isEmpty else { return }
        let owner = FieldOwner(
            manager: manager.isEmpty ? "unknown" : manager, operation: .update, apiVersion: apiVersion,
            subresource: subresource)
        let before = managed.owners[owner]?.fields ?? FieldSet()
        managed.owners[owner] = OwnedFields(fields: before.union(gained), apiVersion: apiVersion, time: stamp)
    }

    /// Whether an object is one of its kind in another version, too.
    private func fits(_ value: Value, in version: String) -> Bool {
        guard version != apiVersion, let there = convert(value, version) else { return true }
        return TypedCheck.problems(in: there.value, type: there.type).isEmpty
    }

    /// Takes changed and removed fields from everyone but `applier`.
    @discardableResult
    private func release(from old: Value, to new: Value, of applier: FieldOwner?, in managed: inout ManagedFields)
        -> Comparison
    {
        let (changes, lost) = losses(from: old, to: new, of: applier, in: managed)
        for (owner, fields) in lost {
            managed.owners[owner]?.fields = fields.rest
        }
        managed.owners = managed.owners.filter { !$0.value.fields.isEmpty }
        return changes
    }

    private typealias Losses = [FieldOwner: (conflicts: FieldSet, rest: FieldSet)]

    private func losses(from old: Value, to new: Value, of applier: FieldOwner?, in managed: ManagedFields) -> (
        Comparison, Losses
    ) {
        var own = Comparison(from: old, to: new, type: type)
        own.exclude(ignored)
        var byVersion = [apiVersion: own]
        var result: Losses = [:]
        for (owner, owned) in managed.owners where owner != applier {
            guard let changes = comparison(from: old, to: new, in: owned.apiVersion, known: &byVersion) else {
                result[owner] = (FieldSet(), FieldSet())  // of a version that is gone
                continue
            }
            let conflicts = owned.fields.intersection(changes.modified.union(changes.added))
            result[owner] = (conflicts, owned.fields.subtracting(conflicts).subtracting(changes.removed))
        }
        return (own, result)
    }

    private func comparison(from old: Value, to new: Value, in version: String, known: inout [String: Comparison])
        -> Comparison?
    {
        if let changes = known[version] { return changes }
        guard let left = convert(old, version), let right = convert(new, version) else { return nil }
        var changes = Comparison(from: left.value, to: right.value, type: right.type)
        changes.exclude(ignored)
        known[version] = changes
        return changes
    }

    /// What nobody owns: identity and what the server itself writes.
    static let unowned = FieldSet(
        [["apiVersion"], ["kind"], ["metadata"]].map { $0.map(PathElement.field) }
            + [
                "name", "namespace", "creationTimestamp", "selfLink", "uid", "clusterName", "generation",
                "managedFields", "resourceVersion",
            ].map { [.field("metadata"), .field($0)] })
}

// MARK: Apply

extension FieldManager {
    /// The owner that updates before the first apply count for.
    private static let beforeFirstApply = "before-first-apply"

    /// Merges an applied configuration into what is there.
    ///
    /// - Parameter live: nil where the object does not exist yet.
    /// - Throws: ``ApplyConflicts`` unless `force`.
    func apply(_ configuration: Object, to live: Object?, manager: String, force: Bool) throws(ApplyConflicts) -> Object
    {
        var managed = ManagedFields(live?["metadata"]?["managedFields"]?.array ?? []) ?? ManagedFields()
        var current = live ?? Object()
        current.setManagedFields([])
        if managed.isEmpty, live != nil {
            note(empty, .object(current), manager: Self.beforeFirstApply, in: &managed)
        }
        var result: Object
        do {
            result = try merge(configuration, into: current, live == nil, manager, force: force, in: &managed)
        } catch {
            guard manager == ClientSideApply.manager,
                let rest = ClientSideApply.conflicts(error, beyondLastAppliedIn: current, type: type)
            else { throw error }
            if !rest.conflicts.isEmpty { throw rest }
            result = try merge(configuration, into: current, live == nil, manager, force: true, in: &managed)
        }
        if manager == ClientSideApply.manager { ClientSideApply.refreshLastApplied(in: &result, with: configuration) }
        result.setManagedFields(managed.encoded)
        return result
    }

    private func merge(
        _ configuration: Object, into live: Object, _ isNew: Bool, _ manager: String, force: Bool,
        in managed: inout ManagedFields
    ) throws(ApplyConflicts) -> Object {
        let owner = FieldOwner(
            manager: manager, operation: .apply, apiVersion: apiVersion, subresource: subresource)
        let before: Value = isNew ? empty : .object(live)
        let merged = Value.object(live).merging(.object(configuration), type: type)
        var applied = managed
        let last = applied.owners[owner]
        let fields = FieldSet(of: .object(configuration), type: type).subtractingRecursively(ignored)
        applied.owners[owner] = OwnedFields(fields: fields, apiVersion: apiVersion, time: last?.time)
        let pruned = prune(merged, owner: owner, last: last, in: applied)
        try take(from: before, to: pruned, for: owner, force: force, in: &applied)
        if var own = applied.owners[owner] {
            own.fields = own.fields.subtracting(Self.unowned)
            if isNew || pruned != .object(live) { own.time = stamp }
            applied.owners[owner] = own.fields.isEmpty ? nil : own
        }
        managed = applied
        return pruned.object ?? live
    }

    private func take(
        from old: Value, to new: Value, for owner: FieldOwner, force: Bool, in managed: inout ManagedFields
    ) throws(ApplyConflicts) {
        let (_, losses) = losses(from: old, to: new, of: owner, in: managed)
        if !force {
            let conflicts = losses.sorted { $0.key.text < $1.key.text }.flatMap { loser, fields in
                fields.conflicts.paths.map { ApplyConflicts.Conflict(owner: loser, path: $0) }
            }
            if !conflicts.isEmpty { throw ApplyConflicts(conflicts: conflicts) }
        }
        release(from: old, to: new, of: owner, in: &managed)
    }
}

// MARK: What is no longer applied

extension FieldManager {
    /// Removes what the applier applied last time and no longer does, unless another applier owns it.
    private func prune(_ merged: Value, owner: FieldOwner, last: OwnedFields?, in managed: ManagedFields) -> Value {
        guard let last, !last.fields.isEmpty, let there = converted(merged, to: last.apiVersion) else { return merged }
        let lastFields = last.fields.withNamedFields(there.type)
        var pruned = there.value.removing(lastFields, type: there.type)
        pruned = addingBack(ownedIn: managed, to: pruned, from: there.value, in: last.apiVersion)
        pruned = addingBack(notIn: lastFields, to: pruned, from: there.value, type: there.type)
        return converted(pruned, to: apiVersion)?.value ?? merged
    }

    private func converted(_ value: Value, to version: String) -> (value: Value, type: TypeSchema)? {
        version == apiVersion && (value["apiVersion"]?.string ?? apiVersion) == apiVersion
            ? (value, type) : convert(value, version)
    }

    /// What other appliers still own stays, with what is on the way to it.
    private func addingBack(ownedIn managed: ManagedFields, to pruned: Value, from merged: Value, in version: String)
        -> Value
    {
        var byVersion: [String: FieldSet] = [:]
        for (owner, owned) in managed.owners where owner.operation == .apply {
            byVersion[owned.apiVersion] = (byVersion[owned.apiVersion] ?? FieldSet()).union(owned.fields)
        }
        var (merged, pruned) = (merged, pruned)
        let order = byVersion.keys.sorted { ($0 == version ? "" : $0) < ($1 == version ? "" : $1) }
        for key in order {
            guard let fields = byVersion[key], let left = converted(merged, to: key),
                let right = converted(pruned, to: key)
            else { continue }
            let type = left.type
            let keep = FieldSet(of: right.value, type: type).withNamedFields(type).union(fields.withNamedFields(type))
            let lost = FieldSet(of: left.value, type: type).withNamedFields(type).subtracting(keep)
            merged = left.value
            pruned = left.value.removing(lost, type: type)
        }
        return converted(pruned, to: version)?.value ?? pruned
    }

    /// What vanished only because its parent did, although it was not applied last time, stays.
    private func addingBack(notIn last: FieldSet, to pruned: Value, from merged: Value, type: TypeSchema) -> Value {
        let left = FieldSet(of: merged, type: type).withNamedFields(type)
        let right = FieldSet(of: pruned, type: type).withNamedFields(type)
        return merged.removing(left.subtracting(right).intersection(last), type: type)
    }
}

extension Object {
    /// Sets `metadata.managedFields`; an empty list removes it.
    mutating func setManagedFields(_ entries: [Value]) {
        guard var metadata = self["metadata"]?.object else {
            if !entries.isEmpty { self["metadata"] = .object(["managedFields": .array(entries)]) }
            return
        }
        metadata["managedFields"] = entries.isEmpty ? nil : .array(entries)
        self["metadata"] = .object(metadata)
    }

    /// Whether every field is a zero.
    fileprivate var isBlank: Bool {
        allSatisfy { _, value in value.isNull || value.string == "" || value.object?.isEmpty == true }
    }
}
