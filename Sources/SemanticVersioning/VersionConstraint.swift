/// A condition on versions as Masterminds/semver v3 reads it: `>=1.0.0 <2`, `1.x`, `~1.2`, `^1.2 || 3.0 - 3.4`.
///
/// A pre-release matches only where the range itself names one.
public struct VersionConstraint: Sendable {
    /// The text it was read from.
    public let original: String
    /// Alternatives; within one all terms must hold.
    let alternatives: [[VersionTerm]]

    /// Reads a constraint: terms separated by commas or blanks must all hold, `||` stands between alternatives.
    ///
    /// - Throws: ``VersionError``.
    public init(_ text: String) throws(VersionError) {
        guard text.utf8.count <= 4096 else { throw VersionError("a version range is longer than 4096 characters") }
        original = text
        var alternatives: [[VersionTerm]] = []
        for part in text.split(separator: "|", omittingEmptySubsequences: false).joiningPairs() {
            guard let part else {
                throw VersionError("\"\(text)\" is no version range: alternatives stand between \"||\"")
            }
            var parser = VersionTermParser(part, in: text)
            alternatives.append(try parser.terms())
        }
        self.alternatives = alternatives
    }

    /// Whether `version` satisfies the constraint.
    public func matches(_ version: SemanticVersion) -> Bool {
        alternatives.contains { terms in
            // One term that names a pre-release lets its whole alternative accept them.
            let acceptsPrereleases = terms.contains { !$0.version.prerelease.isEmpty }
            return terms.allSatisfy { $0.matches(version, acceptsPrereleases: acceptsPrereleases) }
        }
    }

    /// The highest of `versions` that matches; of equal ones the first.
    public func highest(of versions: some Sequence<SemanticVersion>) -> SemanticVersion? {
        var best: SemanticVersion?
        for version in versions where matches(version) {
            if let current = best, !(current < version) { continue }
            best = version
        }
        return best
    }
}

extension [Substring] {
    /// The parts between `||`, of a text that was split at every `|`; nil for a part that follows a single `|`.
    fileprivate func joiningPairs() -> [Substring?] {
        var parts: [Substring?] = []
        var index = 0
        while index < count {
            parts.append(self[index])
            guard index + 1 < count else { break }
            guard index + 2 < count, self[index + 1].isEmpty else { return parts + [nil] }
            index += 2
        }
        return parts
    }
}
