internal import DocumentModel

extension FieldManager {
    /// Applies a request: checks the configuration against its type, merges it, notes the owners.
    ///
    /// - Throws: 400 or 500 for a configuration that cannot be merged, 409 for conflicts.
    func apply(_ request: ApplyRequest, to live: Object?) throws(APIError) -> Object {
        let configuration = request.configuration
        if let fields = configuration["metadata"]?["managedFields"], !fields.isNull {
            throw .badRequest("metadata.managedFields must be nil")
        }
        let problems = TypedCheck.problems(in: .object(configuration), type: type)
        guard problems.isEmpty else {
            throw APIError(
                500, "",
                "failed to create typed patch object (\(identity(of: configuration))): "
                    + TypedProblem.text(problems))
        }
        do throws(ApplyConflicts) {
            return try apply(configuration, to: live, manager: request.manager, force: request.force)
        } catch {
            throw (subresource == "scale" ? error.ofScale : error).error
        }
    }

    /// Namespace, name and kind as the server prints them.
    private func identity(of object: Object) -> String {
        let namespace = object["metadata"]?["namespace"]?.string ?? ""
        let name = object["metadata"]?["name"]?.string ?? ""
        let version = apiVersion.contains("/") ? apiVersion : "/" + apiVersion
        return "\(namespace)/\(name); \(version), Kind=\(kind)"
    }
}
