internal import DocumentModel
internal import KubernetesModel
internal import Platform

/// `serviceaccounts/token`: tokens that stand for a service account.
struct TokenRequests: Sendable {
    let handler: ResourceHandler

    func answer() async throws(APIError) -> APIAnswer {
        let target = handler.target
        var body = try body()
        let options = try WriteOptions(handler.request, kind: "CreateOptions")
        var review = AdmissionReview(target: target, options: options, operation: .create, old: nil)
        try await handler.writer.admission.mutate(&body, &review)
        guard let account = handler.store.object(.serviceAccounts, target.key) else {
            throw .notFound(target.definition, target.name)
        }
        let seconds = body["spec"]?["expirationSeconds"]?.integer ?? 3_600
        for field in ["name", "namespace"] {
            let wanted = body["metadata"]?[field]?.string ?? ""
            guard !wanted.isEmpty, wanted != (field == "name" ? target.name : target.namespace) else { continue }
            throw .invalid(
                group: "authentication.k8s.io", kind: "TokenRequest", target.name,
                [
                    FieldError(
                        .invalid, "metadata.\(field)", value: .string(wanted),
                        "must match the service account \(field) if specified")
                ])
        }
        try check(seconds)
        let now = Timestamp.now()
        complete(&body, account, seconds, now)
        try await handler.writer.admission.validate(body, &review)
        let bound = try bound(body["spec"]?["boundObjectRef"])
        let audiences = (body["spec"]?["audiences"]?.array ?? []).compactMap(\.string)
        let payload = payload(account, bound, audiences, seconds, now)
        let tokens = handler.server.tokens
        let token: String
        do {
            token = try await BlockingPool.shared.run { try tokens.sign(payload) }
        } catch {
            throw .internalError("cannot sign the token: \(error)")
        }
        let expires = now.advanced(by: .seconds(seconds)).rfc3339()
        let negotiation = try handler.negotiate()
        body["status"] = ["token": .string(token), "expirationTimestamp": .string(expires)]
        var answer = APIAnswer.document(201, .object(body), negotiation.encoding)
        answer.warnings += review.warnings
        return answer
    }

    /// Fills in what a request leaves to the server, before it is judged.
    private func complete(_ body: inout Object, _ account: StoredObject, _ seconds: Int64, _ now: Timestamp) {
        let spec = body["spec"]
        let asked = spec?["audiences"]?.array ?? []
        body["metadata"] = [
            "name": .string(account.key.name), "namespace": .string(account.key.namespace),
            "uid": .string(account.uid), "creationTimestamp": .string(now.rfc3339()),
        ]
        body["spec"] = [
            "audiences": asked.isEmpty ? [.string(TokenAuthority.issuer)] : .array(asked),
            "expirationSeconds": .integer(seconds), "boundObjectRef": spec?["boundObjectRef"] ?? .null,
        ]
    }

    private func body() throws(APIError) -> Object {
        var body = try handler.document("TokenRequest").object ?? [:]
        body["kind"] = "TokenRequest"
        body["apiVersion"] = "authentication.k8s.io/v1"
        var spec = body["spec"]?.object ?? [:]
        if spec["expirationSeconds"]?.integer == nil { spec["expirationSeconds"] = 3_600 }
        body["spec"] = .object(spec)
        return body
    }

    /// What the token goes with, as a claim; the token is void once it is gone.
    private func bound(_ reference: Value?) throws(APIError) -> (name: String, claim: Value)? {
        guard let reference, reference.object != nil else { return nil }
        let kind = reference["kind"]?.string ?? ""
        let version = reference["apiVersion"]?.string ?? ""
        let names = ["Pod": "pods", "Secret": "secrets", "Node": "nodes"]
        guard version == "v1", let plural = names[kind] else {
            let parts = GroupVersion(apiVersion: version)
            throw .badRequest("cannot bind token to object of type \(parts.group)/\(parts.version), Kind=\(kind)")
        }
        let name = reference["name"]?.string ?? ""
        let key = ObjectKey(namespace: kind == "Node" ? "" : handler.target.namespace, name: name)
        guard let object = handler.store.object(ResourceKey(group: "", plural: plural), key) else {
            throw .notFound(group: "", resource: plural, name)
        }
        if let uid = reference["uid"]?.string, !uid.isEmpty, uid != object.uid {
            throw APIError(
                409, "Conflict",
                "Operation cannot be fulfilled on \(kind) \(GoText.quoted(name)): the UID in the bound object reference "
                    + "(\(uid)) does not match the UID in record. The object might have been deleted and then recreated",
                details: .init(name: name, kind: kind))
        }
        return (kind.lowercased(), ["name": .string(name), "uid": .string(object.uid)])
    }

    private func check(_ seconds: Int64) throws(APIError) {
        let problem: String? =
            seconds < 600
            ? "may not specify a duration less than 10 minutes"
            : seconds > 1 << 32 ? "may not specify a duration larger than 2^32 seconds" : nil
        guard let problem else { return }
        throw .invalid(
            group: "authentication.k8s.io", kind: "TokenRequest", "",
            [FieldError(.invalid, "spec.expirationSeconds", value: .integer(seconds), problem)])
    }

    private func payload(
        _ account: StoredObject, _ bound: (name: String, claim: Value)?, _ audiences: [String], _ seconds: Int64,
        _ now: Timestamp
    ) -> Value {
        var claims: Object = [
            "namespace": .string(account.key.namespace),
            "serviceaccount": ["name": .string(account.key.name), "uid": .string(account.uid)],
        ]
        if let bound { claims[bound.name] = bound.claim }
        return [
            "aud": .array(audiences.map(Value.string)), "exp": .integer(now.seconds &+ seconds),
            "iat": .integer(now.seconds), "iss": .string(TokenAuthority.issuer), "jti": .string(UniqueID.random()),
            "kubernetes.io": .object(claims.sorted()),
            "nbf": .integer(now.seconds),
            "sub": .string("system:serviceaccount:\(account.key.namespace):\(account.key.name)"),
        ]
    }
}
