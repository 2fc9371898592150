internal import KubernetesModel

/// What one kind of source adds to the frame all of them share: how to get at the content, and how it becomes an artifact.
protocol SourceEngine: Sendable {
    associatedtype Resource: SourceResource

    /// Brings the artifact of a source up to date. The storage step went before, notice and closing follow.
    ///
    /// - Returns: what was published, or found unchanged.
    /// - Throws: ``ReconcileFailure`` for what the user must hear of, with its condition already set on the run.
    func publish(_ run: SourceRun<Resource>) async throws -> Publication
}

/// How the work on a source ended that did not fail.
enum Publication: Sendable, Equatable {
    /// The artifact is as the source is now. `news` is the event's message if the artifact is new.
    case current(news: String)
    /// The source waits for others of its kind; the condition that says so is set on the run.
    case waiting(for: [ObjectKey], ConditionReason, String)
}
