/// The forms that names take, and what the server says of others.
enum NameSyntax {
    static let labelPattern = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
    static let subdomainPattern = "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*"
    static let qualifiedPattern = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]"

    /// A message with examples and the expression behind it.
    static func message(_ text: String, _ pattern: String, _ examples: String...) -> String {
        guard !examples.isEmpty else { return "\(text) (regex used for validation is '\(pattern)')" }
        let list = examples.map { "'\($0)', " }.joined(separator: " or ")
        return "\(text) (e.g. \(list)regex used for validation is '\(pattern)')"
    }

    // MARK: DNS names

    /// What is wrong with a label of RFC 1123, such as the name of a namespace.
    static func label(_ text: String) -> [String] {
        if isLabel(text) { return limit(text, 63, "characters") }
        return limit(text, 63, "characters") + [isSubdomain(text) ? "must not contain dots" : labelMessage]
    }

    static let labelMessage = message(
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end "
            + "with an alphanumeric character", labelPattern, "my-name", "123-abc")

    static func subdomain(_ text: String) -> [String] {
        limit(text, 253, "characters") + (isSubdomain(text) ? [] : [subdomainMessage])
    }

    private static let subdomainMessage = message(
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must "
            + "start and end with an alphanumeric character", subdomainPattern, "example.com")

    static func wildcard(_ text: String) -> [String] {
        guard text.hasPrefix("*."), isSubdomain(String(text.dropFirst(2))) else {
            return [
                message(
                    "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must "
                        + "consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric "
                        + "character", "\\*\\." + subdomainPattern, "*.example.com")
            ]
        }
        return limit(text, 253, "characters")
    }

    /// A label of RFC 1035, which begins with a letter.
    static func label1035(_ text: String) -> [String] {
        let begins = text.utf8.first.map { (0x61...0x7A).contains($0) } ?? false
        guard begins, isLabel(text) else {
            return limit(text, 63, "characters") + [
                message(
                    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an "
                        + "alphabetic character, and end with an alphanumeric character",
                    "[a-z]([-a-z0-9]*[a-z0-9])?", "my-name", "abc-123")
            ]
        }
        return limit(text, 63, "characters")
    }

    /// A subdomain whose labels may hold underscores, as search domains do.
    static func subdomainWithUnderscores(_ text: String) -> [String] {
        let isFine = text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { whole in
            let part = whole.first == "_" ? whole.dropFirst() : whole
            guard let last = part.utf8.last, let first = part.utf8.first, isLower(last) else { return false }
            return isLower(first)
                && part.utf8.allSatisfy { isLower($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
        }
        let part = "_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?"
        return limit(text, 253, "characters")
            + (isFine
                ? []
                : [
                    message(
                        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or "
                            + "'.', and must start and end with an alphanumeric character",
                        "\(part)(\\.\(part))*", "example.com")
                ])
    }

    /// The name of a header of HTTP.
    static func headerName(_ text: String) -> [String] {
        let isFine = !text.isEmpty && text.utf8.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
        return isFine
            ? []
            : [
                message(
                    "a valid HTTP header must consist of alphanumeric characters or '-'", "[-A-Za-z0-9]+",
                    "X-Header-Name")
            ]
    }

    static func limit(_ text: String, _ count: Int, _ unit: String) -> [String] {
        text.utf8.count > count ? ["must be no more than \(count) \(unit)"] : []
    }

    static func isLabel(_ text: some StringProtocol) -> Bool {
        let bytes = Array(text.utf8)
        guard let first = bytes.first, let last = bytes.last, isLower(first), isLower(last) else { return false }
        return bytes.allSatisfy { isLower($0) || $0 == UInt8(ascii: "-") }
    }

    static func isSubdomain(_ text: String) -> Bool {
        text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { isLabel($0) }
    }

    private static func isLower(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) }

    // MARK: Labels and annotations

    /// A key: an optional subdomain and `/`, then a name.
    static func qualifiedName(_ text: String) -> [String] {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count <= 2 else { return [keyMessage] }
        var problems: [String] = []
        if parts.count == 2 {
            problems +=
                parts[0].isEmpty
                ? ["prefix part must be non-empty"] : subdomain(parts[0]).map { "prefix part " + $0 }
        }
        let name = parts[parts.count - 1]
        if name.isEmpty { problems.append("name part must be non-empty") }
        problems += limit(name, 63, "bytes").map { "name part " + $0 }
        if !isQualified(name) {
            problems.append(
                message(
                    "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with "
                        + "an alphanumeric character", qualifiedPattern, "MyName", "my.name", "123-abc"))
        }
        return problems
    }

    private static let keyMessage =
        message(
            "a valid label key must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an "
                + "alphanumeric character", qualifiedPattern, "MyName", "my.name", "123-abc")
        + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"

    static func isQualified(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard let first = bytes.first, let last = bytes.last, isAlphanumeric(first), isAlphanumeric(last) else {
            return false
        }
        return bytes.allSatisfy { isAlphanumeric($0) || "-_.".utf8.contains($0) }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool { isLower(byte) || (0x41...0x5A).contains(byte) }

    static func labelValue(_ text: String) -> [String] {
        guard text.isEmpty || isQualified(text) else {
            return limit(text, 63, "bytes") + [
                message(
                    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and "
                        + "must start and end with an alphanumeric character", "(\(qualifiedPattern))?", "MyValue",
                    "my_value", "12345")
            ]
        }
        return limit(text, 63, "bytes")
    }

    // MARK: Others

    /// A key of a ConfigMap or Secret.
    static func configKey(_ text: String) -> [String] {
        var problems = limit(text, 253, "characters")
        let isPlain = !text.isEmpty && text.utf8.allSatisfy { isAlphanumeric($0) || "-_.".utf8.contains($0) }
        if !isPlain {
            problems.append(
                message(
                    "a valid config key must consist of alphanumeric characters, '-', '_' or '.'", "[-._a-zA-Z0-9]+",
                    "key.name", "KEY_NAME", "key-name"))
        }
        if text == "." {
            problems.append("must not be '.'")
        } else if text == ".." {
            problems.append("must not be '..'")
        } else if text.hasPrefix("..") {
            problems.append("must not start with '..'")
        }
        return problems
    }

    /// A name that may stand in a path, as those of roles.
    static func pathSegment(_ text: String) -> [String] {
        if text == "." || text == ".." { return ["may not be '\(text)'"] }
        return ["/", "%"].filter { text.contains($0) }.map { "may not contain '\($0)'" }
    }

    /// The name of a port.
    static func portName(_ text: String) -> [String] {
        var problems: [String] = []
        if text.utf8.count > 15 { problems.append("must be no more than 15 characters") }
        if !text.utf8.allSatisfy({ isLower($0) || $0 == UInt8(ascii: "-") }) {
            problems.append("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)")
        }
        if !text.utf8.contains(where: { (0x61...0x7A).contains($0) }) {
            problems.append("must contain at least one letter (a-z)")
        }
        if text.contains("--") { problems.append("must not contain consecutive hyphens") }
        if text.hasPrefix("-") || text.hasSuffix("-") { problems.append("must not begin or end with a hyphen") }
        return problems
    }

    /// An identifier as in C.
    static func identifier(_ text: String) -> [String] {
        let isFine =
            text.utf8.first.map { !(0x30...0x39).contains($0) } == true
            && text.utf8.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "_") }
        return isFine
            ? []
            : [
                message(
                    "a valid C identifier must start with alphabetic character or '_', followed by a string of "
                        + "alphanumeric characters or '_'", "[A-Za-z_][A-Za-z0-9_]*", "my_name", "MY_NAME", "MyName")
            ]
    }

    /// The name of an environment variable: any printable text without `=`.
    static func environmentName(_ text: String) -> [String] {
        let isPrintable =
            !text.isEmpty && text.utf8.allSatisfy { (0x20...0x7E).contains($0) && $0 != UInt8(ascii: "=") }
        return isPrintable
            ? []
            : [
                "a valid environment variable name must consist only of printable ASCII characters other than '='"
            ]
    }
}
