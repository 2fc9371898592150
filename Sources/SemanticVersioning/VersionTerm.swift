/// One comparison of a constraint, such as `>=1.2` or `~1`.
struct VersionTerm: Sendable {
    /// The comparisons; no operator at all is ``equal``.
    enum Comparison: Sendable {
        case equal, notEqual, greater, less, atLeast, atMost, tilde, caret
    }

    var comparison: Comparison
    /// The version named; what was left out or written as `x` is 0.
    var version: SemanticVersion
    /// How many numbers were given before the first wildcard: 0 for `*`, 3 for a whole version.
    var precision: Int

    func matches(_ candidate: SemanticVersion, acceptsPrereleases: Bool) -> Bool {
        if !candidate.prerelease.isEmpty, !acceptsPrereleases {
            return false
        }
        switch comparison {
        case .equal: return precision < 3 ? isWithin(candidate) : candidate == version
        case .notEqual: return precision == 1 || precision == 2 ? !isWithin(candidate) : candidate != version
        case .greater: return isGreater(candidate)
        case .less: return candidate < version
        case .atLeast: return candidate >= version
        case .atMost: return candidate <= version || (1...2).contains(precision) && isWithin(candidate)
        case .tilde: return precision == 0 || isZero || candidate >= version && sharesTilde(candidate)
        case .caret: return precision == 0 || candidate >= version && sharesCaret(candidate)
        }
    }

    /// Whether all numbers given agree: `1.2` with every `1.2.x`.
    private func isWithin(_ candidate: SemanticVersion) -> Bool {
        guard candidate >= version || candidate.prerelease.isEmpty else { return false }
        return (precision < 1 || candidate.major == version.major)
            && (precision < 2 || candidate.minor == version.minor)
    }

    /// `>1.2` excludes all of `1.2.x`.
    private func isGreater(_ candidate: SemanticVersion) -> Bool {
        guard precision == 1 || precision == 2 else { return candidate > version }
        return candidate > version && !isWithin(candidate)
    }

    /// `~0.0.0` means every release, by the rules of Masterminds/semver.
    private var isZero: Bool {
        precision == 3 && version == SemanticVersion(major: 0, minor: 0, patch: 0)
    }

    private func sharesTilde(_ candidate: SemanticVersion) -> Bool {
        candidate.major == version.major && (precision < 2 || candidate.minor == version.minor)
    }

    /// The leftmost number that is not 0 must stay.
    private func sharesCaret(_ candidate: SemanticVersion) -> Bool {
        if version.major > 0 || precision < 2 { return candidate.major == version.major }
        guard candidate.major == 0 else { return false }
        if version.minor > 0 || precision < 3 { return candidate.minor == version.minor }
        return candidate.minor == 0 && candidate.patch == version.patch
    }
}
