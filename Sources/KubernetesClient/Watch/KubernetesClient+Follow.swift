public import KubernetesModel

extension KubernetesClient {
    /// Lists, then watches for as long as the task lives: resumes where it was when a connection ends, pauses longer and
    /// longer while the server cannot be reached, lists anew when it fell too far behind. No change is lost or reported twice.
    ///
    /// - Throws: ``KubernetesError`` with `cancelled`, and what cannot pass by itself: `forbidden`, `unauthorized`,
    ///   `noMatch`, `badRequest`.
    public func follow(
        _ kind: GroupVersionKind, _ options: ListOptions = ListOptions(),
        _ handle: (FollowEvent) async -> StreamStep
    ) async throws(KubernetesError) {
        var run = FollowRun(client: self, kind: kind, options: options)
        var action = FollowMachine.Action.list
        while true {
            if Task.isCancelled { throw KubernetesError.cancelled }
            switch action {
            case .list: action = try await run.list(handle)
            case .watch(let version): action = try await run.watch(from: version, handle)
            case .pause(let pause):
                do { try await core.time.sleep(pause) } catch { throw KubernetesError.cancelled }
                action = run.machine.next
            case .fail: throw run.failure ?? KubernetesError.cancelled
            }
            if run.isStopped { return }
        }
    }
}

/// The shell around ``FollowMachine``.
private struct FollowRun {
    let client: KubernetesClient
    let kind: GroupVersionKind
    let options: ListOptions
    var machine = FollowMachine()
    var failure: KubernetesError?
    var isStopped = false

    mutating func list(_ handle: (FollowEvent) async -> StreamStep) async throws(KubernetesError)
        -> FollowMachine.Action
    {
        let list: ObjectList
        do throws(KubernetesError) { list = try await client.list(kind, options) } catch {
            return await failed(error, machine.listFailed(error.code), handle)
        }
        await report(.listing, handle)
        for object in list.items {
            if isStopped { return .fail }
            await report(.listed(object), handle)
        }
        await report(.synced(resourceVersion: list.resourceVersion), handle)
        return machine.listed(list.resourceVersion)
    }

    mutating func watch(
        from version: String, _ handle: (FollowEvent) async -> StreamStep
    ) async throws(KubernetesError) -> FollowMachine.Action {
        let began = client.core.time.now()
        var seen = machine
        var stopped = false
        var failure: KubernetesError?
        do throws(KubernetesError) {
            try await client.watch(kind, options, from: version) { event in
                seen.saw(event.resourceVersion)
                let step = await handle(FollowEvent(event))
                stopped = step == .stop
                return step
            }
        } catch {
            failure = error
        }
        machine = seen
        isStopped = stopped
        let lasted = client.core.time.now() - began
        guard let failure else {
            return machine.watchEnded(lasted: lasted, hasMoved: machine.version != version)
        }
        return await failed(failure, machine.watchFailed(failure.code, lasted: lasted), handle)
    }

    private mutating func failed(
        _ error: KubernetesError, _ action: FollowMachine.Action, _ handle: (FollowEvent) async -> StreamStep
    ) async -> FollowMachine.Action {
        failure = error
        if action != .fail, !error.isExpired { await report(.interrupted(error.message), handle) }
        return action
    }

    private mutating func report(_ event: FollowEvent, _ handle: (FollowEvent) async -> StreamStep) async {
        guard !isStopped else { return }
        if await handle(event) == .stop { isStopped = true }
    }
}

extension FollowEvent {
    fileprivate init(_ event: WatchEvent) {
        switch event {
        case .added(let object): self = .added(object)
        case .modified(let object): self = .modified(object)
        case .deleted(let object): self = .deleted(object)
        case .bookmark(let version): self = .bookmark(resourceVersion: version)
        }
    }
}
