internal import DocumentModel
internal import KubernetesModel
internal import Platform

/// `serviceaccounts/token`: tokens that stand for a service account.
struct TokenRequests: Sendable {
    let handler: ResourceHandler

    func answer() async throws(APIError) -> APIAnswer {
        let target = handler.target
        let spec = try spec()
        guard let account = handler.store.object(.serviceAccounts, target.key) else {
            throw .notFound(target.definition, target.name)
        }
        let seconds = spec["expirationSeconds"]?.integer ?? 3_600
        try check(seconds)
        let asked = (spec["audiences"]?.array ?? []).compactMap(\.string)
        let audiences = asked.isEmpty ? [TokenAuthority.issuer] : asked
        let now = Timestamp.now()
        let payload = payload(account, audiences, seconds, now)
        let tokens = handler.server.tokens
        let token: String
        do {
            token = try await BlockingPool.shared.run { try tokens.sign(payload) }
        } catch {
            throw .internalError("cannot sign the token: \(error)")
        }
        let expires = now.advanced(by: .seconds(seconds)).rfc3339()
        let negotiation = try handler.negotiate()
        return .document(
            201,
            [
                "kind": "TokenRequest", "apiVersion": "authentication.k8s.io/v1",
                "metadata": [
                    "name": .string(target.name), "namespace": .string(target.namespace),
                    "uid": .string(account.uid), "creationTimestamp": .string(now.rfc3339()),
                ],
                "spec": [
                    "audiences": .array(audiences.map(Value.string)), "expirationSeconds": .integer(seconds),
                    "boundObjectRef": spec["boundObjectRef"] ?? .null,
                ],
                "status": ["token": .string(token), "expirationTimestamp": .string(expires)],
            ], negotiation.encoding)
    }

    private func spec() throws(APIError) -> Value {
        let body = handler.request.body
        do {
            return body.isEmpty ? .null : try JSON.parse(body)["spec"] ?? .null
        } catch {
            throw .badRequest("TokenRequest in version \"v1\" cannot be handled as a TokenRequest: \(error.message)")
        }
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

    private func payload(_ account: StoredObject, _ audiences: [String], _ seconds: Int64, _ now: Timestamp) -> Value {
        [
            "aud": .array(audiences.map(Value.string)), "exp": .integer(now.seconds &+ seconds),
            "iat": .integer(now.seconds), "iss": .string(TokenAuthority.issuer), "jti": .string(UniqueID.random()),
            "kubernetes.io": [
                "namespace": .string(account.key.namespace),
                "serviceaccount": ["name": .string(account.key.name), "uid": .string(account.uid)],
            ],
            "nbf": .integer(now.seconds),
            "sub": .string("system:serviceaccount:\(account.key.namespace):\(account.key.name)"),
        ]
    }
}
