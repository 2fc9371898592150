package import ControllerRuntime
internal import KubernetesClient
internal import KubernetesModel
internal import Platform
internal import ResourceApply
internal import ResourceStatus
package import ToolkitAPI

/// What a deleted Kustomization leaves behind, or does not.
extension KustomizationReconciler {
    /// How often termination is looked at.
    private static let terminationPoll = Duration.seconds(2)

    package func finalize(
        _ kustomization: Kustomization, in context: ReconcileContext<Kustomization>
    ) async throws -> FinalizeResult {
        if let revision = kustomization.status.lastAppliedRevision {
            context.eventMetadata["\(APIGroup.kustomize)/revision"] = revision
        }
        if let wait = Self.begun(context.wait) { return await terminate(kustomization, wait, context) }
        guard deletesObjects(kustomization) else { return forget(kustomization) }
        let access = try await self.access(deleting: kustomization)
        let objects = try objects(of: kustomization)
        guard try await accountExists(kustomization, access) else {
            emit(.error, "unable to prune objects: \n" + objects.map(\.object.subject).joined(separator: "\n"), context)
            return forget(kustomization)
        }
        let outcome = try await remove(objects, kustomization, access, context)
        guard kustomization.spec.effectiveDeletionPolicy == .WaitForTermination else { return forget(kustomization) }
        let targets = outcome.filter { $0.action == .deleted }.map {
            HealthTarget($0.object, apiVersion: $0.kind.apiVersion)
        }
        let wait = TerminationWait(
            access: access, targets: targets, deadline: now() + kustomization.spec.effectiveTimeout)
        return await terminate(kustomization, wait, context)
    }

    /// The wait that an earlier run began. Our own deletions wake it as drift; they must not start it anew.
    private static func begun(_ outcome: WaitOutcome?) -> TerminationWait? {
        switch outcome {
        case .resumed(let resumption): resumption.memo as? TerminationWait
        case .superseded(let memo, _): memo as? TerminationWait
        case nil: nil
        }
    }

    private func deletesObjects(_ kustomization: Kustomization) -> Bool {
        guard !kustomization.spec.isSuspended, kustomization.status.inventory?.entries.isEmpty == false else {
            return false
        }
        switch kustomization.spec.effectiveDeletionPolicy {
        case .Delete, .WaitForTermination: return true
        case .MirrorPrune: return kustomization.spec.prune
        case .Orphan: return false
        }
    }

    private func forget(_ kustomization: Kustomization) -> FinalizeResult {
        memory.forget(kustomization.key)
        drift.forget(kustomization.key)
        watches.release(kustomization.key)
        return .finished
    }

    private func access(deleting kustomization: Kustomization) async throws -> ClusterAccess {
        do throws(TargetUnusable) { return try await clusters.access(for: kustomization) } catch {
            try Task.checkCancellation()
            throw ReconcileFailure(.pruneFailed, error.description, event: nil)
        }
    }

    private func objects(of kustomization: Kustomization) throws -> [ChangeSetEntry] {
        do throws(InventoryID.Malformed) {
            return try InventoryBook.objects(of: kustomization.status.inventory)
        } catch {
            throw ReconcileFailure(.pruneFailed, error.description, event: .error)
        }
    }

    /// Whether the account that applied is still there, on the cluster it applied to; without it nothing can be deleted.
    private func accountExists(_ kustomization: Kustomization, _ access: ClusterAccess) async throws -> Bool {
        guard !access.account.isEmpty else { return true }
        let kind = GroupVersionKind(group: "", version: "v1", kind: "ServiceAccount")
        let key = ObjectKey(namespace: kustomization.metadata.namespace, name: access.account)
        do throws(KubernetesError) {
            return try await access.unimpersonated.get(kind, key) != nil
        } catch {
            try Task.checkCancellation()
            throw ReconcileFailure(
                .pruneFailed, "cannot look up ServiceAccount \(key): \(error.message)", event: nil, cause: error)
        }
    }

    private func remove(
        _ objects: [ChangeSetEntry], _ kustomization: Kustomization, _ access: ClusterAccess,
        _ context: ReconcileContext<Kustomization>
    ) async throws -> [ChangeSetEntry] {
        let owner = OwnerLabels([
            LabelName.kustomizationName: kustomization.key.name,
            LabelName.kustomizationNamespace: kustomization.key.namespace,
        ])
        let outcome = await Remover(api: access.api, switches: Self.switches, concurrency: settings.concurrency)
            .remove(objects, ownedBy: owner)
        if outcome.isCancelled { throw CancellationError() }
        guard outcome.errors.isEmpty else {
            emit(.error, "pruning for deleted resource failed", context)
            throw ReconcileFailure(.pruneFailed, outcome.errors.joined(separator: ";"), event: nil)
        }
        if !outcome.entries.isEmpty { emit(.info, outcome.entries.changeList, context) }
        return outcome.entries
    }

    /// Looks whether everything is gone. When the time is up, the Kustomization goes all the same.
    private func terminate(
        _ kustomization: Kustomization, _ wait: TerminationWait, _ context: ReconcileContext<Kustomization>
    ) async -> FinalizeResult {
        let readings = await HealthReader(api: wait.access.api).read(wait.targets)
        let left = readings.filter { $0.reading.status != .notFound }.map(\.target)
        if left.isEmpty { return forget(kustomization) }
        guard now() < wait.deadline else {
            emit(.error, "failed to wait for resources termination", context)
            return forget(kustomization)
        }
        var next = wait
        next.targets = left
        return .waiting(
            Waiting(
                on: left.map { WaitTarget($0.object.kind, $0.object.key) },
                limit: min(Self.terminationPoll, max(wait.deadline - now(), .milliseconds(10))), phase: .progressing,
                memo: next))
    }
}
