public import DocumentModel

/// Which objects of a kind.
public struct ListOptions: Sendable, Hashable {
    /// One namespace; nil for all.
    public var namespace: String?
    public var labelSelector = ""
    public var fieldSelector = ""
    /// Objects a page.
    public var pageSize = 500
    /// Whether only metadata is fetched; the objects then have nothing else, under their own kind.
    public var metadataOnly = false
    /// `0` takes whatever the server has cached; nil takes the newest.
    public var resourceVersion: String?

    public init(
        namespace: String? = nil, labelSelector: String = "", fieldSelector: String = "", metadataOnly: Bool = false
    ) {
        self.namespace = namespace
        self.labelSelector = labelSelector
        self.fieldSelector = fieldSelector
        self.metadataOnly = metadataOnly
    }
}

/// How to write.
public struct WriteOptions: Sendable, Hashable {
    /// Who then owns the fields; nil for the client's default.
    public var fieldManager: String?
    /// Whether nothing is stored: the server answers what it would have stored.
    public var dryRun = false
    /// Such as `status` or `scale`; nil for the object itself.
    public var subresource: String?
    /// `Strict`, `Warn` or `Ignore`, for unknown and doubled fields; nil for the server's choice.
    public var fieldValidation: String?

    public init(fieldManager: String? = nil, dryRun: Bool = false, subresource: String? = nil) {
        self.fieldManager = fieldManager
        self.dryRun = dryRun
        self.subresource = subresource
    }
}

/// How to change an object without sending all of it.
public enum ObjectPatch: Sendable, Hashable {
    /// RFC 7386.
    case merge(Value)
    /// RFC 6902: the array of operations.
    case json(Value)
    /// Kubernetes' own, for built-in kinds.
    case strategic(Value)
}

/// How to delete.
public struct DeleteOptions: Sendable, Hashable {
    /// What becomes of dependents.
    public enum Propagation: String, Sendable, Hashable {
        case background = "Background"
        case foreground = "Foreground"
        case orphan = "Orphan"
    }

    /// Nil for the kind's default.
    public var propagation: Propagation?
    public var gracePeriodSeconds: Int64?
    /// Deletes only the object with this UID.
    public var uid: String?
    /// Deletes only this version of the object.
    public var resourceVersion: String?
    public var dryRun: Bool

    public init(
        propagation: Propagation? = .background, uid: String? = nil, resourceVersion: String? = nil,
        dryRun: Bool = false
    ) {
        self.propagation = propagation
        self.uid = uid
        self.resourceVersion = resourceVersion
        self.dryRun = dryRun
    }
}

/// Which part of a container's log.
public struct PodLogOptions: Sendable, Hashable {
    public var container: String?
    public var follow = false
    public var previous = false
    public var timestamps = false
    public var tailLines: Int64?
    public var sinceSeconds: Int64?
    /// RFC 3339.
    public var sinceTime: String?

    public init() {}
}
