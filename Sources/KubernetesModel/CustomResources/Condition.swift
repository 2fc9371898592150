/// The type of a condition: a state the object is in. Types are static members, never literals at the call site.
public struct ConditionType: RawRepresentable, Sendable, Hashable, Codable, CustomStringConvertible {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public init(_ rawValue: String) { self.rawValue = rawValue }
    public var description: String { rawValue }

    /// The summary: whether the object is what its spec asks for.
    public static let ready = ConditionType("Ready")
    /// Present only while true: work is going on.
    public static let reconciling = ConditionType("Reconciling")
    /// Present only while true: only a new spec can help.
    public static let stalled = ConditionType("Stalled")
    /// Whether what was applied is healthy.
    public static let healthy = ConditionType("Healthy")
}

/// The reason of a condition, for machines. Reasons are static members, never literals at the call site.
public struct ConditionReason: RawRepresentable, Sendable, Hashable, Codable, CustomStringConvertible {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public init(_ rawValue: String) { self.rawValue = rawValue }
    public var description: String { rawValue }
}

/// Whether a condition holds.
public enum ConditionStatus: String, Sendable, Hashable, Codable {
    case `true` = "True"
    case `false` = "False"
    case unknown = "Unknown"

    public init(from decoder: any Decoder) throws {
        self = ConditionStatus(rawValue: try decoder.singleValueContainer().decode(String.self)) ?? .unknown
    }
}

/// One condition of a status, as `meta/v1` has it.
public struct Condition: Sendable, Hashable, Codable {
    public var type: ConditionType
    public var status: ConditionStatus
    /// The object's generation when the condition was set.
    public var observedGeneration: Int64?
    /// RFC 3339 in UTC, whole seconds.
    public var lastTransitionTime: String
    public var reason: ConditionReason
    public var message: String

    public init(
        type: ConditionType, status: ConditionStatus, observedGeneration: Int64? = nil, lastTransitionTime: String,
        reason: ConditionReason, message: String
    ) {
        self.type = type
        self.status = status
        self.observedGeneration = observedGeneration
        self.lastTransitionTime = lastTransitionTime
        self.reason = reason
        self.message = message
    }

    private enum CodingKeys: String, CodingKey {
        case lastTransitionTime, message, observedGeneration, reason, status, type
    }

    /// Reads leniently: what a half-written condition lacks is empty.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        type = try fields.decode(ConditionType.self, forKey: .type)
        status = try fields.decodeIfPresent(ConditionStatus.self, forKey: .status) ?? .unknown
        observedGeneration = try fields.decodeIfPresent(Int64.self, forKey: .observedGeneration)
        lastTransitionTime = try fields.decodeIfPresent(String.self, forKey: .lastTransitionTime) ?? ""
        reason = ConditionReason(try fields.decodeIfPresent(String.self, forKey: .reason) ?? "")
        message = try fields.decodeIfPresent(String.self, forKey: .message) ?? ""
    }
}

extension [Condition] {
    /// The condition of that type, if there is one.
    public subscript(type: ConditionType) -> Condition? { first { $0.type == type } }

    /// Whether the condition is there and true.
    public func isTrue(_ type: ConditionType) -> Bool { self[type]?.status == .true }
}
