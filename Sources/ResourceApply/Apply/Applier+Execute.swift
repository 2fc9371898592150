internal import DocumentModel
internal import KubernetesClient
internal import KubernetesModel
internal import ResourceStatus

/// What phase two did.
struct StageResult: Sendable {
    struct Record: Sendable {
        var wanted: ObjectIdentity
        var settled: SettledObject
    }

    var entries: [ChangeSetEntry] = []
    var records: [Record] = []
    /// Applied objects that are not ready yet.
    var unready: [HealthTarget] = []
    /// An object that must be gone before the stage can be done again.
    var awaitsRemoval: HealthTarget?
    var failure: ApplyFailure?
}

/// Phase two of a stage: write what differs.
extension Applier {
    /// Writes in order; objects of one kind in parallel. Stops at the first failure.
    func execute(_ plans: [ObjectPlan]) async -> StageResult {
        var result = StageResult()
        for group in Self.groups(plans) {
            let outcomes = await inParallel(group) { plan in
                await Result.catching { () async throws(ApplyFailure) in try await execute(plan) }
            }
            for outcome in outcomes {
                switch outcome {
                case .success(let done): done.add(to: &result)
                case .failure(let failure): result.failure = result.failure ?? failure
                }
            }
            if result.failure != nil || result.awaitsRemoval != nil { return result }
        }
        return result
    }

    /// Runs of objects of the same kind.
    private static func groups(_ plans: [ObjectPlan]) -> [[ObjectPlan]] {
        var groups: [[ObjectPlan]] = []
        for plan in plans {
            if let last = groups.last?.last, last.wanted.kind == plan.wanted.kind {
                groups[groups.count - 1].append(plan)
            } else {
                groups.append([plan])
            }
        }
        return groups
    }

    /// What became of one object.
    private struct Done: Sendable {
        var entry: ChangeSetEntry?
        var record: StageResult.Record?
        var unready: HealthTarget?
        var awaitsRemoval: HealthTarget?

        func add(to result: inout StageResult) {
            if let entry { result.entries.append(entry) }
            if let record { result.records.append(record) }
            if let unready { result.unready.append(unready) }
            result.awaitsRemoval = result.awaitsRemoval ?? awaitsRemoval
        }
    }

    private func execute(_ plan: ObjectPlan) async throws(ApplyFailure) -> Done {
        switch plan.step {
        case .skip(let live):
            let shown = (live?.uid.isEmpty == false ? live : nil) ?? plan.payload
            return Done(entry: ChangeSetEntry(shown, .skipped))
        case .keep(let known):
            let kind = GroupVersionKind(apiVersion: known.apiVersion, kind: known.object.kind.kind)
            let entry = ChangeSetEntry(known.object, version: kind.version, action: .unchanged)
            return Done(entry: entry, record: StageResult.Record(wanted: plan.wanted, settled: known))
        case .unchanged(let live): return done(plan, live, .unchanged)
        case .apply(let takeOver, let isNew):
            if let takeOver { try await take(plan, takeOver) }
            return done(plan, try await write(plan.payload), isNew ? .created : .configured)
        case .recreate(let live): return try await recreate(plan, live)
        }
    }

    private func done(_ plan: ObjectPlan, _ live: KubernetesObject, _ action: ChangeAction) -> Done {
        let known = SettledObject(
            wanted: plan.wantedDigest, live: digest.of(live), resourceVersion: live.resourceVersion,
            object: ObjectIdentity(live), apiVersion: live.apiVersion)
        let isReady = StatusRules.read(live, now: wall()).status == .current
        return Done(
            entry: ChangeSetEntry(live, action), record: StageResult.Record(wanted: plan.wanted, settled: known),
            unready: isReady ? nil : HealthTarget(live))
    }

    private func write(_ object: KubernetesObject) async throws(ApplyFailure) -> KubernetesObject {
        do throws(KubernetesError) {
            return try await api.apply(object, fieldManager: options.fieldManager, dryRun: false)
        } catch {
            throw ApplyFailure(object.subject, "apply", error)
        }
    }

    private func take(_ plan: ObjectPlan, _ takeOver: ObjectPlan.TakeOverPatch) async throws(ApplyFailure) {
        do throws(KubernetesError) {
            _ = try await api.patch(
                plan.payload.groupVersionKind, takeOver.key, takeOver.patch, fieldManager: options.fieldManager)
        } catch {
            throw ApplyFailure(plan.payload.subject, "apply", error)
        }
    }

    /// Deletes the live object and applies the new one once it is gone, now or when the stage is done again.
    private func recreate(_ plan: ObjectPlan, _ live: KubernetesObject) async throws(ApplyFailure) -> Done {
        do throws(KubernetesError) {
            try await api.delete(live.groupVersionKind, live.key, uid: live.uid)
        } catch {
            if !error.isNotFound { throw ApplyFailure(plan.payload.subject, "delete", error) }
        }
        guard await isGone(live) else { return Done(awaitsRemoval: HealthTarget(live)) }
        return done(plan, try await write(plan.payload), .created)
    }

    private func isGone(_ live: KubernetesObject) async -> Bool {
        let reader = HealthReader(api: api, wall: wall)
        var delay = Self.firstPause
        let start = now()
        while true {
            if await reader.read(HealthTarget(live)).reading.status == .notFound { return true }
            guard now() - start < Self.patience else { return false }
            do { try await pause(delay) } catch { return false }
            delay = min(delay * 2, .milliseconds(200))
        }
    }
}
