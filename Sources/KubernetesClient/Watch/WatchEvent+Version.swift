internal import KubernetesModel

extension WatchEvent {
    /// Where a watch goes on from after this event.
    var resourceVersion: String {
        switch self {
        case .added(let object), .modified(let object), .deleted(let object): object.resourceVersion
        case .bookmark(let version): version
        }
    }
}
