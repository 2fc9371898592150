/// What the rules of a custom resource say of an object.
struct RuleVerdict: Sendable {
    var errors: [FieldError] = []
    /// What is wrong with parts that did not change; the write goes through, and the client is told.
    var warnings: [String] = []
}
