public import DocumentModel

/// What a Flux Kustomization adds to the kustomization file in its path. Empty or nil fields change nothing.
public struct KustomizationOverlay: Sendable {
    /// Replaces `namespace`.
    public var targetNamespace: String?
    /// Replaces `namePrefix`.
    public var namePrefix: String?
    /// Replaces `nameSuffix`.
    public var nameSuffix: String?
    /// Appended to `patches`; each as in a kustomization file (`patch`, `target`).
    public var patches: [Value]
    /// Appended to `components`; local and relative paths only.
    public var components: [String]
    /// Whether components whose folder does not exist are left out.
    public var ignoresMissingComponents: Bool
    /// Merged into `images` by name; each as in a kustomization file (`name`, `newName`, `newTag`, `digest`).
    public var images: [Value]
    /// Replaces `buildMetadata`.
    public var buildMetadata: [String]

    public init(
        targetNamespace: String? = nil, namePrefix: String? = nil, nameSuffix: String? = nil, patches: [Value] = [],
        components: [String] = [], ignoresMissingComponents: Bool = false, images: [Value] = [],
        buildMetadata: [String] = []
    ) {
        self.targetNamespace = targetNamespace
        self.namePrefix = namePrefix
        self.nameSuffix = nameSuffix
        self.patches = patches
        self.components = components
        self.ignoresMissingComponents = ignoresMissingComponents
        self.images = images
        self.buildMetadata = buildMetadata
    }
}

/// A tree that is ready for a controller's build.
public struct PreparedTree: Sendable {
    /// The tree with its kustomization file written.
    public var tree: OverlayTree
    /// The paths that generating and merging looked at, besides those the build itself will report.
    public var filesRead: [FileRead]
}
