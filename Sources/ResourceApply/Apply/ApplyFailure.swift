package import KubernetesClient
internal import KubernetesModel

/// Why a change set could not be applied, deleted or waited for. Its message names the object.
package struct ApplyFailure: Error, Sendable, CustomStringConvertible {
    package var message: String
    /// Whether the task was cancelled: then nothing failed.
    package var isCancelled: Bool
    package let cause: KubernetesError?

    package init(_ message: String, isCancelled: Bool = false, cause: KubernetesError? = nil) {
        self.message = message
        self.isCancelled = isCancelled
        self.cause = cause
    }

    package var description: String { message }

    /// `<subject> <action> failed: <error>`.
    init(_ subject: String, _ action: String, _ error: KubernetesError) {
        self.init("\(subject) \(action) failed: \(error.text)", isCancelled: error.isCancelled, cause: error)
    }

    /// Why a dry run failed.
    static func dryRun(_ object: KubernetesObject, _ error: KubernetesError) -> ApplyFailure {
        let subject = object.subject
        let message: String
        if object.namespace.isEmpty, error.isNotFound || error.code == .invalidRequest {
            message = "\(subject) namespace not specified: \(error.text)"
        } else if error.isNotFound {
            message = "\(subject) not found: \(error.text)"
        } else {
            let reason = error.fieldConflicts.isEmpty ? error.status?.reason ?? "" : "FieldManagerConflict"
            let bracket = reason.isEmpty ? "" : " (\(reason))"
            message = "\(subject) dry-run failed\(bracket): \(error.text)"
        }
        return ApplyFailure(message, isCancelled: error.isCancelled, cause: error)
    }
}

extension KubernetesError {
    /// The server's own words where there are any.
    var text: String {
        guard let status, !status.message.isEmpty else { return message }
        return status.message
    }
}
