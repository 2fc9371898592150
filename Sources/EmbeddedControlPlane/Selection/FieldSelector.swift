internal import DocumentModel
internal import KubernetesModel

/// Which fields an object must have.
struct FieldSelector: Sendable, Hashable {
    struct Requirement: Sendable, Hashable {
        var field: String
        var value: String
        var isEqual: Bool
        /// The code of a character in the value that had to be escaped.
        var unescaped: UInt8?
    }

    var requirements: [Requirement] = []

    /// The name the selector pins down, if any.
    var name: String? { requirements.first { $0.field == "metadata.name" && $0.isEqual }?.value }

    /// Reads the text of a `fieldSelector` parameter for a resource.
    ///
    /// - Throws: 400 for one that cannot be read or names a field that cannot be selected by.
    init(_ text: String, _ target: Target) throws(APIError) {
        for term in Self.terms(text) {
            guard var requirement = Self.requirement(term) else {
                throw .badRequest("invalid selector: '\(text)'; can't understand '\(term)'")
            }
            if requirement.field.isEmpty, requirement.value.isEmpty { continue }
            if let end = requirement.unescaped {
                throw .badRequest("invalid field selector: unescaped character in value: \(end)")
            }
            if target.definition.group == EventConversion.group, target.definition.plural == "events" {
                requirement.field = try Self.eventField(requirement.field)
            }
            guard Self.isSelectable(requirement.field, target) else {
                guard target.definition.isCustom || !target.version.selectableFields.isEmpty else {
                    throw .badRequest(
                        "\(GoText.quoted(requirement.field)) is not a known field selector: only \"metadata.name\", "
                            + "\"metadata.namespace\"")
                }
                throw .badRequest("field label not supported: \(requirement.field)")
            }
            requirements.append(requirement)
        }
    }

    func matches(_ stored: StoredObject) -> Bool {
        if requirements.isEmpty { return true }
        var object: Object?
        return requirements.allSatisfy { requirement in
            let value: String
            switch requirement.field {
            case "metadata.name": value = stored.key.name
            case "metadata.namespace": value = stored.key.namespace
            default:
                if object == nil { object = stored.object }
                value = Self.text(object ?? [:], requirement.field)
            }
            return (value == requirement.value) == requirement.isEqual
        }
    }

    /// Events are kept, and selected, in the words of the core group.
    private static func eventField(_ field: String) throws(APIError) -> String {
        switch field {
        case "reportingController": return "reportingComponent"
        case "reason", "type", "metadata.name", "metadata.namespace": return field
        case _ where field.hasPrefix("regarding."): return "involvedObject" + field.dropFirst("regarding".count)
        default: throw .badRequest("field label not supported: \(field)")
        }
    }

    private static func isSelectable(_ field: String, _ target: Target) -> Bool {
        field == "metadata.name" || field == "metadata.namespace" && target.definition.isNamespaced
            || target.version.selectableFields.contains { $0 == field || $0 == ".\(field)" }
    }

    /// The field as text: booleans and numbers as JSON writes them.
    private static func text(_ object: Object, _ field: String) -> String {
        if field == "source" {
            let component = object["source"]?["component"]?.string ?? ""
            return component.isEmpty ? object["reportingComponent"]?.string ?? "" : component
        }
        let path = (field == "status.successful" ? "status.succeeded" : field).split(separator: ".").map(String.init)
        switch Value.object(object).at(path) {
        case .string(let text): return text
        case .bool(let flag): return flag ? "true" : "false"
        case .integer(let number): return String(number)
        default: return absent(field)
        }
    }

    /// What a field that is not there counts as: Go's zero values.
    private static func absent(_ field: String) -> String {
        switch field {
        case "spec.unschedulable", "spec.hostNetwork": "false"
        case "status.successful", "status.replicas": "0"
        default: ""
        }
    }

    private static func requirement(_ term: String) -> Requirement? {
        for (sign, isEqual) in [("!=", false), ("==", true), ("=", true)] {
            guard let range = term.range(of: sign) else { continue }
            let text = String(term[range.upperBound...])
            return Requirement(
                field: String(term[..<range.lowerBound]), value: unescaped(text), isEqual: isEqual,
                unescaped: text.contains("=") && !text.contains("\\") ? UInt8(ascii: "=") : nil)
        }
        return nil
    }

    private static func terms(_ text: String) -> [String] {
        var terms: [String] = []
        var term = ""
        var isEscaped = false
        for character in text {
            if character == ",", !isEscaped {
                terms.append(term)
                term = ""
            } else {
                term.append(character)
            }
            isEscaped = character == "\\" && !isEscaped
        }
        return (terms + [term]).filter { !$0.isEmpty }
    }

    private static func unescaped(_ text: String) -> String {
        var result = ""
        var isEscaped = false
        for character in text {
            if character == "\\", !isEscaped {
                isEscaped = true
            } else {
                result.append(character)
                isEscaped = false
            }
        }
        return result
    }
}

extension String {
    /// Where `text` first stands in this one.
    fileprivate func range(of text: String) -> Range<String.Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
            start = index(after: start)
        }
        return nil
    }
}
