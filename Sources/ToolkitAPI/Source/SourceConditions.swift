public import KubernetesModel

/// The conditions of sources.
extension ConditionType {
    public static let storageOperationFailed = ConditionType("StorageOperationFailed")
    public static let fetchFailed = ConditionType("FetchFailed")
    public static let includeUnavailable = ConditionType("IncludeUnavailable")
    public static let artifactOutdated = ConditionType("ArtifactOutdated")
    public static let artifactInStorage = ConditionType("ArtifactInStorage")
    public static let sourceVerified = ConditionType("SourceVerified")
}

/// The reasons of sources, in conditions, events and errors.
extension ConditionReason {
    public static let directoryCreationFailed = ConditionReason("DirectoryCreationFailed")
    public static let statOperationFailed = ConditionReason("StatOperationFailed")
    public static let archiveOperationFailed = ConditionReason("ArchiveOperationFailed")
    public static let illegalPath = ConditionReason("IllegalPath")
    public static let copyFailure = ConditionReason("CopyFailure")
    public static let authenticationFailed = ConditionReason("AuthenticationFailed")
    public static let urlInvalid = ConditionReason("URLInvalid")
    public static let gitOperationFailed = ConditionReason("GitOperationFailed")
    public static let gitOperationSucceeded = ConditionReason("GitOperationSucceeded")
    public static let emptyGitRepository = ConditionReason("EmptyGitRepository")
    public static let invalidProviderConfiguration = ConditionReason("InvalidProviderConfiguration")
    public static let readOperationFailed = ConditionReason("ReadOperationFailed")
    public static let notFound = ConditionReason("NotFound")
    public static let noArtifact = ConditionReason("NoArtifact")
    public static let newRevision = ConditionReason("NewRevision")
    public static let newArtifact = ConditionReason("NewArtifact")
    public static let includeChange = ConditionReason("IncludeChange")
    public static let patchOperationFailed = ConditionReason("PatchOperationFailed")
    public static let cacheOperationFailed = ConditionReason("CacheOperationFailed")
    public static let symlinkUpdateFailed = ConditionReason("SymlinkUpdateFailed")
    public static let artifactUpToDate = ConditionReason("ArtifactUpToDate")
    public static let sourceIgnoreError = ConditionReason("SourceIgnoreError")
    public static let garbageCollectionFailed = ConditionReason("GarbageCollectionFailed")
    public static let garbageCollectionSucceeded = ConditionReason("GarbageCollectionSucceeded")
    public static let verificationError = ConditionReason("VerificationError")
    public static let invalidVerificationMode = ConditionReason("InvalidVerificationMode")
    public static let verifiedCommit = ConditionReason("VerifiedCommit")
    public static let verifiedTag = ConditionReason("VerifiedTag")
    public static let verifiedTagAndCommit = ConditionReason("VerifiedTagAndCommit")
}
