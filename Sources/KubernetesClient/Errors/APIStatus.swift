/// The `Status` object an API server answers failures with (`meta/v1`).
public struct APIStatus: Sendable, Hashable {
    /// One of the reasons, mostly about one field.
    public struct Cause: Sendable, Hashable {
        /// Such as `FieldValueInvalid` or `FieldManagerConflict`.
        public var reason: String
        public var message: String
        /// The path of the field, such as `spec.replicas` or `.spec.template.spec.containers[name="web"].image`.
        public var field: String

        public init(reason: String = "", message: String = "", field: String = "") {
            self.reason = reason
            self.message = message
            self.field = field
        }
    }

    /// The HTTP status code.
    public var code: Int
    /// Such as `NotFound` or `Invalid`; empty when the server gave none.
    public var reason: String
    public var message: String
    /// What the failure is about, where the server says so.
    public var name: String
    public var group: String
    public var kind: String
    public var uid: String
    public var causes: [Cause]
    public var retryAfterSeconds: Int64?

    public init(code: Int, reason: String = "", message: String = "", causes: [Cause] = []) {
        self.code = code
        self.reason = reason
        self.message = message
        name = ""
        group = ""
        kind = ""
        uid = ""
        self.causes = causes
    }
}

/// A field that another manager owns.
public struct FieldConflict: Sendable, Hashable {
    /// The path of the field, such as `.spec.replicas`.
    public var field: String
    /// Who owns it, such as `kubectl-client-side-apply`; empty when the server's words are not understood.
    public var manager: String
    /// The server's words.
    public var message: String

    public init(field: String, manager: String, message: String) {
        self.field = field
        self.manager = manager
        self.message = message
    }
}
