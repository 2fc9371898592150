internal import ControllerRuntime
internal import KubernetesModel
internal import ToolkitAPI

extension ConditionPolicy {
    /// How runs of a source open and close: Ready sums up what stands in the other conditions.
    ///
    /// - Parameters:
    ///   - fetching: the kind's own condition besides FetchFailed and StorageOperationFailed.
    ///   - isVerified: whether the kind checks signatures.
    static func source(fetching: ConditionType, isVerified: Bool) -> ConditionPolicy {
        let failures: [ConditionType] = [.storageOperationFailed, .fetchFailed, fetching, .artifactOutdated]
        let states: [ConditionType] = isVerified ? [.artifactInStorage, .sourceVerified] : [.artifactInStorage]
        return ConditionPolicy(
            owned: [.ready] + failures + states + [.stalled, .reconciling],
            opening: .announced("reconciliation in progress"),
            ready: .summary(
                ConditionSummary(
                    of: failures + states + [.stalled, .reconciling],
                    negative: Set(failures + [.stalled, .reconciling]),
                    promoted: isVerified ? [.sourceVerified] : [])))
    }
}

extension ConditionReason {
    /// The spec asks for something this program does not do.
    static let unsupportedField = ConditionReason("UnsupportedField")
    static let artifactVerificationFailed = ConditionReason("ArtifactVerificationFailed")
}
