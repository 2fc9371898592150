internal import DocumentModel
internal import KubernetesModel
internal import Logging
internal import Platform

/// The API: answers requests from the store.
final class APIServer: Sendable {
    let store: ObjectStore
    let registry: ResourceRegistry
    let authenticator: Authenticator
    let authorizer: Authorizer
    let writer: ObjectWriter
    let tokens: TokenAuthority
    let logger: Logger
    private let impersonation: Impersonation
    let requests = RequestCounter()

    init(
        store: ObjectStore, registry: ResourceRegistry, authenticator: Authenticator, authorizer: Authorizer,
        admission: AdmissionChain, tokens: TokenAuthority, logger: Logger
    ) {
        self.store = store
        self.registry = registry
        self.authenticator = authenticator
        self.authorizer = authorizer
        self.tokens = tokens
        self.logger = logger
        impersonation = Impersonation(authorizer)
        writer = ObjectWriter(store: store, registry: registry, admission: admission)
    }

    /// Answers one request. Never throws: what goes wrong is an answer, too.
    func answer(_ request: APIRequest) async -> APIAnswer {
        var answer: APIAnswer
        let info = RequestInfo(method: request.method, path: request.path, query: request.query)
        do throws(APIError) {
            answer = try await route(try ProtobufBody.translated(request), info)
        } catch {
            if error.code >= 500 {
                logger.error("request failed", metadata: ["path": "\(request.path)", "error": "\(error.message)"])
            }
            answer = .failure(error, Self.failureEncoding(request))
        }
        let isServed =
            info.isResource
            && registry.served.endpoint(group: info.group, version: info.version, plural: info.resource) != nil
        requests.count(isServed ? info : nil, verb: info.verb, answer.status)
        answer.headers += [
            ("Audit-Id", request.header("Audit-ID") ?? UniqueID.random()),
            ("X-Kubernetes-Pf-Flowschema-Uid", "00000000-0000-4000-8000-000000000001"),
            ("X-Kubernetes-Pf-Prioritylevel-Uid", "00000000-0000-4000-8000-000000000002"),
        ]
        return answer
    }

    /// A request may say how long it may take, in Go's words for durations.
    private func checkTimeout(_ request: APIRequest) throws(APIError) {
        guard let text = request.query["timeout"], !text.isEmpty, GoDuration.parse(text) == nil else { return }
        let why = text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? "missing unit in duration" : "invalid duration"
        throw .badRequest("invalid timeout specified in the request URL - time: \(why) \(GoText.quoted(text))")
    }

    private static func failureEncoding(_ request: APIRequest) -> ResponseEncoding {
        do throws(APIError) {
            var negotiation = try Negotiation(
                accept: request.headers("Accept"), forms: [.object, .table, .partialMetadata])
            negotiation.prettify(for: request)
            return negotiation.encoding
        } catch {
            // Who accepts nothing gets what people can read.
            return .prettyJSON
        }
    }

    private func route(_ request: APIRequest, _ info: RequestInfo) async throws(APIError) -> APIAnswer {
        let sender = try authenticator.user(of: request)
        var asked = info
        if ["list", "watch", "deletecollection"].contains(info.verb) {
            asked.adopt(nameFrom: request.query["fieldSelector"])
        }
        if info.verb != "watch" { try checkTimeout(request) }
        let user = try impersonation.apply(to: request, as: sender, asked)
        let attributes = AccessAttributes(user: user, asked)
        if !info.verb.isEmpty, !isPublic(request.path) {
            let decision = authorizer.decision(attributes)
            guard decision.isAllowed else { throw attributes.denial(decision.reason) }
        }
        guard info.isResource else {
            // An empty part below a version that is there is the API's business, not the multiplexer's.
            if request.path.hasPrefix("/api/") || request.path.hasPrefix("/apis/"), request.path.contains("//") {
                throw .pathNotFound
            }
            return try await answerPath(request, user)
        }
        return try await answerResource(request, info, user)
    }

    /// Nil for custom resources, whose unknown paths fall through to the multiplexer.
    private func missing(_ definition: ResourceDefinition) throws(APIError) -> Target? {
        guard definition.isCustom else { throw .pathNotFound }
        return nil
    }

    private func isPublic(_ path: String) -> Bool {
        ["/healthz", "/livez", "/readyz", "/version"].contains { path == $0 || path.hasPrefix($0 + "/") }
    }

    private func answerResource(_ request: APIRequest, _ info: RequestInfo, _ user: UserInfo)
        async throws(APIError) -> APIAnswer
    {
        guard let target = try target(request, info, user) else { return .pageNotFound }
        guard ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"].contains(request.method) else {
            throw .methodNotAllowed
        }
        let handler = ResourceHandler(server: self, request: request, target: target, info: info)
        var answer: APIAnswer
        do throws(APIError) { answer = try await handler.answer() } catch {
            // A method that there is not says nothing of the kind.
            guard error.code != 405, let warning = target.version.deprecationWarning else { throw error }
            var error = error
            error.warnings.insert(warning, at: 0)
            throw error
        }
        if let warning = target.version.deprecationWarning { answer.warnings.insert(warning, at: 0) }
        return answer
    }

    /// What the path names; nil when no group is there at all, which Go's multiplexer answers.
    private func target(_ request: APIRequest, _ info: RequestInfo, _ user: UserInfo) throws(APIError) -> Target? {
        let served = registry.served
        guard info.group.isEmpty || served.hasGroup(info.group) else { return nil }
        guard let endpoint = served.endpoint(group: info.group, version: info.version, plural: info.resource) else {
            if served.endpoints(in: GroupVersion(group: info.group, version: info.version)).contains(where: {
                !$0.definition.isCustom
            }) {
                throw .pathNotFound
            }
            if served.definitions.contains(where: { $0.group == info.group && !$0.isCustom }) { throw .pathNotFound }
            return nil
        }
        guard info.rest.isEmpty || ["proxy"].contains(info.subresource) else { throw .pathNotFound }
        let definition = endpoint.definition
        if definition.isNamespaced {
            guard !info.namespace.isEmpty || info.name.isEmpty else { return try missing(definition) }
        } else if !info.namespace.isEmpty, info.resource != "namespaces" {
            return try missing(definition)
        }
        if info.resource == "namespaces", definition.group.isEmpty, !info.namespace.isEmpty, info.name.isEmpty {
            throw .pathNotFound
        }
        guard info.subresource.isEmpty || endpoint.version.subresources.contains(where: { $0.name == info.subresource })
        else {
            if definition.isCustom, ["status", "scale"].contains(info.subresource) {
                throw .notFound(definition, info.name)
            }
            throw .pathNotFound
        }
        return Target(
            definition: definition, version: endpoint.version, namespace: definition.isNamespaced ? info.namespace : "",
            name: info.name, subresource: info.subresource, user: user)
    }
}

extension APIError {
    /// 404 for a path below a group that is there.
    static var pathNotFound: APIError {
        APIError(404, "NotFound", "the server could not find the requested resource", details: .init())
    }

    /// 405.
    static var methodNotAllowed: APIError {
        APIError(
            405, "MethodNotAllowed", "the server does not allow this method on the requested resource",
            details: .init())
    }
}
