package import KubernetesModel
package import Platform
internal import ResourceStatus

/// Applies change sets: in stages, each dry-run as a whole before its first write, and only where something differs.
///
/// Nothing is written that does not differ. An apply that must wait gives its progress back instead of waiting.
package struct Applier: Sendable {
    let api: any ApplyAPI
    let options: ApplyOptions
    let settled: any SettledObjects
    let digest: OwnedDigest
    let now: @Sendable () -> Duration
    let wall: @Sendable () -> Timestamp
    let pause: @Sendable (Duration) async throws -> Void

    /// How long to look again and again before the progress is given back.
    static let patience = Duration.milliseconds(400)
    static let firstPause = Duration.milliseconds(25)

    /// - Parameters:
    ///   - settled: what is known from earlier runs.
    ///   - now: a monotonic clock; deadlines of the progress are on it.
    package init(
        api: any ApplyAPI, options: ApplyOptions, settled: any SettledObjects = NothingSettled(),
        now: @escaping @Sendable () -> Duration = MonotonicTime.now,
        wall: @escaping @Sendable () -> Timestamp = Timestamp.now,
        pause: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.api = api
        self.options = options
        self.settled = settled
        self.now = now
        self.wall = wall
        self.pause = pause
        digest = OwnedDigest(ownership: options.ownership, switches: options.switches)
    }

    /// Applies `objects`, which are normalised.
    package func apply(_ objects: [KubernetesObject]) async -> ApplyStep {
        await advance(ApplyProgress(stages: ApplyStage.split(objects, custom: options.customStage)))
    }

    /// Goes on with an apply.
    package func advance(_ progress: ApplyProgress) async -> ApplyStep {
        var progress = progress
        do throws(ApplyFailure) {
            while true {
                if let waited = progress.pause {
                    guard try await isOver(waited) else { return .waiting(progress) }
                    progress.pause = nil
                }
                guard let stage = progress.stages.first else { return .finished(progress.outcome) }
                try await run(stage, &progress)
            }
        } catch {
            progress.outcome.failure = Self.withChanges(error, progress.outcome.entries)
            return .finished(progress.outcome)
        }
    }

    private static func withChanges(_ failure: ApplyFailure, _ entries: [ChangeSetEntry]) -> ApplyFailure {
        let changes = entries.filter(\.isChange)
        guard !changes.isEmpty, !failure.isCancelled else { return failure }
        var failure = failure
        failure.message += "\n" + changes.changeList
        return failure
    }

    private func run(_ stage: ApplyStage, _ progress: inout ApplyProgress) async throws(ApplyFailure) {
        let plans = try await plan(stage, after: progress.outcome.entries)
        let result = await execute(plans)
        for record in result.records { progress.outcome.settled[record.wanted] = record.settled }
        if let failure = result.failure {
            progress.outcome.partial = result.entries
            throw failure
        }
        progress.outcome.partial = []
        if let doomed = result.awaitsRemoval {
            progress.outcome.partial = result.entries
            progress.pause = ApplyProgress.Pause(purpose: .gone, targets: [doomed], deadline: nil)
            return
        }
        progress.outcome.entries += result.entries
        progress.stages.removeFirst()
        guard stage.name.isAwaited, !result.unready.isEmpty else { return }
        progress.pause = ApplyProgress.Pause(
            purpose: .ready, targets: result.unready, deadline: now() + options.stageLimit)
    }

    /// Whether a pause is over. Looks a few times in short order, since most waits are short.
    private func isOver(_ waited: ApplyProgress.Pause) async throws(ApplyFailure) -> Bool {
        let reader = HealthReader(api: api, wall: wall)
        let start = now()
        var delay = Self.firstPause
        while true {
            let readings = await reader.read(waited.targets)
            switch waited.purpose {
            case .gone:
                if readings.allSatisfy({ $0.reading.status == .notFound }) { return true }
            case .ready:
                let isExpired = waited.deadline.map { now() >= $0 } ?? false
                switch HealthVerdict.decide(readings, failsFast: false, isExpired: isExpired) {
                case .healthy: return true
                case .failed(let message): throw ApplyFailure(message)
                case .pending: break
                }
            }
            guard now() - start < Self.patience else { return false }
            do { try await pause(delay) } catch { throw ApplyFailure("cancelled", isCancelled: true) }
            delay = min(delay * 2, .milliseconds(200))
        }
    }
}
