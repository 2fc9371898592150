internal import KubernetesModel

extension GitRepository.Status {
    private enum CodingKeys: String, CodingKey {
        case conditions, observedGeneration, lastHandledReconcileAt
        case artifact, includedArtifacts, observedIgnore, observedRecurseSubmodules, observedInclude,
            observedSparseCheckout, sourceVerificationMode
    }

    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        conditions = try fields.decodeIfPresent([Condition].self, forKey: .conditions) ?? []
        observedGeneration = try fields.decodeIfPresent(Int64.self, forKey: .observedGeneration)
        lastHandledReconcileAt = try fields.decodeIfPresent(String.self, forKey: .lastHandledReconcileAt)
        artifact = try fields.decodeIfPresent(Artifact.self, forKey: .artifact)
        includedArtifacts = try fields.decodeIfPresent([Artifact].self, forKey: .includedArtifacts)
        observedIgnore = try fields.decodeIfPresent(String.self, forKey: .observedIgnore)
        observedRecurseSubmodules = try fields.decodeIfPresent(Bool.self, forKey: .observedRecurseSubmodules)
        observedInclude = try fields.decodeIfPresent([GitRepository.Include].self, forKey: .observedInclude)
        observedSparseCheckout = try fields.decodeIfPresent([String].self, forKey: .observedSparseCheckout)
        sourceVerificationMode = try fields.decodeIfPresent(
            GitRepository.VerificationMode.self, forKey: .sourceVerificationMode)
    }

    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        if !conditions.isEmpty { try fields.encode(conditions, forKey: .conditions) }
        try fields.encodeIfPresent(observedGeneration, forKey: .observedGeneration)
        try fields.encodeIfPresent(lastHandledReconcileAt, forKey: .lastHandledReconcileAt)
        try fields.encodeIfPresent(artifact, forKey: .artifact)
        try fields.encodeIfPresent(includedArtifacts, forKey: .includedArtifacts)
        try fields.encodeIfPresent(observedIgnore, forKey: .observedIgnore)
        try fields.encodeIfPresent(observedRecurseSubmodules, forKey: .observedRecurseSubmodules)
        try fields.encodeIfPresent(observedInclude, forKey: .observedInclude)
        try fields.encodeIfPresent(observedSparseCheckout, forKey: .observedSparseCheckout)
        try fields.encodeIfPresent(sourceVerificationMode, forKey: .sourceVerificationMode)
    }
}
