/// A condition on versions as Masterminds/semver v3 reads it: `>=1.0.0 <2`, `1.x`, `~1.2`, `^1.2 || 3.0 - 3.4`.
///
/// A pre-release matches only where the range itself names one.
public struct VersionConstraint: Sendable {
    /// Reads a constraint.
    ///
    /// - Throws: ``VersionError``.
    public init(_ text: String) throws(VersionError) { fatalError("not built") }

    /// Whether `version` satisfies the constraint.
    public func matches(_ version: SemanticVersion) -> Bool { fatalError("not built") }

    /// The highest of `versions` that matches; of equal ones the first.
    public func highest(of versions: some Sequence<SemanticVersion>) -> SemanticVersion? { fatalError("not built") }
}
