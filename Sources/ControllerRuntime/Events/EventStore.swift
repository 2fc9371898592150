internal import KubernetesModel
internal import Logging
internal import Synchronization

/// The correlator behind a lock: lanes share it.
final class EventCorrelation: Sendable {
    private let correlator = Mutex(EventCorrelator())
    func decide(_ record: EventRecord) -> EventCorrelator.Decision { correlator.withLock { $0.decide(record) } }
}

/// Writes core/v1 Events.
struct EventStore: Sendable {
    let component: String
    let cluster: any ClusterAPI
    let logger: Logger

    /// Creates the event, or counts up the one that is there. A failure is logged and nothing more: events are news, not
    /// state.
    func write(_ record: EventRecord, _ correlation: EventCorrelation) async {
        do throws(ClusterError) {
            switch correlation.decide(record) {
            case .drop: return
            case .create(let event): _ = try await cluster.create(event.object(component: component))
            case .count(let event): try await count(event)
            }
        } catch {
            if error.code == .cancelled { return }
            logger.error(
                "unable to store event", metadata: record.logFields.merging(["error": "\(error.message)"]) { $1 })
        }
    }

    private func count(_ event: StoredEvent) async throws(ClusterError) {
        do throws(ClusterError) {
            _ = try await cluster.mergePatch(
                StoredEvent.kind, .init(namespace: event.namespace, name: event.name), subresource: nil,
                event.countPatch, fieldManager: nil)
        } catch {
            // The API server forgets events after an hour.
            guard error.code == .notFound else { throw error }
            _ = try await cluster.create(event.object(component: component))
        }
    }
}
