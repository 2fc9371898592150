/// What somebody wants to do, for authorization.
struct AccessAttributes: Sendable, Hashable {
    var user: UserInfo
    var verb: String
    var group = ""
    var version = ""
    var resource = ""
    var subresource = ""
    var namespace = ""
    var name = ""
    /// Of a request for no resource.
    var path = ""
    var isResource = true

    init(user: UserInfo, _ info: RequestInfo) {
        self.user = user
        verb = info.verb
        group = info.group
        version = info.version
        resource = info.resource
        subresource = info.subresource
        namespace = info.namespace
        name = info.name
        path = info.path
        isResource = info.isResource
    }

    init(
        user: UserInfo, verb: String, group: String = "", resource: String, subresource: String = "",
        namespace: String = "", name: String = ""
    ) {
        self.user = user
        self.verb = verb
        self.group = group
        self.resource = resource
        self.subresource = subresource
        self.namespace = namespace
        self.name = name
    }

    init(user: UserInfo, verb: String, path: String) {
        self.user = user
        self.verb = verb
        self.path = path
        isResource = false
    }

    /// The 403 with the words of the real server.
    var denial: APIError { denial("") }

    /// - Parameter why: what the authorizer says; may be empty.
    func denial(_ why: String) -> APIError {
        let end = why.isEmpty ? "" : ": \(why)"
        guard isResource else {
            return APIError(
                403, "Forbidden",
                "forbidden: User \(GoText.quoted(user.name)) cannot \(verb) path \(GoText.quoted(path))\(end)",
                details: .init())
        }
        return .forbidden(group: group, resource: resource, name, reason + end)
    }

    /// `User "eve" cannot get resource …`.
    var reason: String {
        let what = subresource.isEmpty ? resource : "\(resource)/\(subresource)"
        let place = namespace.isEmpty ? "at the cluster scope" : "in the namespace \(GoText.quoted(namespace))"
        return "User \(GoText.quoted(user.name)) cannot \(verb) resource \(GoText.quoted(what)) "
            + "in API group \(GoText.quoted(group)) \(place)"
    }
}
