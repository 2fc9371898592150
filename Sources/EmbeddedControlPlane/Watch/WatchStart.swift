internal import KubernetesModel

/// Decides where a watch begins.
struct WatchStart: Sendable {
    let store: ObjectStore
    let target: Target
    let options: ListOptions

    /// - Throws: 400 for a version that is none. A version whose history is gone shows as the first event.
    func start() throws(APIError) -> WatchStream.Start {
        let version = try options.version()
        let wantsState = options.sendsInitialEvents ?? (version == 0)
        if !wantsState, version == 0 {
            return WatchStream.Start(initial: [], revision: store.revision, marksEnd: false)
        }
        guard wantsState else { return WatchStream.Start(initial: [], revision: version, marksEnd: false) }
        let snapshot = store.snapshot(target.resource)
        guard version <= snapshot.revision else { throw ListRequest.tooLarge(version, snapshot.revision) }
        let objects = snapshot.objects(in: target.namespace).filter {
            options.matches($0) && (target.name.isEmpty || $0.key.name == target.name)
        }
        return WatchStream.Start(
            initial: Array(objects), revision: snapshot.revision,
            marksEnd: options.sendsInitialEvents == true && options.allowsBookmarks)
    }
}
