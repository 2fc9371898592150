internal import DocumentModel

/// Applies patches that find their objects by name.
struct PatchNamed: Transformation {
    let patches: [Resource]
    let merge: StrategicMerge
    /// Whether labels and annotations of the patches count as texts, null included, as in `patchesStrategicMerge`.
    var readsTexts = false

    func apply(to list: ResourceList) throws(KustomizeError) {
        for patch in patches {
            let target = try list.only(patch.originalID)
            try target.apply(readsTexts ? patch.copyWithTexts(for: target) : patch, merge)
            if target.isEmpty || patch.content["metadata"]?["annotations"] != nil || patch.allowsNameChange
                || patch.allowsKindChange
            {
                list.namesChanged()
            }
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
                try resource.apply(patch.copyWithTexts(for: resource), merge)
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
        let isMarked = resource.markMemory()
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
        resource.makeTexts("annotations")
        if isMarked, !resource.unmarkMemory() { resource.forget(onlyOrigin: true) }
    }
}

extension Resource {
    /// This patch for one of many objects: of the object's version, and its labels and annotations texts. So null deletes
    /// none of them, as in the original.
    fileprivate func copyWithTexts(for resource: Resource) -> Resource {
        let copy = copy()
        copy.content["apiVersion"] = .plain(resource.apiVersion)
        for field in ["labels", "annotations"] { copy.makeTexts(field) }
        return copy
    }

    /// Makes texts of all values in a map of the metadata; anything but a map with values is removed.
    func makeTexts(_ field: String) {
        guard let old = content["metadata"]?[field] else { return }
        var texts = texts(field)
        for (key, value) in old.object ?? [:] where value == .null { texts[key] = "null" }
        setTexts(field, texts)
    }

    /// Merges a strategic merge patch into this object; afterwards it may be empty, which deletes it.
    func apply(_ patch: Resource, _ merge: StrategicMerge) throws(KustomizeError) {
        let (oldName, oldNamespace, oldKind) = (name, namespace, kind)
        if patch.allowsNameChange || patch.allowsKindChange { rememberID() }
        let touchesAnnotations = patch.content["metadata"]?["annotations"] != nil
        let isMarked = touchesAnnotations && markMemory()
        do throws(KustomizeError) {
            guard let merged = try merge.apply(patch.content, to: content) else {
                content = [:]
                return
            }
            content = merged
            if isMarked, !unmarkMemory() { forget(onlyOrigin: false) }
            settleSharedTexts()
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
