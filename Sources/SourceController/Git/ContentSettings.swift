internal import ToolkitAPI

/// What decides about the content of an artifact besides the revision.
struct ContentSettings: Sendable, Equatable {
    /// Unset and empty differ.
    var ignore: String?
    var recursesSubmodules: Bool
    var sparseCheckout: [String]
    var include: [GitRepository.Include]
    /// Revision and digest of each included artifact.
    var included: [String]

    /// What the spec asks for, with the included artifacts as they are now.
    init(_ spec: GitRepository.Spec, included artifacts: [Artifact]) {
        ignore = spec.ignore
        recursesSubmodules = spec.recurseSubmodules ?? false
        sparseCheckout = spec.sparseCheckout ?? []
        include = spec.include ?? []
        included = Self.identities(artifacts)
    }

    /// What the published artifact was made with.
    init(_ status: GitRepository.Status) {
        ignore = status.observedIgnore
        recursesSubmodules = status.observedRecurseSubmodules ?? false
        sparseCheckout = status.observedSparseCheckout ?? []
        include = status.observedInclude ?? []
        included = Self.identities(status.includedArtifacts ?? [])
    }

    private static func identities(_ artifacts: [Artifact]) -> [String] {
        artifacts.map { "\($0.revision) \($0.digest)" }
    }
}

extension GitRepository.Status {
    /// Notes what the artifact was made with.
    mutating func observe(_ spec: GitRepository.Spec, included artifacts: [Artifact]) {
        observedIgnore = spec.ignore
        observedRecurseSubmodules = spec.recurseSubmodules == true ? true : nil
        observedSparseCheckout = spec.sparseCheckout.flatMap { $0.isEmpty ? nil : $0 }
        observedInclude = spec.include.flatMap { $0.isEmpty ? nil : $0 }
        includedArtifacts = artifacts.isEmpty ? nil : artifacts
    }
}
