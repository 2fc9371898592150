internal import DocumentModel

/// Applies patches that find their objects by name.
struct PatchNamed: Transformation {
    let patches: [Resource]
    let merge: StrategicMerge

    func apply(to list: ResourceList) throws(KustomizeError) {
        for patch in patches {
            let target = try list.only(patch.originalID)
            try target.apply(patch, merge)
            if target.isEmpty || patch.allowsNameChange || patch.allowsKindChange { list.namesChanged() }
        }
    }
}

/// Applies a patch to all objects that a selector selects.
struct PatchSelected: Transformation {
    enum Change {
        case strategic(Resource)
        case json(JSONPatchOperations)
    }

    let change: Change
    let selector: CompiledSelector
    let merge: StrategicMerge
    /// Whether what patched objects were called before is noted.
    var remembersIDs = true

    func apply(to list: ResourceList) throws(KustomizeError) {
        let selected = list.resources.filter { !$0.isEmpty && selector.matches($0) }
        guard !selected.isEmpty else { return }
        switch change {
        case .strategic(let patch):
            for resource in selected {
                let copy = patch.copy()
                copy.content["apiVersion"] = .string(resource.apiVersion)
                try resource.apply(copy, merge)
            }
            list.dropEmpty()
            if patch.allowsNameChange || patch.allowsKindChange {
                try list.requireUniqueNames("may not add resource with an already registered id")
            }
        case .json(let patch):
            for resource in selected { try apply(patch, to: resource) }
        }
        list.namesChanged()
    }

    private func apply(_ patch: JSONPatchOperations, to resource: Resource) throws(KustomizeError) {
        if remembersIDs { resource.rememberID() }
        // What a build remembers of an object stands in annotations in the original; so a patch finds some there.
        if resource.isRemembered { resource.makeAnnotations() }
        let patched: Value
        do throws(KustomizeError) { patched = try patch.apply(to: Value.object(resource.content).withoutBlanks) } catch
        {
            var failure = error
            failure.message = "cannot patch \(resource.currentID): \(error.message)"
            throw failure
        }
        guard let content = patched.object else {
            throw KustomizeError(.patch, "the patch makes \(patched.shape) of the object \(resource.currentID)")
        }
        resource.content = content
    }
}

extension Resource {
    /// Merges a strategic merge patch into this object; afterwards it may be empty, which deletes it.
    func apply(_ patch: Resource, _ merge: StrategicMerge) throws(KustomizeError) {
        let (oldName, oldNamespace, oldKind) = (name, namespace, kind)
        if patch.allowsNameChange || patch.allowsKindChange { rememberID() }
        do throws(KustomizeError) {
            guard let merged = try merge.apply(patch.content, to: content) else {
                content = [:]
                return
            }
            content = merged
        } catch {
            var failure = error
            failure.message = "cannot patch \(currentID): \(failure.message)"
            throw failure
        }
        guard !content.isEmpty else { return }
        if !patch.allowsKindChange { content["kind"] = (content["kind"] ?? .string("")).replacingText(oldKind) }
        if !patch.allowsNameChange { name = oldName }
        namespace = oldNamespace
    }
}
