internal import DocumentModel
internal import KubernetesClient
internal import KubernetesModel
internal import ToolkitAPI

/// Compares the objects of a Kustomization with the cluster, object by object.
struct KustomizationDiff: Sendable {
    /// What a comparison found.
    struct Outcome: Sendable {
        var text = ""
        var hasChanges = false
        var errors: [String] = []
    }

    let build: LocalBuild
    let session: Session

    func run(_ kustomization: ToolkitAPI.Kustomization, at folder: String) async throws -> Outcome {
        let objects = try await build.ownObjects(of: kustomization, at: folder)
        var outcome = Outcome()
        for object in objects {
            do {
                try await compare(object, ignoring: kustomization.spec.ignore ?? [], into: &outcome)
                try await compareNested(object, in: kustomization, into: &outcome)
            } catch {
                outcome.errors.append("\(object.subject): \(error)")
            }
        }
        if kustomization.spec.prune, outcome.errors.isEmpty {
            try await addPruned(of: kustomization, built: objects, to: &outcome)
        }
        return outcome
    }

    private func compare(
        _ object: KubernetesObject, ignoring rules: [ToolkitAPI.Kustomization.IgnoreRule], into outcome: inout Outcome
    ) async throws {
        let live = try await session.cluster.getIfPresent(object.groupVersionKind, object.key)
        guard !Self.isSkipped(object, live: live) else {
            outcome.text += "► \(object.subject) skipped\n"
            return
        }
        let merged: KubernetesObject
        do throws(KubernetesError) {
            merged = try await session.cluster.apply(
                object, fieldManager: FieldManager.kustomizeController, dryRun: true)
        } catch {
            guard error.isInvalid, live != nil, object.annotations[AnnotationName.force] == AnnotationName.enabled
            else {
                throw error
            }
            outcome.hasChanges = true
            outcome.text += "► \(object.subject) created\n"
            return
        }
        guard let live else {
            outcome.hasChanges = true
            outcome.text += "► \(merged.subject) created\n"
            return
        }
        let report = DriftReport.text(
            live: Self.comparable(live, ignoring: rules), merged: Self.comparable(merged, ignoring: rules))
        guard !report.isEmpty else { return }
        outcome.hasChanges = true
        outcome.text += "► \(merged.subject) drifted\n\n\(report)\n"
    }

    /// What annotations on the object keep out of any apply.
    private static func isSkipped(_ object: KubernetesObject, live: KubernetesObject?) -> Bool {
        for annotations in [object.annotations, live?.annotations ?? [:]] {
            if annotations[AnnotationName.reconcile]?.lowercased() == AnnotationName.disabled { return true }
            if annotations[AnnotationName.serverSideApply]?.lowercased() == "ignore" { return true }
        }
        return live != nil && object.annotations[AnnotationName.serverSideApply]?.lowercased() == "ifnotpresent"
    }

    /// The object without what the server keeps for itself, what rules ignore, and the data of Secrets.
    private static func comparable(
        _ object: KubernetesObject, ignoring rules: [ToolkitAPI.Kustomization.IgnoreRule]
    ) -> Value {
        var value = object.value
        let server = ["managedFields", "resourceVersion", "generation", "uid", "creationTimestamp", "selfLink"]
        for field in server { value.set(["metadata", field], to: nil) }
        value.set(["status"], to: nil)
        for rule in rules where IgnoreRuleTarget.matches(rule.target, object) {
            for path in rule.paths {
                guard let pointer = try? JSONPointer(path) else { continue }
                value.set(pointer.tokens, to: nil)
            }
        }
        return value
    }

    private func compareNested(
        _ object: KubernetesObject, in parent: ToolkitAPI.Kustomization, into outcome: inout Outcome
    ) async throws {
        guard build.flags.recursive, object.groupVersionKind.groupKind == GroupVersionKind.kustomization.groupKind,
            object.key != parent.key,
            try await session.cluster.getIfPresent(.kustomization, object.key) != nil
        else { return }
        let nested = try ToolkitAPI.Kustomization(object)
        guard nested.spec.kubeConfig == nil else {
            outcome.text += "⚠️ \(object.subject) skipped: diff not supported for remote clusters\n"
            return
        }
        var inner = KustomizationDiff.Outcome()
        let live = try ToolkitAPI.Kustomization(try await session.cluster.get(.kustomization, object.key))
        var described = nested
        described.status = live.status
        inner = try await run(described, at: try build.folderOfSource(nested))
        outcome.errors += inner.errors
        guard inner.hasChanges else { return }
        outcome.hasChanges = true
        outcome.text += "📁 \(object.subject) changed\n" + inner.text
    }

    /// What the last apply brought and this build no longer has.
    private func addPruned(
        of kustomization: ToolkitAPI.Kustomization, built: [KubernetesObject], to outcome: inout Outcome
    ) async throws {
        var kept: Set<InventoryID> = []
        for object in built {
            kept.insert(
                InventoryID(
                    namespace: object.namespace, name: object.name, group: object.groupVersionKind.group,
                    kind: object.kind))
        }
        for entry in kustomization.status.inventory?.entries ?? [] {
            guard let id = InventoryID(entry.id) else {
                throw CommandFailure("the inventory of \(kustomization.key) holds an entry that cannot be read")
            }
            guard !kept.contains(id) else { continue }
            outcome.hasChanges = true
            outcome.text += "► \(id.subject) deleted\n"
        }
    }
}

/// Which objects a rule of `spec.ignore` is about.
enum IgnoreRuleTarget {
    static func matches(_ target: ToolkitAPI.Kustomization.Selector?, _ object: KubernetesObject) -> Bool {
        guard let target else { return true }
        let kind = object.groupVersionKind
        let pairs: [(String?, String)] = [
            (target.group, kind.group), (target.version, kind.version), (target.kind, kind.kind),
            (target.namespace, object.namespace), (target.name, object.name),
        ]
        guard target.labelSelector == nil, target.annotationSelector == nil else { return false }
        return pairs.allSatisfy { pattern, text in
            guard let pattern, !pattern.isEmpty else { return true }
            return fits(text, pattern)
        }
    }

    /// Names are regular expressions that must fit as a whole.
    private static func fits(_ text: String, _ pattern: String) -> Bool {
        guard let expression = try? Regex(pattern) else { return false }
        return (try? expression.wholeMatch(in: text)) != nil
    }
}
