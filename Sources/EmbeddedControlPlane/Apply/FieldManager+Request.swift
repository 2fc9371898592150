internal import DocumentModel
internal import KubernetesSchema

extension FieldManager {
    /// 500 for what merges well and yet is no object of the kind, such as a quantity that is none.
    func unconvertible(_ configuration: Object, _ error: APIError) -> APIError {
        guard let start = error.message.firstRange(of: "cannot be handled as a \(kind): ") else { return error }
        let why = error.message[start.upperBound...]
        return APIError(
            500, "",
            "failed to convert new object (\(identity(of: configuration))) to proper version: unable to convert "
                + "unstructured object to \(typeText): \(why.hasPrefix("illegal base64") ? "error decoding from json: " : "")\(why)"
        )
    }

    /// Applies a request: checks the configuration against its type, merges it, notes the owners.
    ///
    /// - Throws: 400 or 500 for a configuration that cannot be merged, 409 for conflicts.
    func apply(_ request: ApplyRequest, to live: Object?) throws(APIError) -> Object {
        let configuration = request.configuration
        if Self.hasOwners(configuration) {
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

    /// Whether the configuration names owners; what cannot be read names none.
    private static func hasOwners(_ configuration: Object) -> Bool {
        guard let entries = configuration["metadata"]?["managedFields"]?.array,
            let type = BuiltInSchema.shared.type(named: "meta.v1.ManagedFieldsEntry")
        else { return false }
        return entries.allSatisfy { entry in
            var form = CanonicalForm()
            return (try? form.read(entry.object ?? [:], type)) != nil
        }
    }

    /// Namespace, name and kind as the server prints them.
    private func identity(of object: Object) -> String {
        let namespace = object["metadata"]?["namespace"]?.string ?? ""
        let name = object["metadata"]?["name"]?.string ?? ""
        return "\(namespace)/\(name); \(typeText)"
    }

    private var typeText: String { (apiVersion.contains("/") ? apiVersion : "/" + apiVersion) + ", Kind=\(kind)" }
}
