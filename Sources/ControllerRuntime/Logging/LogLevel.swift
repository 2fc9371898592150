public import Logging

/// How much a controller logs, in the words of `--log-level`.
public enum LogLevel: String, Sendable, CaseIterable {
    case trace, debug, info, error

    /// The level a swift-log line counts as: controllers know four.
    init(_ level: Logger.Level) {
        switch level {
        case .trace: self = .trace
        case .debug: self = .debug
        case .info, .notice, .warning: self = .info
        case .error, .critical: self = .error
        }
    }

    /// The least severe swift-log level that is still written.
    public var threshold: Logger.Level {
        switch self {
        case .trace: .trace
        case .debug: .debug
        case .info: .info
        case .error: .error
        }
    }
}

/// How lines are written, in the words of `--log-encoding`.
public enum LogEncoding: String, Sendable, CaseIterable {
    case json, console
}
