extension Kustomization {
    /// Names a source, which may live in another namespace.
    public struct SourceReference: Codable, Sendable, Hashable, CustomStringConvertible {
        /// The kinds that publish artifacts.
        public enum Kind: String, Codable, Sendable, Hashable, CaseIterable {
            case OCIRepository, GitRepository, Bucket, ExternalArtifact
        }

        /// Accepted, never read.
        public var apiVersion: String?
        public var kind: Kind
        public var name: String
        /// The namespace; nil for the Kustomization's own.
        public var namespace: String?

        public init(apiVersion: String? = nil, kind: Kind, name: String, namespace: String? = nil) {
            self.apiVersion = apiVersion
            self.kind = kind
            self.name = name
            self.namespace = namespace
        }

        /// `Kind/name` or `Kind/namespace/name`.
        public var description: String {
            if let namespace, !namespace.isEmpty {
                "\(kind.rawValue)/\(namespace)/\(name)"
            } else {
                "\(kind.rawValue)/\(name)"
            }
        }
    }

    /// What happens to the applied objects when the Kustomization is deleted.
    public enum DeletionPolicy: String, Codable, Sendable, Hashable, CaseIterable {
        /// As `prune` says.
        case MirrorPrune
        /// They are deleted.
        case Delete
        /// They are deleted, and the finalizer waits until they are gone.
        case WaitForTermination
        /// They stay.
        case Orphan
    }

    /// What kustomize notes on the objects.
    public enum BuildMetadata: String, Codable, Sendable, Hashable, CaseIterable {
        case originAnnotations, transformerAnnotations
    }

    /// Labels and annotations for everything built; they win over what the objects have.
    public struct CommonMetadata: Codable, Sendable, Hashable {
        public var annotations: [String: String]?
        public var labels: [String: String]?

        public init(annotations: [String: String]? = nil, labels: [String: String]? = nil) {
            self.annotations = annotations
            self.labels = labels
        }
    }

    /// Which objects a rule is about. All that is set must hold; names are anchored regular expressions.
    public struct Selector: Codable, Sendable, Hashable {
        public var group: String?
        public var version: String?
        public var kind: String?
        public var namespace: String?
        public var name: String?
        /// In the syntax of Kubernetes label selectors.
        public var annotationSelector: String?
        /// In the syntax of Kubernetes label selectors.
        public var labelSelector: String?

        public init() {}
    }

    /// An inline strategic-merge or JSON patch.
    public struct Patch: Codable, Sendable, Hashable {
        /// The patch in YAML or JSON.
        public var patch: String
        /// What it applies to; a JSON patch needs one.
        public var target: Selector?

        public init(patch: String, target: Selector? = nil) {
            self.patch = patch
            self.target = target
        }
    }

    /// An image replacement.
    public struct Image: Codable, Sendable, Hashable {
        /// The image without tag, as the manifests have it.
        public var name: String
        public var newName: String?
        public var newTag: String?
        /// Wins over `newTag`.
        public var digest: String?

        public init(name: String, newName: String? = nil, newTag: String? = nil, digest: String? = nil) {
            self.name = name
            self.newName = newName
            self.newTag = newTag
            self.digest = digest
        }
    }
}
