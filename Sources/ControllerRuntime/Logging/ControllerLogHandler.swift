internal import Glibc
public import Logging
internal import Platform
internal import Synchronization

/// Writes log lines to standard error, one a line, thinned out when they flood.
///
/// Any swift-log logger of the process comes through here; its label, unless empty, is the line's `logger`.
public struct ControllerLogHandler: LogHandler {
    public var logLevel: Logger.Level
    public var metadata: Logger.Metadata = [:]
    public var metadataProvider: Logger.MetadataProvider?
    private let label: String
    private let sink: LogSink

    init(label: String, sink: LogSink) {
        self.label = label
        self.sink = sink
        logLevel = sink.level.threshold
    }

    /// Makes this the handler of every logger of the process. Call it once, before the first logger is made.
    public static func install(_ level: LogLevel, _ encoding: LogEncoding) {
        let sink = LogSink(level: level, encoding: encoding)
        LoggingSystem.bootstrap { ControllerLogHandler(label: $0, sink: sink) }
    }

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    public func log(event: LogEvent) {
        var fields = metadata
        if let provided = metadataProvider?.get() { fields.merge(provided) { $1 } }
        if let own = event.metadata { fields.merge(own) { $1 } }
        sink.write(
            LogLine(
                level: LogLevel(event.level), time: .now(), logger: label, message: event.message.description,
                metadata: fields, error: event.error.map { String(describing: $0) }))
    }
}

/// Where log lines go.
final class LogSink: Sendable {
    let level: LogLevel
    private let encoding: LogEncoding
    private let sampler = Mutex(LogSampler())
    private let output: @Sendable ([UInt8]) -> Void

    init(
        level: LogLevel, encoding: LogEncoding, output: @escaping @Sendable ([UInt8]) -> Void = LogSink.standardError
    ) {
        self.level = level
        self.encoding = encoding
        self.output = output
    }

    func write(_ line: LogLine) {
        if level != .trace {
            let isAdmitted = sampler.withLock { $0.admits(line.message, line.level, second: line.time.seconds) }
            guard isAdmitted else { return }
        }
        output(line.encoded(encoding))
    }

    /// One `write` a line, so that lines of several threads never mix. Nobody is told when nobody can read them.
    private static let standardError: @Sendable ([UInt8]) -> Void = { line in
        var rest = line[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { return }
            rest = rest.dropFirst(written)
        }
    }
}
