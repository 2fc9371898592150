public import KubernetesModel

/// How one condition follows from others.
///
/// The conditions that exist form groups by status and polarity. The first group that is not empty decides: true and
/// negative, false and positive, true and positive, false and negative, unknown. Reason and message come from its first
/// member in the declared order.
public struct ConditionSummary: Sendable, Hashable {
    /// The types that count, the weightiest first.
    public var types: [ConditionType]
    /// Those of them whose truth is bad.
    public var negative: Set<ConditionType>
    /// Types that make the summary False whenever they are, before anything else.
    public var promoted: [ConditionType]

    public init(of types: [ConditionType], negative: Set<ConditionType>, promoted: [ConditionType] = []) {
        self.types = types
        self.negative = negative
        self.promoted = promoted
    }
}
