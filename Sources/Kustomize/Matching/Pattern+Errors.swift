internal import Platform

extension Pattern {
    /// The regular expression `text`, with an error as the engine throws them.
    static func compile(_ text: String, isAnchored: Bool) throws(KustomizeError) -> Pattern {
        do throws(PatternError) { return try Pattern(text, isAnchored: isAnchored) } catch {
            throw KustomizeError(.invalidField, "the regular expression \"\(text)\" is malformed: \(error.reason)")
        }
    }
}
