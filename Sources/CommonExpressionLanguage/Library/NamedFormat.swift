internal import Platform

/// A format that texts can be checked against.
final class NamedFormat: CELOpaque {
    private let name: String
    /// The length of the pattern it amounts to, which its cost is counted by.
    let patternSize: Int
    /// What is wrong with a text; nothing when it fits.
    let problems: @Sendable (String) -> [String]

    private init(_ name: String, _ patternSize: Int, _ problems: @escaping @Sendable (String) -> [String]) {
        self.name = name
        self.patternSize = patternSize
        self.problems = problems
    }

    var type: CELType { LibraryTypes.format }

    func equals(_ other: any CELOpaque) -> Bool { (other as? NamedFormat)?.name == name }

    /// All formats by the names that expressions use.
    static let all: [String: NamedFormat] = [
        "dns1123Label": NamedFormat("DNS1123Label", 30) { NameFormat.label($0, isPrefix: false) },
        "dns1123Subdomain": NamedFormat("DNS1123Subdomain", 60) { NameFormat.subdomain($0, isPrefix: false) },
        "dns1035Label": NamedFormat("DNS1035Label", 30) { NameFormat.label1035($0, isPrefix: false) },
        "qualifiedName": NamedFormat("QualifiedName", 60) { NameFormat.qualifiedName($0) },
        "dns1123LabelPrefix": NamedFormat("DNS1123LabelPrefix", 30) { NameFormat.label($0, isPrefix: true) },
        "dns1123SubdomainPrefix": NamedFormat("DNS1123SubdomainPrefix", 60) {
            NameFormat.subdomain($0, isPrefix: true)
        },
        "dns1035LabelPrefix": NamedFormat("DNS1035LabelPrefix", 30) { NameFormat.label1035($0, isPrefix: true) },
        "labelValue": NamedFormat("LabelValue", 40) { NameFormat.labelValue($0) },
        "uri": NamedFormat("URI", 1000) { text in
            do throws(CELError) {
                _ = try WebAddress(text)
                return []
            } catch {
                let prefix = "URL parse error during conversion from string: "
                return [error.message.hasPrefix(prefix) ? String(error.message.dropFirst(prefix.count)) : error.message]
            }
        },
        "uuid": NamedFormat("uuid", 90) {
            matches("(?i)^[0-9A-F]{8}-?[0-9A-F]{4}-?[0-9A-F]{4}-?[0-9A-F]{4}-?[0-9A-F]{12}$", $0)
                ? [] : ["does not match the UUID format"]
        },
        "byte": NamedFormat("byte", 84) {
            $0.utf8.count % 4 == 0 && Base64.decode($0) != nil ? [] : ["invalid base64"]
        },
        "date": NamedFormat("date", 140) {
            $0.utf8.count == 10 && Timestamp(rfc3339: $0 + "T00:00:00Z") != nil ? [] : ["invalid date"]
        },
        "datetime": NamedFormat("datetime", 140) {
            Timestamp(rfc3339: $0.uppercased()) != nil ? [] : ["invalid datetime"]
        },
    ]

    private static func matches(_ pattern: String, _ text: String) -> Bool {
        (try? RegularExpressions.pattern(pattern))?.matches(text) ?? false
    }
}

/// Names as Kubernetes has them, and its words for what is wrong with others.
enum NameFormat {
    static func label(_ text: String, isPrefix: Bool) -> [String] {
        length(text, 63)
            + (fits("[a-z0-9]([-a-z0-9]*[a-z0-9])?", masked(text, isPrefix))
                ? []
                : [
                    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start "
                        + "and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for "
                        + "validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
                ])
    }

    static func subdomain(_ text: String, isPrefix: Bool) -> [String] {
        let label = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
        return length(text, 253)
            + (fits("\(label)(\\.\(label))*", masked(text, isPrefix))
                ? []
                : [
                    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and "
                        + "must start and end with an alphanumeric character (e.g. 'example.com', regex used for "
                        + "validation is '\(label)(\\.\(label))*')"
                ])
    }

    static func label1035(_ text: String, isPrefix: Bool) -> [String] {
        length(text, 63)
            + (fits("[a-z]([-a-z0-9]*[a-z0-9])?", masked(text, isPrefix))
                ? []
                : [
                    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic "
                        + "character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex "
                        + "used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')"
                ])
    }

    private static let namePattern = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]"

    static func qualifiedName(_ text: String) -> [String] {
        let words =
            "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric "
            + "character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '\(namePattern)')"
        var problems: [String] = []
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2 else {
            return [
                "a qualified name \(words) with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"
            ]
        }
        if parts.count == 2 {
            if parts[0].isEmpty {
                problems.append("prefix part must be non-empty")
            } else {
                problems += subdomain(String(parts[0]), isPrefix: false).map { "prefix part \($0)" }
            }
        }
        let name = String(parts[parts.count - 1])
        if name.isEmpty {
            problems.append("name part must be non-empty")
        } else {
            problems += length(name, 63).map { "name part \($0)" }
        }
        if !fits(namePattern, name) { problems.append("name part \(words)") }
        return problems
    }

    static func labelValue(_ text: String) -> [String] {
        length(text, 63)
            + (fits("(\(namePattern))?", text)
                ? []
                : [
                    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and "
                        + "must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or "
                        + "'12345', regex used for validation is '(\(namePattern))?')"
                ])
    }

    private static func length(_ text: String, _ limit: Int) -> [String] {
        text.utf8.count > limit ? ["must be no more than \(limit) bytes"] : []
    }

    /// A prefix may end in a dash, for something follows it.
    private static func masked(_ text: String, _ isPrefix: Bool) -> String {
        guard isPrefix, text.count > 1, text.hasSuffix("-") else { return text }
        return text.dropLast(2) + "a"
    }

    private static func fits(_ pattern: String, _ text: String) -> Bool {
        (try? RegularExpressions.pattern("^(?:\(pattern))$"))?.matches(text) ?? false
    }
}
