internal import DocumentModel
internal import KubernetesModel
internal import Platform

/// Removes events an hour after they were last seen.
struct EventExpiry: ClusterController {
    let cluster: Cluster

    private static let lifetime = Duration.seconds(3_600)
    private static let events = ResourceKey(group: "", plural: "events")

    func run() async {
        while !Task.isCancelled {
            do { try await Task.sleep(for: .seconds(120)) } catch { return }
            let now = Timestamp.now()
            for stored in cluster.store.snapshot(Self.events).objects where Self.age(stored, now) > Self.lifetime {
                await cluster.attempt("remove an old event") { () throws(APIError) in
                    try await cluster.delete(Self.events, stored.key, uid: stored.uid)
                }
            }
        }
    }

    private static func age(_ stored: StoredObject, _ now: Timestamp) -> Duration {
        let event = stored.value
        let times = [
            event["lastTimestamp"], event["deprecatedLastTimestamp"], event.at("series", "lastObservedTime"),
            event["eventTime"], event.at("metadata", "creationTimestamp"),
        ]
        let latest = times.compactMap { $0?.string.flatMap { Timestamp(rfc3339: $0) } }.max() ?? now
        return now.duration(since: latest)
    }
}
