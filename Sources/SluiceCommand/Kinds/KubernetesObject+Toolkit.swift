internal import DocumentModel
internal import KubernetesModel

/// What an object of the toolkit says of itself.
extension KubernetesObject {
    /// Whether its reconciliation pauses.
    var isSuspended: Bool { value.at("spec", "suspend")?.bool ?? false }

    /// The status of a condition; nil when there is none of that type. Types compare without case.
    func conditionStatus(_ type: String) -> String? {
        condition(type)?["status"]?.string
    }

    func condition(_ type: String) -> Value? {
        value.at("status", "conditions")?.array?.first { condition in
            condition["type"]?.string?.lowercased() == type.lowercased()
        }
    }

    /// The Ready condition, in words for a table.
    var readiness: (status: String, message: String) {
        guard let ready = condition("Ready") else { return ("False", "waiting to be reconciled") }
        return (ready["status"]?.string ?? "Unknown", ready["message"]?.string ?? "")
    }

    /// The reconcile request a finished run has seen.
    var lastHandledRequest: String { value.at("status", "lastHandledReconcileAt")?.string ?? "" }

    /// The revision of the artifact a source publishes.
    var artifactRevision: String { value.at("status", "artifact", "revision")?.string ?? "" }

    /// `Kind/namespace/name` of a source reference at `path`, in this object's namespace unless it names one.
    func sourceText(at path: String...) -> String? {
        guard let reference = value.at(path), let kind = reference["kind"]?.string,
            let name = reference["name"]?.string
        else { return nil }
        let own = reference["namespace"]?.string ?? ""
        return "\(kind)/\(own.isEmpty ? namespace : own)/\(name)"
    }

    /// `Kind/namespace/name`, or `Kind/name` for a kind without namespaces.
    var subject: String { namespace.isEmpty ? "\(kind)/\(name)" : "\(kind)/\(namespace)/\(name)" }
}
