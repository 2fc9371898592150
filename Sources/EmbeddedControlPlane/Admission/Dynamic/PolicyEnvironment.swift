internal import CommonExpressionLanguage
internal import DocumentModel
internal import KubernetesModel

/// What expressions of policies and `matchConditions` can name.
enum PolicyEnvironment {
    static let variablesType = "kubernetes.variables"

    /// - Parameters:
    ///   - hasParameters: whether the policy has `params`.
    ///   - hasAuthorizer: whether the expression may ask what the user may do.
    static func make(hasParameters: Bool, hasAuthorizer: Bool, isMutation: Bool = false) -> CELEnvironment {
        var environment = CELEnvironment(libraries: isMutation ? [.apiServer, .mutation] : .apiServer)
        environment.declare("object", .dyn)
        environment.declare("oldObject", .dyn)
        environment.declare("request", .object("kubernetes.AdmissionRequest"))
        environment.declare("namespaceObject", .object("kubernetes.Namespace"))
        if hasParameters { environment.declare("params", .dyn) }
        if hasAuthorizer {
            environment.declare("authorizer", .authorizer)
            environment.declare("authorizer.requestResource", .resourceCheck)
        }
        return environment
    }

    /// The values of the variables, but for `params` and `variables`.
    static func values(
        _ attributes: AdmissionAttributes, version: String, namespace: Object?, authorizer: Authorizer?
    ) -> [String: CELValue] {
        let seen = attributes.converted(to: version)
        var values: [String: CELValue] = [
            "object": seen.object.map { CELValue(.object($0)) } ?? .null,
            "oldObject": seen.old.map { CELValue(.object($0)) } ?? .null,
            "request": CELValue(.object(attributes.request(version: version))),
            "namespaceObject": namespace.map { CELValue(.object($0)) } ?? .null,
        ]
        if let authorizer {
            let target = attributes.target
            let access = PolicyAuthorizer(authorizer: authorizer, user: target.user)
            var check = CELAccessCheck()
            check.group = target.definition.group
            check.resource = target.definition.plural
            check.subresource = target.subresource
            check.namespace = target.namespace
            check.name = attributes.name
            values["authorizer"] = .authorizer(access)
            values["authorizer.requestResource"] = .resourceCheck(access, check)
        }
        return values
    }
}

/// Answers what expressions ask of the user of a request.
struct PolicyAuthorizer: CELAuthorizer {
    let authorizer: Authorizer
    let user: UserInfo

    func decide(_ check: CELAccessCheck) -> CELAccessDecision {
        var attributes = AccessAttributes(
            user: user, verb: check.verb, group: check.group, resource: check.resource,
            subresource: check.subresource, namespace: check.namespace, name: check.name)
        if let path = check.path {
            attributes.path = path
            attributes.isResource = false
        }
        return CELAccessDecision(isAllowed: authorizer.isAllowed(attributes))
    }

    func serviceAccount(namespace: String, name: String) -> any CELAuthorizer {
        let groups = ["system:serviceaccounts", "system:serviceaccounts:\(namespace)", "system:authenticated"]
        let account = UserInfo(name: "system:serviceaccount:\(namespace):\(name)", groups: groups)
        return PolicyAuthorizer(authorizer: authorizer, user: account)
    }
}
