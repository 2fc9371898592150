internal import DocumentModel
internal import HTTPTransport
internal import KubernetesModel
internal import Logging
internal import Platform

/// Posts events as JSON to `--events-addr`.
struct EventSink: Sendable {
    /// The longest message a receiver takes.
    static let messageLimit = 39_000
    static let timeout = Duration.seconds(5)
    /// Waits between the five attempts.
    static let delays: [Duration] = [.seconds(1), .seconds(2), .seconds(4), .seconds(8)]

    let url: String
    let component: String
    let instance: String
    let send: @Sendable (HTTPRequest) async throws -> Int
    let time: TimeSource
    let logger: Logger

    /// Posts one event. Tries again when the connection fails or the receiver is broken; any other answer, 429 for a
    /// duplicate included, counts as delivered.
    func post(_ record: EventRecord) async {
        guard !record.subject.kind.kind.isEmpty, !record.subject.key.name.isEmpty, !record.subject.key.namespace.isEmpty
        else {
            logger.error(
                "unable to record event: its object has no kind, name or namespace", metadata: record.logFields)
            return
        }
        let request = request(record)
        for attempt in 0...Self.delays.count {
            let problem: String
            do {
                let status = try await send(request)
                guard status >= 500, status != 501 else { return }
                problem = "\(url) answered with status \(status)"
            } catch is CancellationError {
                return
            } catch {
                problem = String(describing: error)
            }
            guard attempt < Self.delays.count else {
                logger.error(
                    "unable to record event", metadata: record.logFields.merging(["error": "\(problem)"]) { $1 })
                return
            }
            guard (try? await time.sleep(time.now() + Self.delays[attempt])) != nil else { return }
        }
    }

    private func request(_ record: EventRecord) -> HTTPRequest {
        var request = HTTPRequest(
            method: "POST", url: url, headers: ["Content-Type": "application/json"],
            body: .bytes(JSON.write(body(record))))
        request.totalTimeout = Self.timeout
        request.connectTimeout = Self.timeout
        request.responseLimit = 64 << 10
        return request
    }

    /// The event as receivers read it.
    func body(_ record: EventRecord) -> Value {
        var body: Object = [
            "involvedObject": .object(record.subject.reference), "severity": .string(record.severity.rawValue),
            "timestamp": .string(record.time.rfc3339()),
            "message": .string(record.message.cut(toBytes: Self.messageLimit)),
            "reason": .string(record.reason),
        ]
        if !record.metadata.isEmpty {
            body["metadata"] = .object(
                Object(record.metadata.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))
        }
        body["reportingController"] = .string(component)
        body["reportingInstance"] = .string(instance)
        return .object(body)
    }
}
