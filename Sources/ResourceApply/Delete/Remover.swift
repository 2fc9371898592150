internal import DocumentModel
internal import KubernetesClient
internal import KubernetesModel

/// The labels by which an owner knows its objects.
package struct OwnerLabels: Sendable, Hashable {
    /// Label names with their values; all must be on an object.
    package var labels: [String: String]

    package init(_ labels: [String: String]) { self.labels = labels }

    func own(_ object: KubernetesObject) -> Bool {
        !labels.isEmpty && labels.allSatisfy { object.labels[$0.key] == $0.value }
    }
}

/// What a clean-up did.
package struct RemovalOutcome: Sendable {
    /// What became of each object, in the order of deletion.
    package internal(set) var entries: [ChangeSetEntry] = []
    /// What went wrong, one text an object.
    package internal(set) var errors: [String] = []
    /// Whether the task was cancelled in between.
    package internal(set) var isCancelled = false

    package init() {}
}

/// Deletes objects that are wanted no more: only those that still carry their owner's labels and no switch that keeps them.
package struct Remover: Sendable {
    let api: any ApplyAPI
    let switches: ObjectSwitches
    /// Deletions at once, within one kind.
    let concurrency: Int

    package init(api: any ApplyAPI, switches: ObjectSwitches, concurrency: Int = 4) {
        self.api = api
        self.switches = switches
        self.concurrency = max(1, concurrency)
    }

    /// Deletes in the reverse order of applying. One that fails stops no other.
    package func remove(_ objects: [ChangeSetEntry], ownedBy owner: OwnerLabels) async -> RemovalOutcome {
        let sorted = objects.sorted { KindOrder.precedes($1.object, $0.object) }
        var outcome = RemovalOutcome()
        var start = 0
        while start < sorted.count {
            let kind = sorted[start].object.kind
            let end = sorted[start...].firstIndex { $0.object.kind != kind } ?? sorted.count
            for batch in stride(from: start, to: end, by: concurrency) {
                await remove(Array(sorted[batch..<min(batch + concurrency, end)]), owner, &outcome)
            }
            start = end
        }
        return outcome
    }

    private func remove(_ batch: [ChangeSetEntry], _ owner: OwnerLabels, _ outcome: inout RemovalOutcome) async {
        let results = await withTaskGroup(of: (Int, Result<ChangeAction, ApplyFailure>).self) { group in
            for (index, entry) in batch.enumerated() {
                group.addTask {
                    (index, await Result.catching { () async throws(ApplyFailure) in try await remove(entry, owner) })
                }
            }
            var results: [Int: Result<ChangeAction, ApplyFailure>] = [:]
            for await (index, result) in group { results[index] = result }
            return results
        }
        for (index, entry) in batch.enumerated() {
            var entry = entry
            switch results[index] {
            case .success(let action): entry.action = action
            case .failure(let failure):
                entry.action = .unknown
                outcome.errors.append(failure.message)
                if failure.isCancelled { outcome.isCancelled = true }
            case nil: entry.action = .unknown
            }
            outcome.entries.append(entry)
        }
    }

    private func remove(_ entry: ChangeSetEntry, _ owner: OwnerLabels) async throws(ApplyFailure) -> ChangeAction {
        guard let live = try await find(entry) else { return .deleted }
        guard owner.own(live), !switches.isExcluded(live), !switches.isKept(live) else { return .skipped }
        do throws(KubernetesError) {
            try await api.delete(live.groupVersionKind, live.key, uid: live.uid)
        } catch {
            if !error.isNotFound { throw ApplyFailure(entry.object.subject, "delete", error) }
        }
        return .deleted
    }

    /// The live object; nil when it is gone, or its kind is. A kind that is served in another version now is read there.
    private func find(_ entry: ChangeSetEntry) async throws(ApplyFailure) -> KubernetesObject? {
        do throws(KubernetesError) {
            do throws(KubernetesError) {
                return try await api.get(entry.kind, entry.object.key)
            } catch {
                guard error.isNoMatch else { throw error }
            }
            return try await api.get(try await api.preferredKind(of: entry.object.kind), entry.object.key)
        } catch {
            if error.isNoMatch || error.isNotFound { return nil }
            throw ApplyFailure(entry.object.subject, "query", error)
        }
    }
}
