internal import DocumentModel
internal import KubernetesModel
internal import Platform

/// One Kubernetes Event, as a listing shows it.
struct EventRow: Sendable {
    let event: KubernetesObject

    var type: String { text("type") }
    var involvedKind: String { text("involvedObject", "kind") }

    /// The cells of LAST SEEN, TYPE, REASON, OBJECT and MESSAGE.
    func cells(now: Timestamp) -> [String] {
        let object = "\(involvedKind)/\(text("involvedObject", "name"))"
        return [lastSeen(now: now), type, text("reason"), object, text("message")]
    }

    /// The time that counts for the order.
    var time: Timestamp {
        let candidates = [text("series", "lastObservedTime"), text("lastTimestamp"), text("eventTime")]
        return candidates.lazy.compactMap { Timestamp(rfc3339: $0) }.first ?? Timestamp(seconds: 0)
    }

    private func lastSeen(now: Timestamp) -> String {
        let eventTime = text("eventTime")
        let first = HumanDuration.since(eventTime.isEmpty ? text("firstTimestamp") : eventTime, now: now)
        if let count = event.value.at("series", "count")?.integer {
            return "\(HumanDuration.since(text("series", "lastObservedTime"), now: now)) (x\(count) over \(first))"
        }
        if let count = event.value.at("count")?.integer, count > 1 {
            return "\(HumanDuration.since(text("lastTimestamp"), now: now)) (x\(count) over \(first))"
        }
        return first
    }

    private func text(_ path: String...) -> String { event.value.at(path)?.string ?? "" }
}
