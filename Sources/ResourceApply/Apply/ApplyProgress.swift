internal import KubernetesModel

/// An apply that is under way: what is done, and what is still to do. A value, so that it can wait without a worker.
package struct ApplyProgress: Sendable {
    /// Something the apply waits for.
    struct Pause: Sendable {
        enum Purpose: Sendable { case ready, gone }
        var purpose: Purpose
        var targets: [HealthTarget]
        /// When the wait fails; nil for never.
        var deadline: Duration?
    }

    var stages: [ApplyStage]
    var pause: Pause?
    /// What is done.
    package internal(set) var outcome = ApplyOutcome()

    init(stages: [ApplyStage]) { self.stages = stages }

    /// The objects that are waited for.
    package var awaited: [HealthTarget] { pause?.targets ?? [] }
    /// When the wait fails, on the applier's clock; nil for never.
    package var deadline: Duration? { pause?.deadline }
}

/// What an apply did.
package struct ApplyOutcome: Sendable {
    /// What became of each object, stage by stage and sorted inside a stage.
    package internal(set) var entries: [ChangeSetEntry] = []
    /// What is known of the objects that were applied or compared, by the object as wanted.
    package internal(set) var settled: [ObjectIdentity: SettledObject] = [:]
    /// Why it stopped; nil when everything is applied.
    package internal(set) var failure: ApplyFailure?
    /// The entries of the stage that failed, which are applied although the stage is not complete.
    package internal(set) var partial: [ChangeSetEntry] = []

    package init() {}

    /// Whether an object was created or changed.
    package var hasChanges: Bool { entries.contains(where: \.isChange) }
}

/// Where an apply stands.
package enum ApplyStep: Sendable {
    /// It is over, well or not.
    case finished(ApplyOutcome)
    /// It goes on when the awaited objects are ready or gone: hand it to ``Applier/advance(_:)`` again.
    case waiting(ApplyProgress)
}
