internal import Platform

/// A duration in a spec, as Go writes it (`1h30m`, `60s`). Keeps its text, so that writing it back changes nothing.
public struct APIDuration: Sendable, Hashable, Codable {
    /// As written.
    public let text: String
    /// Its length.
    public let duration: Duration

    /// The duration in Go's notation.
    public init(_ duration: Duration) {
        text = GoDuration.format(duration)
        self.duration = duration
    }

    /// Reads Go's notation; nil when `text` is no duration.
    public init?(_ text: String) {
        guard let duration = GoDuration.parse(text) else { return nil }
        self.text = text
        self.duration = duration
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let value = APIDuration(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "is no duration; write it like 1h30m or 60s")
        }
        self = value
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
