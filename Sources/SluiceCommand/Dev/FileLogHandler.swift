internal import DocumentModel
internal import Glibc
internal import Logging
internal import Platform

/// Writes log lines as JSON to a file, in the form of the controllers' logs.
struct FileLogHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .info
    private let name: String
    private let file: LogFile

    init(name: String, file: LogFile) {
        self.name = name
        self.file = file
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var object: Object = [
            "level": .string(Self.word(event.level)), "ts": .string(Timestamp.now().rfc3339(fractionDigits: 3)),
            "logger": .string(name), "msg": .string(event.message.description),
        ]
        if let error = event.error { object["error"] = .string(String(describing: error)) }
        let all = metadata.merging(event.metadata ?? [:], uniquingKeysWith: { $1 })
        for (key, value) in all.sorted(by: { $0.key < $1.key }) { object[key] = .string(value.description) }
        file.append(JSON.write(.object(object)) + [0x0A])
    }

    private static func word(_ level: Logger.Level) -> String {
        switch level {
        case .trace, .debug: "debug"
        case .info, .notice, .warning: "info"
        case .error, .critical: "error"
        }
    }
}

/// An open log file. Each line is written by one call, so that lines of many threads do not mix.
final class LogFile: Sendable {
    private let descriptor: Int32

    init(_ path: String) throws {
        descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw CommandFailure("cannot open \"\(path)\": \(String(cString: strerror(errno)))")
        }
    }

    deinit { close(descriptor) }

    func append(_ bytes: [UInt8]) { _ = write(descriptor, bytes, bytes.count) }
}
