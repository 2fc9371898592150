/// The API groups of the toolkit.
public enum APIGroup {
    public static let source = "source.toolkit.fluxcd.io"
    public static let kustomize = "kustomize.toolkit.fluxcd.io"
    public static let helm = "helm.toolkit.fluxcd.io"
    public static let notification = "notification.toolkit.fluxcd.io"
    public static let image = "image.toolkit.fluxcd.io"
    public static let sourceExtensions = "source.extensions.fluxcd.io"

    /// All of them, in the order roles list them.
    public static let all = [source, kustomize, helm, notification, image, sourceExtensions]
}

/// The annotations controllers and clients agree on.
public enum AnnotationName {
    /// An opaque token; a change asks for a run and is copied to `status.lastHandledReconcileAt`.
    public static let reconcileRequest = "reconcile.fluxcd.io/requestedAt"
    /// Forces one release; counts only together with an equal reconcile request.
    public static let forceRequest = "reconcile.fluxcd.io/forceAt"
    /// Clears failure counts; counts only together with an equal reconcile request.
    public static let resetRequest = "reconcile.fluxcd.io/resetAt"
    /// Prefix of annotations that are copied into event metadata.
    public static let eventMetadataPrefix = "event.toolkit.fluxcd.io/"
    /// On applied objects: `disabled` means never apply, never prune.
    public static let reconcile = "kustomize.toolkit.fluxcd.io/reconcile"
    /// On applied objects: `Merge`, `IfNotPresent`, `Ignore` or `Override`.
    public static let serverSideApply = "kustomize.toolkit.fluxcd.io/ssa"
    /// On applied objects: `disabled` means no garbage collection.
    public static let prune = "kustomize.toolkit.fluxcd.io/prune"
    /// On applied objects: `enabled` means recreate when an immutable field changed.
    public static let force = "kustomize.toolkit.fluxcd.io/force"
    /// On built objects: `disabled` means no variable substitution. Also read as a label.
    public static let substitute = "kustomize.toolkit.fluxcd.io/substitute"
    /// On built objects: `disabled` means no decryption.
    public static let decrypt = "kustomize.toolkit.fluxcd.io/decrypt"
    /// The value that switches off.
    public static let disabled = "disabled"
    /// The value that switches on.
    public static let enabled = "enabled"
}

/// The labels controllers and clients agree on.
public enum LabelName {
    /// On ConfigMaps and Secrets: `Enabled` makes their referrers reconcile when they change.
    public static let watch = "reconcile.fluxcd.io/watch"
    /// The conventional shard key.
    public static let shardKey = "sharding.fluxcd.io/key"
    /// On applied objects: the name of the Kustomization that owns them.
    public static let kustomizationName = "kustomize.toolkit.fluxcd.io/name"
    /// On applied objects: the namespace of the Kustomization that owns them.
    public static let kustomizationNamespace = "kustomize.toolkit.fluxcd.io/namespace"
    /// On everything an installation consists of: `flux`.
    public static let partOf = "app.kubernetes.io/part-of"
    /// The controller an object of the installation belongs to.
    public static let component = "app.kubernetes.io/component"
    /// The namespace of the installation.
    public static let instance = "app.kubernetes.io/instance"
    /// The version of the installation.
    public static let version = "app.kubernetes.io/version"
    /// The tool that manages an object.
    public static let managedBy = "app.kubernetes.io/managed-by"
}

/// The finalizers of the toolkit.
public enum FinalizerName {
    /// On every kind that leaves something behind: removed only after the clean-up.
    public static let toolkit = "finalizers.fluxcd.io"
}
