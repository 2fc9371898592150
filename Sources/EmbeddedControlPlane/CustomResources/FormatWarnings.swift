internal import DocumentModel

/// What is said about the formats in a definition's schemas that nothing checks.
///
/// Kubernetes docs, "Extend the Kubernetes API with CustomResourceDefinitions", Validation.
enum FormatWarnings {
    private static let known: [String: Set<String>] = [
        "string": [
            "bsonobjectid", "uri", "email", "hostname", "ipv4", "ipv6", "cidr", "mac", "uuid", "uuid3", "uuid4",
            "uuid5",
            "isbn", "isbn10", "isbn13", "creditcard", "ssn", "hexcolor", "rgbcolor", "byte", "password", "date",
            "duration", "datetime", "k8sshortname", "k8slongname",
        ],
        "integer": ["int32", "int64"], "number": ["float", "double"],
    ]

    /// One warning for each place; what `old` had already is not said again.
    static func of(_ definition: Object, old: Object?) -> [String] {
        let before = Set(old.map { unknown(in: $0) } ?? [])
        return unknown(in: definition).filter { !before.contains($0) }
            .map { "unrecognized format \(GoText.quoted($0))" }
    }

    private static func unknown(in definition: Object) -> [String] {
        var found: [String] = []
        for version in definition.at(["spec", "versions"])?.array ?? [] {
            if let schema = version.at("schema", "openAPIV3Schema") { visit(schema, &found) }
        }
        return found
    }

    private static func visit(_ schema: Value, _ found: inout [String]) {
        guard let object = schema.object else { return }
        if let format = object["format"]?.string, !format.isEmpty {
            let type = object["type"]?.string ?? ""
            // Dashes do not count in formats of texts: date-time is datetime.
            let name = type.isEmpty || type == "string" ? format.replacing("-", with: "") : format
            if known[type.isEmpty ? "string" : type]?.contains(name) != true { found.append(format) }
        }
        for key in ["items", "additionalProperties", "not"] { if let inner = object[key] { visit(inner, &found) } }
        for key in ["allOf", "anyOf", "oneOf"] { for inner in object[key]?.array ?? [] { visit(inner, &found) } }
        for (_, inner) in object["properties"]?.object ?? [:] { visit(inner, &found) }
    }
}
