internal import KubernetesModel
internal import Platform

/// Finds out who sends a request: by client certificate, by bearer token, or nobody known.
struct Authenticator: Sendable {
    let store: ObjectStore
    let tokens: TokenAuthority
    /// The certificates this control plane issued, in DER, with whom they stand for.
    let certificates: [[UInt8]: UserInfo]

    /// - Throws: 401 for credentials that are not ours.
    func user(of request: APIRequest) throws(APIError) -> UserInfo {
        if let certificate = request.certificate {
            guard let user = certificates[certificate] else { throw .unauthorized }
            return user
        }
        guard let header = request.header("Authorization") else { return .anonymous }
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return .anonymous }
        guard let user = user(ofToken: String(parts[1]), audiences: [TokenAuthority.issuer]) else {
            throw .unauthorized
        }
        return user.user
    }

    /// Who a token stands for, and for which of `audiences` it is good.
    func user(ofToken token: String, audiences: [String]) -> (user: UserInfo, audiences: [String])? {
        guard let claims = tokens.verify(token, now: .now()) else { return nil }
        let common = audiences.filter(claims.audiences.contains)
        let key = ObjectKey(namespace: claims.namespace, name: claims.serviceAccount)
        guard !common.isEmpty, let account = store.object(.serviceAccounts, key),
            account.uid == claims.serviceAccountUID,
            !account.isBeingDeleted
        else { return nil }
        var user = Self.serviceAccount(namespace: claims.namespace, name: claims.serviceAccount)
        user.uid = account.uid
        user.groups.append("system:authenticated")
        if !claims.id.isEmpty { user.extra["authentication.kubernetes.io/credential-id"] = ["JTI=\(claims.id)"] }
        return (user, common)
    }

    /// A service account as a user, without `system:authenticated`.
    static func serviceAccount(namespace: String, name: String) -> UserInfo {
        UserInfo(
            name: "system:serviceaccount:\(namespace):\(name)",
            groups: ["system:serviceaccounts", "system:serviceaccounts:\(namespace)"])
    }
}
