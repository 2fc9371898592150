internal import KubernetesClient

/// Tells whether the server refused a change because a field cannot change, and recreating the object would help.
enum Immutability {
    /// What anybody who refuses a change may say, admission webhooks included.
    private static let commonPhrases = ["is immutable", "immutable field"]

    /// What the server's own validation of built-in kinds says besides.
    private static let validationPhrases = [
        "may not be changed", "may not change", "cannot be changed",
        "updates to statefulset spec for fields other than",
        "pod updates may not change fields", "forbidden: updates to", "is forbidden after",
    ]

    /// Whether every cause is about a field that cannot change. An object that is invalid besides would be lost if the live one
    /// were deleted for it, and a conflict says nothing about the new object.
    ///
    /// Only a validation speaks of built-in fields in all these words; a policy that forbids a change must not cost the object.
    static func isCause(of error: KubernetesError) -> Bool {
        guard error.code != .forbidden, error.code != .unauthorized else { return false }
        let phrases = error.code == .invalid ? commonPhrases + validationPhrases : commonPhrases
        let causes = error.status?.causes ?? []
        guard !causes.isEmpty else { return speaks(of: error.text, in: phrases) }
        return causes.allSatisfy { speaks(of: $0.message, in: phrases) }
    }

    private static func speaks(of text: String, in phrases: [String]) -> Bool {
        let lower = text.lowercased()
        return phrases.contains { lower.contains($0) }
    }
}
