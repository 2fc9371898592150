internal import Synchronization

/// Regular expressions of schemas.
enum PatternMatcher {
    private static let cache = Mutex<[String: Regex<AnyRegexOutput>?]>([:])
    private static let capacity = 1_000

    /// Whether `pattern` is a regular expression.
    static func isValid(_ pattern: String) -> Bool {
        cache.withLock { compiled(pattern, in: &$0) != nil }
    }

    /// Whether `pattern` is found in `text`; an expression that is none is found in nothing.
    static func matches(_ pattern: String, _ text: String) -> Bool {
        cache.withLock { cache in
            guard let regex = compiled(pattern, in: &cache) else { return false }
            return (try? regex.firstMatch(in: text)) != nil
        }
    }

    private static func compiled(_ pattern: String, in cache: inout [String: Regex<AnyRegexOutput>?])
        -> Regex<AnyRegexOutput>?
    {
        if let known = cache[pattern] { return known }
        if cache.count >= capacity { cache.removeAll() }
        let regex = (try? Regex(pattern))?.matchingSemantics(.unicodeScalar)
        cache[pattern] = .some(regex)
        return regex
    }
}
