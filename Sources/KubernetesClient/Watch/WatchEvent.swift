public import KubernetesModel

/// One event of a watch.
public enum WatchEvent: Sendable, Hashable {
    case added(KubernetesObject)
    case modified(KubernetesObject)
    /// The object's last state.
    case deleted(KubernetesObject)
    /// Nothing changed up to this resource version.
    case bookmark(resourceVersion: String)
}

/// What ``KubernetesClient/follow(_:_:_:)`` reports.
public enum FollowEvent: Sendable, Hashable {
    /// A full list begins, at first and whenever the watch fell too far behind. What does not come before ``synced`` is gone.
    case listing
    /// An object of the list.
    case listed(KubernetesObject)
    /// The list is complete; changes follow.
    case synced(resourceVersion: String)
    case added(KubernetesObject)
    case modified(KubernetesObject)
    case deleted(KubernetesObject)
    /// Nothing changed up to this version.
    case bookmark(resourceVersion: String)
    /// The list or the watch failed and is tried again after a pause. The message says why.
    case interrupted(String)
}

/// Whether a stream goes on.
public enum StreamStep: Sendable, Hashable {
    case proceed, stop
}
