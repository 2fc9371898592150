internal import Platform
internal import Synchronization

/// Compiled regular expressions; the ones asked for last are kept.
enum RegularExpressions {
    private static let limit = 256
    private static let kept = Mutex<[String: Pattern]>([:])

    static func pattern(_ text: String) throws(CELError) -> Pattern {
        if let known = kept.withLock({ $0[text] }) { return known }
        do throws(PatternError) {
            let pattern = try Pattern(text, isAnchored: false)
            kept.withLock { patterns in
                if patterns.count >= limit { patterns.removeAll(keepingCapacity: true) }
                patterns[text] = pattern
            }
            return pattern
        } catch {
            throw CELError("error parsing regexp: \(error.reason): `\(text)`")
        }
    }
}
