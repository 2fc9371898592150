import ControllerRuntimeTesting
import Logging

/// Keeps every log line with its metadata as text.
struct CapturedLog: Sendable {
    let lines = SharedLock<[String]>([])

    var logger: Logger {
        let lines = lines
        var logger = Logger(label: "test") { _ in Handler(lines: lines) }
        logger.logLevel = .trace
        return logger
    }

    private struct Handler: LogHandler {
        let lines: SharedLock<[String]>
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let line = "\(event.message) \(metadata) \(event.metadata ?? [:]) \(event.error.map { "\($0)" } ?? "")"
            lines.withLock { $0.append(line) }
        }
    }
}
