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
        case .notEqual: return isPartial ? isOutside(candidate) : candidate != version
        case .greater: return candidate > version && !(isPartial && isWithin(candidate))
        case .less: return candidate < version
        case .atLeast: return candidate >= version
        case .atMost: return candidate <= version || isAtMostPartially(candidate)
        case .tilde: return candidate >= version && sharesTilde(candidate)
        case .caret: return candidate >= version && sharesCaret(candidate)
        }
    }

    /// Whether some numbers, but not all, were given.
    private var isPartial: Bool { precision == 1 || precision == 2 }

    /// Whether all numbers given agree: `1.2` with every `1.2.x`.
    private func isWithin(_ candidate: SemanticVersion) -> Bool {
        guard candidate >= version || candidate.prerelease.isEmpty else { return false }
        return (precision < 1 || candidate.major == version.major)
            && (precision < 2 || candidate.minor == version.minor)
    }

    /// `!=1.2` excludes all of `1.2.x`; with a pre-release, only what has the same one.
    private func isOutside(_ candidate: SemanticVersion) -> Bool {
        let namesPrerelease = !version.prerelease.isEmpty || !candidate.prerelease.isEmpty
        return !isWithin(candidate) || namesPrerelease && candidate.prerelease != version.prerelease
    }

    /// `<=1.2` includes all of `1.2.x`. `<=*` includes `0.0.x`, by the rules of Masterminds/semver.
    private func isAtMostPartially(_ candidate: SemanticVersion) -> Bool {
        if precision == 0 { return candidate.major == 0 && candidate.minor == 0 }
        return isPartial && isWithin(candidate)
    }

    /// `~*` means everything, and so does `~0.0.0` by the rules of Masterminds/semver.
    private func sharesTilde(_ candidate: SemanticVersion) -> Bool {
        if precision != 1, precision != 2, version.major == 0, version.minor == 0, version.patch == 0 { return true }
        return candidate.major == version.major && (precision < 2 || candidate.minor == version.minor)
    }

    /// The leftmost number that is not 0 must stay; `^*` holds nothing but `0.0.0`.
    private func sharesCaret(_ candidate: SemanticVersion) -> Bool {
        if version.major > 0 || precision == 1 { return candidate.major == version.major }
        guard candidate.major == 0 else { return false }
        if version.minor > 0 || precision == 2 { return candidate.minor == version.minor }
        return candidate.minor == 0 && candidate.patch == version.patch
    }
}
