internal import DocumentModel
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
        for name in variables.keys where !Self.isName(name) {
            throw SubstitutionError("'\(name)' is no variable name: letters, digits and '_' are, and no digit first")
        }
        self.variables = variables.mapValues { value in
            guard value.utf8.contains(0x0A) else { return value }
            return String(decoding: value.utf8.filter { $0 != 0x0A }, as: UTF8.self)
        }
        self.isStrict = isStrict
    }

    /// `object` with every reference replaced: it is written as YAML, replaced as text and read back, so that an
    /// unquoted number becomes a number. An object that opts out with `kustomize.toolkit.fluxcd.io/substitute:
    /// disabled` as label or annotation stays as it is.
    public func apply(to object: KubernetesObject) throws(SubstitutionError) -> KubernetesObject {
        let switchKey = "kustomize.toolkit.fluxcd.io/substitute"
        if object.labels[switchKey] == "disabled" || object.annotations[switchKey] == "disabled" { return object }
        let text = YAML.write(object.value, .sorted)
        guard text.contains(UInt8(ascii: "$")) else { return object }
        let replaced = try apply(to: text)
        let value: Value
        do throws(DocumentError) { value = try YAML.parseFirst(replaced) } catch {
            throw SubstitutionError("the text with the variables replaced is no YAML: \(error.message)")
        }
        guard let result = KubernetesObject(value) else {
            throw SubstitutionError("the text with the variables replaced is no mapping")
        }
        return result
    }

    /// `text` with every reference replaced.
    public func apply(to text: [UInt8]) throws(SubstitutionError) -> [UInt8] {
        var parser = ReferenceParser(text)
        let parts: [ReferencePart]
        do throws(ReferenceParser.Failure) { parts = try parser.parse() } catch {
            throw SubstitutionError("envsubst error: variable substitution failed: \(error.message)")
        }
        return try ReferenceExpansion(variables: variables, isStrict: isStrict).expand(parts)
    }

    private static func isName(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(first &- 0x30 < 10) else { return false }
        return name.utf8.allSatisfy { ($0 | 0x20) &- 0x61 < 26 || $0 &- 0x30 < 10 || $0 == UInt8(ascii: "_") }
    }
}

/// Why a substitution failed. Messages hold names, never values.
public struct SubstitutionError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The cause in words.
    public var message: String

    public init(_ message: String) { self.message = message }

    public var description: String { message }
}
