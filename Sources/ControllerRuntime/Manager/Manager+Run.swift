internal import KubernetesModel
internal import Logging
internal import Platform
internal import Synchronization

extension Manager {
    /// How long caches may take to be there.
    static let syncLimit = Duration.seconds(120)

    /// Starts everything in order, runs until `stop` is raised or something fails, and ends everything in order.
    ///
    /// Start: servers, caches, services, election, controllers. Stop: services, controllers (each finishes the run it is
    /// in), caches, events that are still to be sent, servers, and last the lease.
    ///
    /// - Parameter abandon: told when the time to end is over; what ignores cancellation must not keep the process alive.
    /// - Throws: what failed; ``GraceExceeded`` when the stop took too long.
    package func run(
        until stop: RunSwitch, abandon: @escaping @Sendable (any Error) -> Void = { _ in }
    ) async throws {
        let failure = FirstError()
        let leading = StopSignal()
        let stages = Stages(self, leading: leading)
        await withDiscardingTaskGroup { group in
            for stage in stages.all {
                group.addTask {
                    do { try await stage.run() } catch {
                        failure.keep(error)
                        stop.signal.raise()
                    }
                }
            }
            let finish = StopSignal()
            group.addTask {
                do { try await self.start(stages, leading, until: stop.signal) } catch {
                    failure.keep(error)
                    stop.signal.raise()
                }
                await stop.signal.wait()
                if !failure.isImmediate { await stages.end() }
                finish.raise()
            }
            await self.guardGrace(stop.signal, finish, failure)
            if !finish.isRaised, let error = failure.error { abandon(error) }
            group.cancelAll()
        }
        if let error = failure.error { throw error }
    }

    /// Returns when everything has ended, when the time for that is over, or when nothing may go on.
    private func guardGrace(_ stop: StopSignal, _ finish: StopSignal, _ failure: FirstError) async {
        await stop.wait()
        if failure.isImmediate { return }
        let limit = settings.gracePeriod
        await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                await finish.wait()
                return true
            }
            group.addTask {
                try? await Task.sleep(for: limit)
                return false
            }
            if await group.next() == false, !finish.isRaised { failure.keep(GraceExceeded(limit: limit)) }
            group.cancelAll()
        }
    }

    private func start(_ stages: Stages, _ leading: StopSignal, until stop: StopSignal) async throws {
        try await running(until: stop) {
            let syncs = self.registrations.withLock { state in
                state.hasStarted = true
                defer { state.syncs = [] }
                return state.syncs
            }
            for sync in syncs { try await sync(Self.syncLimit) }
        }
        guard !stop.isRaised else { return }
        stages.synced.raise()
        if settings.election == nil { leading.raise() }
    }
}

/// A switch that ends a manager's run.
package struct RunSwitch: Sendable {
    let signal = StopSignal()
    package init() {}
    package func raise() { signal.raise() }
}

/// Everything could not be ended in time.
struct GraceExceeded: Error, CustomStringConvertible {
    let limit: Duration
    var description: String {
        "failed waiting for all runnables to end within grace period of \(GoDuration.format(limit)): context deadline exceeded"
    }
}

/// The first of several errors.
final class FirstError: Sendable {
    private let kept = Mutex<(any Error)?>(nil)

    var error: (any Error)? { kept.withLock { $0 } }
    /// Whether nothing may go on, not even what runs.
    var isImmediate: Bool { error is LeadershipLost }

    func keep(_ error: any Error) { kept.withLock { if $0 == nil { $0 = error } } }
}
