internal import DocumentModel
internal import KubernetesClient
internal import KubernetesModel
internal import Platform

/// Phase one of a stage: compare every object, write nothing.
extension Applier {
    /// How long a kind may be unknown after its definition was applied in the same change set.
    private static let discoveryPatience = 20

    /// The plans of a stage, in its order.
    ///
    /// - Throws: the failure of the first object, in order, that failed; the others are no longer begun.
    func plan(
        _ stage: ApplyStage, after entries: [ChangeSetEntry]
    ) async throws(ApplyFailure) -> [ObjectPlan] {
        let mayAppear = entries.contains { $0.object.kind.kind == "CustomResourceDefinition" }
        let results = await inParallel(stage.objects) { object in
            await Result.catching { () async throws(ApplyFailure) in
                try await plan(object, mayAppear: mayAppear)
            }
        }
        var plans: [ObjectPlan] = []
        plans.reserveCapacity(results.count)
        for result in results { plans.append(try result.get()) }
        return plans
    }

    private func plan(_ object: KubernetesObject, mayAppear: Bool) async throws(ApplyFailure) -> ObjectPlan {
        let wanted = ObjectIdentity(object)
        let wantedDigest = OwnedDigest.of(wanted: object)
        func made(_ step: ObjectPlan.Step, _ payload: KubernetesObject? = nil) -> ObjectPlan {
            ObjectPlan(wanted: wanted, wantedDigest: wantedDigest, payload: payload ?? object, step: step)
        }
        if let known = settled.settled(wanted, wanted: wantedDigest) { return made(.keep(known)) }
        let live = try await find(object, mayAppear: mayAppear)
        if isSkipped(object, live) { return made(.skip(live)) }
        try await migrate(live, to: object)
        let result: KubernetesObject
        do throws(KubernetesError) {
            result = try await api.apply(object, fieldManager: options.fieldManager, dryRun: true)
        } catch {
            if let live, isForced(object, live), Immutability.isCause(of: error) { return made(.recreate(live)) }
            throw ApplyFailure.dryRun(object, error)
        }
        return compare(made, object, live, result)
    }

    private func compare(
        _ made: (ObjectPlan.Step, KubernetesObject?) -> ObjectPlan, _ object: KubernetesObject,
        _ live: KubernetesObject?, _ result: KubernetesObject
    ) -> ObjectPlan {
        guard let live else { return made(.apply(nil, isNew: result.resourceVersion.isEmpty), nil) }
        let isMerged = options.switches.isMerged(object) || options.switches.isMerged(live)
        let takeOver = isMerged ? nil : options.ownership.patch(for: live)
        let paths = IgnoreRule.paths(of: options.ignore, for: result)
        let differs =
            paths.isEmpty
            ? Drift.exists(between: live, and: result)
            : Drift.exists(
                between: IgnoreRule.removing(paths, from: live), and: IgnoreRule.removing(paths, from: result))
        guard differs || takeOver != nil else { return made(.unchanged(live), nil) }
        let payload =
            paths.isEmpty
            ? object
            : IgnoreRule.payload(object, paths: paths, live: live, result: result, ownership: options.ownership)
        let patch = takeOver.map { ObjectPlan.TakeOverPatch(patch: $0, key: live.key) }
        return made(.apply(patch, isNew: result.resourceVersion.isEmpty), payload)
    }

    /// The live object. An account that may apply but not read counts as seeing none; other errors end the run, since without
    /// the live object its switches would be overrun.
    private func find(_ object: KubernetesObject, mayAppear: Bool) async throws(ApplyFailure) -> KubernetesObject? {
        var attempt = 0
        while true {
            do throws(KubernetesError) {
                return try await api.get(object.groupVersionKind, try await location(of: object))
            } catch {
                switch error.code {
                case .notFound, .forbidden, .invalidRequest: return nil
                case .noMatch where mayAppear && attempt < Self.discoveryPatience:
                    attempt += 1
                    do { try await pause(.milliseconds(100)) } catch {
                        throw ApplyFailure("cancelled", isCancelled: true)
                    }
                case .noMatch: throw ApplyFailure.unknownKind(object, error)
                default: throw ApplyFailure(object.subject, "query", error)
                }
            }
        }
    }

    /// The key of the live object: without namespace when the kind has none, whatever the manifest says.
    private func location(of object: KubernetesObject) async throws(KubernetesError) -> ObjectKey {
        guard !object.namespace.isEmpty else { return object.key }
        let isNamespaced = try await api.isNamespaced(object.groupVersionKind)
        return isNamespaced ? object.key : ObjectKey(name: object.name)
    }

    private func migrate(_ live: KubernetesObject?, to object: KubernetesObject) async throws(ApplyFailure) {
        guard options.migratesVersions, let live, let patch = TakeOver.migration(of: live, to: object) else { return }
        do throws(KubernetesError) {
            _ = try await api.patch(object.groupVersionKind, live.key, patch, fieldManager: options.fieldManager)
        } catch {
            throw ApplyFailure(
                "\(object.subject) failed to migrate API version: \(error.text)", isCancelled: error.isCancelled,
                cause: error)
        }
    }

    private func isSkipped(_ object: KubernetesObject, _ live: KubernetesObject?) -> Bool {
        let switches = options.switches
        if switches.isExcluded(object) { return true }
        guard let live else { return false }
        return switches.isExcluded(live) || switches.isOnlyCreated(object)
    }

    private func isForced(_ object: KubernetesObject, _ live: KubernetesObject) -> Bool {
        options.isForced || options.switches.isForced(object) || options.switches.isForced(live)
    }
}

extension ApplyFailure {
    /// The kind is not served.
    static func unknownKind(_ object: KubernetesObject, _ error: KubernetesError) -> ApplyFailure {
        let kind = object.groupVersionKind
        return ApplyFailure(
            "\(object.subject) dry-run failed: no matches for kind \"\(kind.kind)\" in version \"\(kind.apiVersion)\"",
            cause: error)
    }
}

extension Result where Success: Sendable {
    /// The result of an asynchronous body.
    static func catching(_ body: () async throws(Failure) -> Success) async -> Result {
        do throws(Failure) { return .success(try await body()) } catch { return .failure(error) }
    }
}

extension Applier {
    /// Runs `body` for each element, as many at once as the options say, and returns the results in order. After a failure no
    /// further element is begun; those results are missing at the end.
    func inParallel<Element: Sendable, Output: Sendable>(
        _ elements: [Element],
        _ body: @escaping @Sendable (Element) async -> Result<Output, ApplyFailure>
    ) async -> [Result<Output, ApplyFailure>] {
        let limit = max(1, options.concurrency)
        return await withTaskGroup(of: (Int, Result<Output, ApplyFailure>).self) { group in
            var results = [Result<Output, ApplyFailure>?](repeating: nil, count: elements.count)
            var next = 0
            var isStopped = false
            func begin() {
                guard next < elements.count, !isStopped else { return }
                let (index, element) = (next, elements[next])
                next += 1
                group.addTask { (index, await body(element)) }
            }
            for _ in 0..<min(limit, elements.count) { begin() }
            while let (index, result) = await group.next() {
                results[index] = result
                if case .failure = result { isStopped = true }
                begin()
            }
            return results.compactMap { $0 }
        }
    }
}
