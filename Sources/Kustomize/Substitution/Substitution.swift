public import KubernetesModel

/// Post-build variable substitution: `${name}` and its operators in the YAML text of each object.
public struct Substitution: Sendable {
    /// The values by name, final: later sources already override earlier ones.
    public var variables: [String: String]
    /// Whether a reference to an unset variable is an error rather than empty.
    public var isStrict: Bool

    /// The variables with every line feed taken out of their values.
    ///
    /// - Throws: ``SubstitutionError`` when a name is no variable name.
    public init(variables: [String: String], isStrict: Bool = true) throws(SubstitutionError) {
        self.variables = variables
        self.isStrict = isStrict
    }

    /// `object` with every reference replaced: it is written as YAML, replaced as text and read back, so that an
    /// unquoted number becomes a number. An object that opts out with `kustomize.toolkit.fluxcd.io/substitute:
    /// disabled` as label or annotation stays as it is.
    public func apply(to object: KubernetesObject) throws(SubstitutionError) -> KubernetesObject {
        fatalError("not built")
    }

    /// `text` with every reference replaced.
    public func apply(to text: [UInt8]) throws(SubstitutionError) -> [UInt8] { fatalError("not built") }
}

/// Why a substitution failed. Messages hold names, never values.
public struct SubstitutionError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The cause in words.
    public var message: String

    public init(_ message: String) { self.message = message }

    public var description: String { message }
}
