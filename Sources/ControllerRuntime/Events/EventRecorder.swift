internal import KubernetesModel
internal import Logging
internal import Platform

/// Sends events to the Kubernetes API and, where there is one, to the event sink, beside the reconciliations.
final class EventRecorder: Sendable {
    private let logger: Logger
    private let time: TimeSource
    private let stored: EventDelivery
    private let posted: EventDelivery?

    /// - Parameter sink: nil without `--events-addr`.
    init(component: String, cluster: any ClusterAPI, sink: EventSink?, logger: Logger, time: TimeSource) {
        self.logger = logger
        self.time = time
        let dropped: @Sendable (EventRecord) -> Void = { record in
            logger.error("event dropped: too many are waiting to be sent", metadata: record.logFields)
        }
        let store = EventStore(component: component, cluster: cluster, logger: logger)
        stored = EventDelivery(
            lanes: 2, limit: 1000,
            deliver: { [correlation = EventCorrelation()] in await store.write($0, correlation) },
            dropped: dropped)
        posted = sink.map { sink in
            EventDelivery(lanes: 4, limit: 1000, deliver: { await sink.post($0) }, dropped: dropped)
        }
    }

    /// Takes the event over; it is on its way when this returns.
    func record(_ event: ReconcileEvent, about subject: EventSubject, annotations: [String: String]) {
        var metadata = event.metadata
        for (key, value) in annotations where key.hasPrefix(eventMetadataPrefix) { metadata[key] = value }
        let record = EventRecord(
            subject: subject, severity: event.severity, reason: event.reason.rawValue, message: event.message,
            metadata: metadata, time: time.wall())
        if logger.logLevel == .trace {
            logger.trace("\(event.message)", metadata: record.logFields.merging(["reason": "\(event.reason)"]) { $1 })
        }
        stored.send(record)
        if event.severity != .trace { posted?.send(record) }
    }

    /// Delivers until ``close()``, and then what is left.
    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.stored.run() }
            if let posted { group.addTask { await posted.run() } }
        }
    }

    /// Lets ``run()`` return once nothing is left.
    func close() {
        stored.close()
        posted?.close()
    }
}

/// The annotations whose facts go into the metadata of events.
let eventMetadataPrefix = "event.toolkit.fluxcd.io/"

extension EventRecord {
    /// What log lines about it carry.
    var logFields: Logger.Metadata {
        [
            "name": .string(subject.key.name), "namespace": .string(subject.key.namespace),
            "reconciler kind": .string(subject.kind.kind),
        ]
    }
}
