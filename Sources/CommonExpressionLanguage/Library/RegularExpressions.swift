internal import Platform
internal import Synchronization

/// Compiled regular expressions; the ones asked for last are kept.
enum RegularExpressions {
    /// How many are kept, and how heavy they may be together.
    private static let limits = (count: 256, weight: 200_000)
    private static let kept = Mutex(Kept())

    private struct Kept {
        /// By their bytes: Swift takes texts for equal that differ in how their letters are composed.
        var patterns: [[UInt8]: Pattern] = [:]
        var weight = 0
    }

    static func pattern(_ text: String) throws(CELError) -> Pattern {
        let key = Array(text.utf8)
        if let known = kept.withLock({ $0.patterns[key] }) { return known }
        do throws(PatternError) {
            let pattern = try Pattern(text, isAnchored: false)
            keep(pattern, key)
            return pattern
        } catch {
            throw CELError("error parsing regexp: \(error.reason): `\(text)`")
        }
    }

    private static func keep(_ pattern: Pattern, _ key: [UInt8]) {
        let weight = pattern.weight + key.count
        guard weight <= limits.weight / 8 else { return }
        kept.withLock { kept in
            if kept.patterns.count >= limits.count || kept.weight + weight > limits.weight { kept = Kept() }
            if kept.patterns.updateValue(pattern, forKey: key) == nil { kept.weight += weight }
        }
    }
}
