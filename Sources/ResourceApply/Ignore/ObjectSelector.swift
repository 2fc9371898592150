internal import KubernetesModel
internal import Platform

/// Which objects a rule is about. What is nil or empty does not count; texts are regular expressions for the whole text.
package struct ObjectSelector: Sendable {
    /// Why a selector cannot be used.
    package struct Malformed: Error, Sendable, CustomStringConvertible {
        package let description: String
    }

    private var patterns: [(pattern: Pattern, field: Field)] = []
    private var labels: LabelSelector?
    private var annotations: LabelSelector?

    private enum Field: Sendable { case group, version, kind, namespace, name }

    package init(
        group: String? = nil, version: String? = nil, kind: String? = nil, namespace: String? = nil,
        name: String? = nil, labels: String? = nil, annotations: String? = nil
    ) throws(Malformed) {
        let rows: [(String?, Field, String)] = [
            (group, .group, "group"), (version, .version, "version"), (kind, .kind, "kind"),
            (namespace, .namespace, "namespace"), (name, .name, "name"),
        ]
        for (text, field, label) in rows {
            guard let text, !text.isEmpty else { continue }
            do throws(PatternError) { patterns.append((try Pattern(text, isAnchored: true), field)) } catch {
                throw Malformed(description: "\(label): \"\(text)\" is no regular expression: \(error.reason)")
            }
        }
        if let labels, !labels.isEmpty { self.labels = try LabelSelector(labels) }
        if let annotations, !annotations.isEmpty { self.annotations = try LabelSelector(annotations) }
    }

    func matches(_ object: KubernetesObject) -> Bool {
        let kind = object.groupVersionKind
        let isNamed = patterns.allSatisfy { pattern, field in
            switch field {
            case .group: pattern.matches(kind.group)
            case .version: pattern.matches(kind.version)
            case .kind: pattern.matches(kind.kind)
            case .namespace: pattern.matches(object.namespace)
            case .name: pattern.matches(object.name)
            }
        }
        return isNamed && labels?.matches(object.labels) != false && annotations?.matches(object.annotations) != false
    }
}
