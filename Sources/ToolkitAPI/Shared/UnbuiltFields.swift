/// A spec field this build does not implement yet.
///
/// A controller refuses an object that uses one, `Stalled` and naming the field, instead of silently ignoring it.
public struct UnbuiltField<Spec: Sendable>: Sendable {
    /// The path below `spec`, such as `dependsOn[].readyExpr`.
    public let path: String
    /// Whether a spec uses the field.
    public let isUsed: @Sendable (Spec) -> Bool

    public init(_ path: String, _ isUsed: @escaping @Sendable (Spec) -> Bool) {
        self.path = path
        self.isUsed = isUsed
    }
}

/// A spec that knows which of its fields are not built yet.
public protocol SpecWithUnbuiltFields: Sendable {
    /// The table; whoever builds a field takes its row out.
    static var unbuilt: [UnbuiltField<Self>] { get }
}

extension SpecWithUnbuiltFields {
    /// The paths of the fields this spec uses although they are not built; empty when it can be reconciled.
    public var unbuiltFields: [String] { Self.unbuilt.filter { $0.isUsed(self) }.map(\.path) }
}
