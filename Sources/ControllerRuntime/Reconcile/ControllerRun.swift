internal import KubernetesModel
internal import Logging
internal import Platform

/// What one run means for the queue and the metrics.
struct RunVerdict: Sendable {
    var disposition: Disposition
    var result: ReconcileMetrics.Result = .success
    var isTerminal = false
    /// The object is deleted, and its series with it.
    var isGone = false
    /// The run waits; overrides the disposition.
    var waiting: Waiting?
}

/// One run of one object, from what was read to what the queue does next.
struct ControllerRun<R: Reconciler>: Sendable {
    typealias Resource = R.Resource

    let runner: ControllerRunner<R>
    let resource: Resource
    let context: ReconcileContext<Resource>
    let writer: StatusWriter<Resource>
    private let logger: Logger

    init(
        runner: ControllerRunner<R>, resource: Resource, wait: WaitOutcome?, began: Duration, start: Duration
    ) {
        self.runner = runner
        self.resource = resource
        let environment = runner.environment
        logger = runner.logger(for: resource.key)
        writer = StatusWriter(
            resource, owned: runner.controller.policy.owned, fieldManager: runner.controller.fieldManager,
            cluster: environment.cluster, time: environment.time, absorb: { runner.informer.absorb($0) })
        context = ReconcileContext(
            resource: resource, logger: logger, wait: wait, began: began, writer: writer, events: environment.events,
            time: environment.time)
    }

    func perform() async -> RunVerdict {
        if resource.metadata.isBeingDeleted { return await finalize() }
        do {
            if let finalizer = runner.controller.finalizer {
                // Without it nobody would clean up: an object that went meanwhile gets no run.
                guard try await writer.setFinalizer(finalizer, isPresent: true) else {
                    return RunVerdict(disposition: .forget, isGone: true)
                }
            }
            if runner.controller.reconciler.isSuspended(resource) {
                logger.info("Reconciliation is suspended for this object")
                return await close(.settled)
            }
            try await open()
        } catch {
            return await close(ending(of: error))
        }
        return await close(await attempt())
    }

    private func open() async throws {
        // A wait that goes on is no new piece of work.
        if case .resumed = context.wait { return }
        let now = runner.environment.time.wall().rfc3339()
        let isUrgent = context.update {
            Opening.open(resource, runner.controller.policy.opening, now: now, status: &$0)
        }
        if isUrgent { try await context.patch() }
    }

    private func attempt() async -> RunEnding? {
        do {
            switch try await runner.controller.reconciler.reconcile(resource, in: context) {
            case .success(let reason, let message, let next): return .success(reason, message, next)
            case .waiting(let waiting): return .waiting(waiting)
            case .requeue: return .requeue
            case .settled: return .settled
            }
        } catch {
            return ending(of: error)
        }
    }

    /// The failure an error means; nil when the process is stopping, which settles nothing.
    private func ending(of error: any Error) -> RunEnding? {
        if Task.isCancelled { return nil }
        if let failure = error as? ReconcileFailure { return .failure(failure) }
        let reason = runner.controller.policy.unclassifiedReason
        return .failure(ReconcileFailure(reason, String(describing: error), event: nil, cause: error))
    }

    /// Closes the run in the status, tells the listeners, and says what the queue does.
    private func close(_ ending: RunEnding?) async -> RunVerdict {
        guard let ending else { return RunVerdict(disposition: .forget) }
        let settlement = context.update { status in
            let settlement = Settlement.settle(
                ending, policy: runner.controller.policy, generation: resource.metadata.generation,
                now: runner.environment.time.wall().rfc3339(), status: &status)
            if settlement.handlesRequest, let request = resource.reconcileRequest {
                status.lastHandledReconcileAt = request
            }
            return settlement
        }
        if let event = settlement.event { context.emit(event) }
        do {
            try await context.patch()
        } catch {
            context.flushEvents()
            if let failure = settlement.failure { log(failure) }
            guard !Task.isCancelled else { return RunVerdict(disposition: .forget) }
            logger.error("Reconciler error", metadata: ["error": "\(error)"])
            return RunVerdict(disposition: .retry, result: .error)
        }
        return verdict(settlement, ending)
    }

    private func verdict(_ settlement: Settlement, _ ending: RunEnding) -> RunVerdict {
        if let failure = settlement.failure { log(failure) }
        switch settlement.next {
        case .never:
            return RunVerdict(
                disposition: .forget, result: settlement.failure == nil ? .success : .error,
                isTerminal: settlement.failure != nil)
        case .backoff:
            return RunVerdict(disposition: .retry, result: settlement.failure == nil ? .requeue : .error)
        case .wait:
            guard case .waiting(let waiting) = ending else { return RunVerdict(disposition: .retry) }
            return RunVerdict(disposition: .forget, result: .requeueAfter, waiting: waiting)
        case .requeue(let requeue):
            return RunVerdict(disposition: disposition(of: requeue), result: .requeueAfter)
        }
    }

    private func disposition(of requeue: Requeue) -> Disposition {
        switch requeue {
        case .jittered(let interval) where interval > .zero:
            .after(Jitter.apply(interval, percentage: runner.environment.settings.intervalJitter))
        case .after(let delay) where delay > .zero: .after(delay)
        default: .forget
        }
    }

    private func log(_ failure: ReconcileFailure) {
        logger.error("Reconciler error", metadata: ["error": .string(failure.message)])
        if let cause = failure.cause {
            logger.debug("cause of the failure", metadata: ["cause": .string(String(describing: cause))])
        }
    }
}

extension ControllerRun {
    /// Cleans up after a deleted object, and lets it go.
    private func finalize() async -> RunVerdict {
        guard let finalizer = runner.controller.finalizer, resource.metadata.finalizers.contains(finalizer) else {
            return RunVerdict(disposition: .forget, isGone: true)
        }
        do {
            switch try await runner.controller.reconciler.finalize(resource, in: context) {
            case .waiting(let waiting):
                context.flushEvents()
                return RunVerdict(disposition: .forget, result: .requeueAfter, waiting: waiting)
            case .finished:
                _ = try await writer.setFinalizer(finalizer, isPresent: false)
                context.flushEvents()
                return RunVerdict(disposition: .forget, isGone: true)
            }
        } catch {
            guard let ending = ending(of: error) else { return RunVerdict(disposition: .forget) }
            return await close(ending)
        }
    }
}
