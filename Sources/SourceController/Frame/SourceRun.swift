internal import Artifacts
internal import ControllerRuntime
internal import KubernetesModel
internal import Logging
internal import ToolkitAPI

/// Whose artifacts are meant.
typealias ArtifactOwner = ArtifactStorage.Owner

/// One run of one source, as the steps see it.
struct SourceRun<Resource: SourceResource>: Sendable {
    let source: Resource
    let context: ReconcileContext<Resource>
    let storage: ArtifactStorage
    /// An empty folder that goes when the run ends.
    let scratch: String

    var key: ObjectKey { source.key }

    /// Tells the cluster at once that the artifact is being built, and why.
    func announceBuild(_ cause: String? = nil) async throws {
        try await context.report(cause.map { "building artifact: \($0)" } ?? "building artifact")
    }

    /// A failure that stands in a condition, too.
    func failure(
        _ type: ConditionType, _ reason: ConditionReason, _ message: String,
        retry: ReconcileFailure.Retry = .backoff, cause: (any Error)? = nil
    ) -> ReconcileFailure {
        context.set(type, .true, reason, message)
        return ReconcileFailure(reason, message, retry: retry, cause: cause)
    }

    /// An event that stays within the cluster, with a line in the log.
    func note(_ reason: ConditionReason, _ message: String) {
        context.logger.info("\(message)")
        context.emit(ReconcileEvent(.trace, reason, message))
    }
}
