internal import HTTPTypes

/// Acting as somebody else by header fields.
struct Impersonation: Sendable {
    private let authorizer: Authorizer

    init(_ authorizer: Authorizer) { self.authorizer = authorizer }

    /// Whom the request is to be judged as.
    ///
    /// - Throws: 400 without a user name, 403 when `user` may not act as them.
    func apply(to request: APIRequest, as user: UserInfo, _ info: RequestInfo) throws(APIError) -> UserInfo {
        guard let wanted = try target(of: request) else { return user }
        guard user.isMaster || allows(user, wanted) else { throw denial(user, info) }
        var result = wanted
        if result.groups.isEmpty, let account = Self.account(result.name) {
            result.groups = Authenticator.serviceAccount(namespace: account.namespace, name: account.name).groups
        }
        let isAnonymous = result.name == UserInfo.anonymous.name
        let common = isAnonymous ? "system:unauthenticated" : "system:authenticated"
        if !result.groups.contains(common) { result.groups.append(common) }
        return result
    }

    private func target(of request: APIRequest) throws(APIError) -> UserInfo? {
        let groups = request.headers("Impersonate-Group")
        let uid = request.header("Impersonate-Uid") ?? ""
        var extra: [String: [String]] = [:]
        for field in request.headers {
            let name = field.name.canonicalName
            guard name.hasPrefix("impersonate-extra-") else { continue }
            let key = PercentEncoding.decode(name.dropFirst("impersonate-extra-".count)) ?? ""
            extra[key, default: []].append(field.value)
        }
        guard let name = request.header("Impersonate-User"), !name.isEmpty else {
            guard !groups.isEmpty || !uid.isEmpty || !extra.isEmpty else { return nil }
            throw .badRequest("requested &user.DefaultInfo{Groups:…} without impersonating a user name")
        }
        return UserInfo(name: name, uid: uid, groups: groups, extra: extra)
    }

    private func allows(_ user: UserInfo, _ wanted: UserInfo) -> Bool {
        func may(
            _ resource: String, _ name: String, group: String = "", namespace: String = "", subresource: String = ""
        )
            -> Bool
        {
            authorizer.isAllowed(
                AccessAttributes(
                    user: user, verb: "impersonate", group: group, resource: resource, subresource: subresource,
                    namespace: namespace, name: name))
        }
        let allowsUser =
            Self.account(wanted.name).map { may("serviceaccounts", $0.name, namespace: $0.namespace) }
            ?? may("users", wanted.name)
        let authentication = "authentication.k8s.io"
        return allowsUser && wanted.groups.allSatisfy { may("groups", $0) }
            && (wanted.uid.isEmpty || may("uids", wanted.uid, group: authentication))
            && wanted.extra.allSatisfy { key, values in
                values.allSatisfy { may("userextras", $0, group: authentication, subresource: key) }
            }
    }

    private func denial(_ user: UserInfo, _ info: RequestInfo) -> APIError {
        var attributes = AccessAttributes(user: user, info)
        attributes.verb = "impersonate-on:user-info:\(info.verb)"
        return attributes.denial
    }

    private static func account(_ name: String) -> (namespace: String, name: String)? {
        let parts = name.split(separator: ":")
        guard parts.count == 4, name.hasPrefix("system:serviceaccount:") else { return nil }
        return (String(parts[2]), String(parts[3]))
    }
}
