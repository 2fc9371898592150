/// How loud an event is.
public enum EventSeverity: String, Sendable, Hashable {
    /// Stored as Normal, and not forwarded to the event sink.
    case trace
    /// Stored as Normal.
    case info
    /// Stored as Warning.
    case error
}
