extension GitRepository {
    /// What to check out. The first that is set counts: `commit`, `name`, `tag`, `semver`, `branch`.
    public struct Reference: Codable, Sendable, Hashable {
        public var branch: String?
        public var tag: String?
        /// A range; the highest matching tag is taken.
        public var semver: String?
        /// A full reference name such as `refs/heads/main`.
        public var name: String?
        /// A commit; together with `branch` only that branch is fetched.
        public var commit: String?

        public init(
            branch: String? = nil, tag: String? = nil, semver: String? = nil, name: String? = nil,
            commit: String? = nil
        ) {
            self.branch = branch
            self.tag = tag
            self.semver = semver
            self.name = name
            self.commit = commit
        }
    }

    /// Where credentials come from.
    public enum Provider: String, Codable, Sendable, Hashable, CaseIterable {
        case generic, aws, azure, github
    }

    /// Which objects must be signed.
    public enum VerificationMode: String, Codable, Sendable, Hashable, CaseIterable {
        /// The older spelling of ``HEAD``.
        case head
        /// The commit.
        case HEAD
        /// The tag object.
        case Tag
        /// Both.
        case TagAndHEAD
    }

    /// Which signatures must hold, and whose.
    public struct Verification: Codable, Sendable, Hashable {
        /// nil is ``VerificationMode/HEAD``.
        public var mode: VerificationMode?
        /// The Secret with the trusted public keys.
        public var secretRef: LocalObjectReference

        public init(mode: VerificationMode? = nil, secretRef: LocalObjectReference) {
            self.mode = mode
            self.secretRef = secretRef
        }
    }

    /// Another GitRepository whose artifact is copied in.
    public struct Include: Codable, Sendable, Hashable {
        public var repository: LocalObjectReference
        /// The directory in the other artifact; nil is its root.
        public var fromPath: String?
        /// The directory here; nil is the name of the repository.
        public var toPath: String?

        public init(repository: LocalObjectReference, fromPath: String? = nil, toPath: String? = nil) {
            self.repository = repository
            self.fromPath = fromPath
            self.toPath = toPath
        }
    }
}
