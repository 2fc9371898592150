extension SemanticVersion: Comparable, Hashable, CustomStringConvertible {
    /// Equal precedence: metadata and original text do not count.
    public static func == (left: SemanticVersion, right: SemanticVersion) -> Bool {
        left.numbers == right.numbers && left.prerelease == right.prerelease
    }

    /// Lower precedence, by section 11 of the specification.
    public static func < (left: SemanticVersion, right: SemanticVersion) -> Bool {
        if left.numbers != right.numbers { return left.numbers < right.numbers }
        if left.prerelease.isEmpty || right.prerelease.isEmpty {
            return !left.prerelease.isEmpty && right.prerelease.isEmpty
        }
        let a = left.prerelease.split(separator: ".")
        let b = right.prerelease.split(separator: ".")
        for (one, other) in zip(a, b) where one != other { return precedes(one, other) }
        return a.count < b.count
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(major)
        hasher.combine(minor)
        hasher.combine(patch)
        hasher.combine(prerelease)
    }

    /// The normal form: `1.2.3-rc.1+build`.
    public var description: String {
        let release = "\(major).\(minor).\(patch)"
        return release + (prerelease.isEmpty ? "" : "-\(prerelease)") + (metadata.isEmpty ? "" : "+\(metadata)")
    }

    private var numbers: (UInt64, UInt64, UInt64) { (major, minor, patch) }

    /// Numbers by value and before words; words by their bytes.
    private static func precedes(_ left: Substring, _ right: Substring) -> Bool {
        switch (isNumber(left), isNumber(right)) {
        case (true, true):
            left.utf8.count != right.utf8.count
                ? left.utf8.count < right.utf8.count : left.utf8.lexicographicallyPrecedes(right.utf8)
        case (true, false): true
        case (false, true): false
        case (false, false): left.utf8.lexicographicallyPrecedes(right.utf8)
        }
    }

    private static func isNumber(_ text: Substring) -> Bool { text.utf8.allSatisfy { $0 &- 0x30 < 10 } }
}
