internal import Artifacts
internal import KubernetesModel
internal import ToolkitAPI

/// The status of a source, as far as every kind of source has it.
protocol SourceStatus: ReconciledStatus {
    /// What is served now.
    var artifact: Artifact? { get set }
}

/// A kind whose objects are fetched from somewhere and published as artifacts.
protocol SourceResource: CustomResource where Spec: SpecWithUnbuiltFields, Status: SourceStatus {
    /// How often it is looked at; zero means never again.
    var interval: Duration { get }
    /// Whether its runs pause.
    var isSuspended: Bool { get }
    /// Conditions whose end is worth an event.
    static var failureConditions: [ConditionType] { get }
}

extension SourceResource {
    /// Whose artifacts the storage keeps.
    var owner: ArtifactOwner {
        ArtifactOwner(
            kind: Self.groupVersionKind.kind, namespace: metadata.namespace, name: metadata.name)
    }
}

extension GitRepository.Status: SourceStatus {}

extension GitRepository: SourceResource {
    var interval: Duration { spec.interval.duration }
    var isSuspended: Bool { spec.isSuspended }
    static let failureConditions: [ConditionType] = [.fetchFailed, .includeUnavailable, .storageOperationFailed]
}
