/// Why a kustomization could not be built: where, which field, and the cause.
///
/// No message holds the text of a file: a Secret may be in it.
public struct KustomizeError: Error, Sendable, Hashable {
    /// What kind of failure this is, for code that reacts to it.
    public enum Code: Sendable, Hashable {
        /// A file or folder that is named does not exist.
        case notFound
        /// A path leaves the folder it may reach.
        case forbiddenPath
        /// A URL is named where only the tree may be read.
        case remoteRefused
        /// A file is not well-formed YAML, or no Kubernetes object.
        case malformed
        /// A field of a kustomization or of a plugin's configuration is unknown or wrong.
        case invalidField
        /// Kustomizations include each other in a circle.
        case cycle
        /// Two objects have the same identity.
        case duplicate
        /// A target, source or referral is missing or ambiguous.
        case unmatched
        /// A patch cannot be applied.
        case patch
        /// The kustomization asks for something that is switched off, such as Helm charts or programs.
        case disabled
        /// A limit on size, depth or count is exceeded.
        case limit
    }

    /// The kind of failure.
    public var code: Code
    /// What was attempted and why it failed, in words.
    public var message: String
    /// The file concerned, as a path in the tree.
    public var file: String?
    /// The line in the file, from 1.
    public var line: Int?
    /// The field concerned, such as `patches[0].target.kind`.
    public var field: String?

    public init(
        _ code: Code, _ message: String, file: String? = nil, line: Int? = nil, field: String? = nil
    ) {
        self.code = code
        self.message = message
        self.file = file
        self.line = line
        self.field = field
    }
}

extension KustomizeError: CustomStringConvertible {
    /// `file: line n: field: message`, of which only what is known.
    public var description: String {
        var parts: [String] = []
        if let file { parts.append(file) }
        if let line { parts.append("line \(line)") }
        if let field { parts.append(field) }
        parts.append(message)
        return parts.joined(separator: ": ")
    }

    /// The same error with the file and field filled in where they are not known yet.
    func at(file: String? = nil, field: String? = nil) -> KustomizeError {
        var copy = self
        copy.file = copy.file ?? file
        copy.field = copy.field ?? field
        return copy
    }
}
