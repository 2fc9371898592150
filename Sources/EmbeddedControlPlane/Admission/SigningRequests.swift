internal import DocumentModel
internal import KubernetesModel

/// Requests for certificates say who sends them, whatever they say themselves, and come without an approval
/// (`csrStrategy` of the real server).
struct SigningRequests: AdmissionPlugin {
    func mutate(_ object: inout Object, _ review: inout AdmissionReview) async throws(APIError) {
        guard review.operation == .create, review.target.resource == .signingRequests else { return }
        let user = review.target.user
        var spec = object["spec"]?.object ?? [:]
        spec["username"] = .string(user.name)
        spec["uid"] = user.uid.isEmpty ? nil : .string(user.uid)
        spec["groups"] = user.groups.isEmpty ? nil : .array(user.groups.map(Value.string))
        var extra = Object()
        for (key, values) in user.extra.sorted(by: { $0.key < $1.key }) {
            extra[key] = .array(values.map(Value.string))
        }
        spec["extra"] = extra.isEmpty ? nil : .object(extra)
        object["spec"] = .object(spec)
        object["status"] = [:]
    }
}
