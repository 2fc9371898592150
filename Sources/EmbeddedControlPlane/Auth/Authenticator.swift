internal import DocumentModel
internal import KubernetesModel
internal import Platform

/// Finds out who sends a request: by client certificate, by bearer token, or nobody known.
struct Authenticator: Sendable {
    let store: ObjectStore
    let tokens: TokenAuthority
    /// The certificates this control plane issued, in DER, with whom they stand for.
    let certificates: [[UInt8]: UserInfo]
    /// Who else issues certificates for users.
    let issued: IssuedCertificates

    /// - Throws: 401 for credentials that are not ours.
    func user(of request: APIRequest) throws(APIError) -> UserInfo {
        if let certificate = request.certificate {
            guard let user = certificates[certificate] ?? issued.user(of: certificate) else { throw .unauthorized }
            return user
        }
        guard let header = request.header("Authorization") else { return .anonymous }
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return .anonymous }
        do throws(TokenProblem) {
            return try user(ofToken: String(parts[1]), audiences: [TokenAuthority.issuer]).user
        } catch {
            throw .unauthorized
        }
    }

    /// Who a token stands for, and for which of the audiences asked about it is good.
    struct TokenUser: Sendable {
        var user: UserInfo
        var audiences: [String]
    }

    /// Why a token is not good.
    struct TokenProblem: Error {
        /// What is wrong besides the token's being no good.
        var detail = ""
        var text: String { detail.isEmpty ? "invalid bearer token" : "[invalid bearer token, \(detail)]" }
    }

    /// Who a token stands for.
    func user(ofToken token: String, audiences: [String]) throws(TokenProblem) -> TokenUser {
        guard let claims = tokens.verify(token, now: .now()) else { throw TokenProblem() }
        let common = audiences.filter(claims.audiences.contains)
        guard !common.isEmpty else {
            throw TokenProblem(
                detail: "token audiences \(Self.list(claims.audiences)) is invalid for the target audiences "
                    + Self.list(audiences))
        }
        let key = ObjectKey(namespace: claims.namespace, name: claims.serviceAccount)
        guard let account = store.object(.serviceAccounts, key) else {
            throw TokenProblem(detail: "serviceaccount \(GoText.quoted(claims.serviceAccount)) not found")
        }
        guard account.uid == claims.serviceAccountUID, !account.isBeingDeleted else {
            throw TokenProblem(detail: "service account token has been invalidated")
        }
        var user = Self.serviceAccount(namespace: claims.namespace, name: claims.serviceAccount)
        user.uid = account.uid
        user.groups.append("system:authenticated")
        if !claims.id.isEmpty { user.extra["authentication.kubernetes.io/credential-id"] = ["JTI=\(claims.id)"] }
        if let bound = claims.bound { try bind(&user, to: bound, claims.namespace) }
        if !claims.secret.isEmpty { try checkSecret(claims, token) }
        return TokenUser(user: user, audiences: common)
    }

    /// What a token goes with must be there, and tells more about who uses it.
    private func bind(_ user: inout UserInfo, to bound: TokenAuthority.Claims.Bound, _ namespace: String)
        throws(TokenProblem)
    {
        let resource = ResourceKey(group: "", plural: bound.kind + "s")
        let key = ObjectKey(namespace: bound.kind == "node" ? "" : namespace, name: bound.name)
        guard let object = store.object(resource, key), object.uid == bound.uid, !object.isBeingDeleted else {
            throw TokenProblem(detail: "service account token has been invalidated")
        }
        let prefix = "authentication.kubernetes.io/\(bound.kind)"
        guard bound.kind != "secret" else { return }
        user.extra["\(prefix)-name"] = [bound.name]
        user.extra["\(prefix)-uid"] = [bound.uid]
    }

    /// A token without an end is good as long as its Secret holds it.
    private func checkSecret(_ claims: TokenAuthority.Claims, _ token: String) throws(TokenProblem) {
        let key = ObjectKey(namespace: claims.namespace, name: claims.secret)
        guard let secret = store.object(.secrets, key), !secret.isBeingDeleted,
            secret.value.at("data", "token")?.string == Base64.encode(Array(token.utf8))
        else { throw TokenProblem(detail: "service account token has been invalidated") }
    }

    private static func list(_ texts: [String]) -> String {
        "[\(texts.map(GoText.quoted).joined(separator: " "))]"
    }

    /// A service account as a user, without `system:authenticated`.
    static func serviceAccount(namespace: String, name: String) -> UserInfo {
        UserInfo(
            name: "system:serviceaccount:\(namespace):\(name)",
            groups: ["system:serviceaccounts", "system:serviceaccounts:\(namespace)"])
    }
}
