internal import DocumentModel
internal import KubernetesModel
internal import NIOCore
internal import Platform

extension APIServer {
    /// Answers a request for no resource: discovery, versions, health, OpenAPI.
    func answerPath(_ request: APIRequest, _ user: UserInfo) async throws(APIError) -> APIAnswer {
        guard let parts = RequestInfo.parts(of: request.path), let first = parts.first else {
            return request.path == "/" ? rootPaths() : .pageNotFound
        }
        // The lists of groups are given whatever the method.
        if request.method == "HEAD", first == "api" || first == "apis" && parts.count > 2 { throw .methodNotAllowed }
        switch (first, parts.count) {
        case ("api", 1): return try discover(request) { .object(legacyVersions(request)) }
        case ("apis", 1): return try discover(request) { .object(groupList()) }
        case ("api", 2):
            guard registry.served.hasVersion(GroupVersion(group: "", version: parts[1])) else { throw .pathNotFound }
            return try resourceList(request, GroupVersion(group: "", version: parts[1]))
        case ("apis", 2): return try group(request, parts[1])
        case ("apis", 3):
            let version = GroupVersion(group: parts[1], version: parts[2])
            guard registry.served.hasGroup(parts[1]) else { return .pageNotFound }
            guard registry.served.hasVersion(version) else {
                // Groups of custom resources alone are answered by another handler.
                let isBuiltIn = registry.served.definitions.contains { $0.group == version.group && !$0.isCustom }
                guard isBuiltIn else { return .pageNotFound }
                throw .pathNotFound
            }
            return try resourceList(request, version)
        case ("version", 1): return try version(request)
        case ("healthz", _), ("livez", _), ("readyz", _):
            return HealthChecks(kind: first, request: request).answer(parts)
        case ("index.html", 1): return rootPaths()
        case ("openapi", _): return try await OpenAPIHandler(server: self, request: request).answer(parts)
        case (".well-known", 2) where parts[1] == "openid-configuration": return openIDConfiguration
        case ("openid", 3) where parts[1] == "v1" && parts[2] == "jwks": return try await keySet(request)
        case ("statusz", 1): return StatusPages.status(version: "1.36.0")
        case ("flagz", 1): return StatusPages.flags
        case ("metrics", 1): return metrics()
        case ("metrics", 2) where parts[1] == "slis": return Self.metrics(HealthChecks.metrics)
        default: return .pageNotFound
        }
    }

    private func document(_ request: APIRequest, _ value: Value) throws(APIError) -> APIAnswer {
        guard request.method == "GET" || request.method == "HEAD" else { throw .methodNotAllowed }
        return try written(request, value)
    }

    /// The lists of groups are given whatever the method.
    private func written(_ request: APIRequest, _ value: Value) throws(APIError) -> APIAnswer {
        var negotiation = try negotiate(request)
        negotiation.prettify(for: request)
        return .document(200, value, negotiation.encoding)
    }

    private func rootPaths() -> APIAnswer {
        var paths = ["/.well-known/openid-configuration", "/api", "/api/v1", "/apis"]
        for group in registry.served.groups {
            paths.append("/apis/\(group.name)")
            paths += group.versions.map { "/apis/\(group.name)/\($0)" }
        }
        paths += [
            "/apis/", "/metrics", "/metrics/slis", "/openapi/v2", "/openapi/v3", "/openapi/v3/", "/openid/v1/jwks",
            "/version",
        ]
        paths += StatusPages.paths
        for kind in HealthChecks.kinds { paths += ["/\(kind)"] + HealthChecks.listed(kind).map { "/\(kind)/\($0)" } }
        return .document(200, ["paths": .array(paths.sorted().map(Value.string))], .prettyJSON)
    }

    // MARK: - Discovery

    /// The aggregated document for clients that ask for it, else the one `legacy` makes.
    private func discover(_ request: APIRequest, legacy: () -> Value) throws(APIError) -> APIAnswer {
        let negotiation = try negotiate(request, discovery: ["v2"])
        guard let version = negotiation.aggregatedDiscovery else {
            return request.path.hasPrefix("/apis") ? try written(request, legacy()) : try document(request, legacy())
        }
        let document = AggregatedDiscovery(
            registry.served, isCore: request.path.hasPrefix("/api/") || request.path == "/api")
        let bytes = ResponseEncoding.json.encode(document.value(version: version))
        var answer = APIAnswer(
            contentType: "application/json;g=apidiscovery.k8s.io;v=\(version);as=APIGroupDiscoveryList", .bytes(bytes))
        let tag = document.tag
        answer.headers.append(("ETag", "\"\(tag)\""))
        answer.headers += [("Vary", "Accept"), ("Cache-Control", "public")]
        if request.header("If-None-Match") == "\"\(tag)\"" {
            answer.status = 304
            answer.body = .bytes([])
        }
        return answer
    }

    /// The list of groups and the groups choose among encodings by themselves, and say so in other words.
    private func negotiate(_ request: APIRequest, discovery versions: Set<String> = []) throws(APIError) -> Negotiation
    {
        let parts = RequestInfo.parts(of: request.path) ?? []
        let isBrief = parts.first == "apis" && parts.count < 3
        return try Negotiation(
            accept: request.headers("Accept"), discovery: versions, refusal: isBrief ? .brief : .document)
    }

    private func legacyVersions(_ request: APIRequest) -> Object {
        let host = request.channel.localAddress.map { "127.0.0.1:\($0.port ?? 443)" } ?? "127.0.0.1"
        return [
            "kind": "APIVersions", "versions": ["v1"],
            "serverAddressByClientCIDRs": [["clientCIDR": "0.0.0.0/0", "serverAddress": .string(host)]],
        ]
    }

    private func groupList() -> Object {
        [
            "kind": "APIGroupList", "apiVersion": "v1",
            "groups": .array(registry.served.groups.map { .object(groupFields($0.name, $0.versions)) }),
        ]
    }

    private func groupFields(_ name: String, _ versions: [String]) -> Object {
        let list = versions.map { version -> Value in
            ["groupVersion": .string("\(name)/\(version)"), "version": .string(version)]
        }
        return ["name": .string(name), "versions": .array(list), "preferredVersion": list.first ?? .null]
    }

    private func group(_ request: APIRequest, _ name: String) throws(APIError) -> APIAnswer {
        guard let group = registry.served.groups.first(where: { $0.name == name }) else { return .pageNotFound }
        var object: Object = ["kind": "APIGroup", "apiVersion": "v1"]
        for (key, value) in groupFields(group.name, group.versions) { object[key] = value }
        return try written(request, .object(object))
    }

    private func resourceList(_ request: APIRequest, _ version: GroupVersion) throws(APIError) -> APIAnswer {
        var resources: [Value] = []
        for endpoint in registry.served.endpoints(in: version) {
            resources.append(.object(DiscoveryEntry(endpoint).resource))
            resources += endpoint.version.subresources.map {
                .object(DiscoveryEntry(endpoint).subresource($0))
            }
        }
        let isCustom = registry.served.endpoints(in: version).allSatisfy(\.definition.isCustom)
        if !isCustom { resources.sort { ($0["name"]?.string ?? "") < ($1["name"]?.string ?? "") } }
        var list: Object = ["kind": "APIResourceList"]
        // The oldest list does not say its own version.
        if !version.group.isEmpty { list["apiVersion"] = "v1" }
        list["groupVersion"] = .string(version.apiVersion)
        list["resources"] = .array(resources)
        return try document(request, .object(list))
    }

    // MARK: - The server itself

    /// The version of Kubernetes whose answers this server gives.
    static let gitVersion = "v1.36.0+sluice"

    private var versionInfo: Value {
        [
            "major": "1", "minor": "36", "emulationMajor": "1", "emulationMinor": "36",
            "minCompatibilityMajor": "1", "minCompatibilityMinor": "35", "gitVersion": .string(Self.gitVersion),
            "gitCommit": "0000000000000000000000000000000000000000", "gitTreeState": "clean",
            "buildDate": "2026-01-01T00:00:00Z", "goVersion": "none", "compiler": "swiftc", "platform": "linux/amd64",
        ]
    }

    /// Speaks JSON alone.
    private func version(_ request: APIRequest) throws(APIError) -> APIAnswer {
        let ranges = request.headers("Accept").flatMap { $0.split(separator: ",") }.compactMap { MediaRange($0) }
        guard
            ranges.isEmpty
                || ranges.contains(where: { ["application/json", "application/*", "*/*"].contains($0.type) })
        else {
            throw APIError(
                406, "NotAcceptable", "406: Not Acceptable\n\nAvailable representations: application/json",
                details: .init())
        }
        guard request.method == "GET" else { throw .methodNotAllowed }
        return .document(200, versionInfo, .prettyJSON)
    }

    private var openIDConfiguration: APIAnswer {
        .document(
            200,
            [
                "issuer": .string(TokenAuthority.issuer), "jwks_uri": "https://127.0.0.1/openid/v1/jwks",
                "response_types_supported": ["id_token"], "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
            ])
    }

    private func keySet(_ request: APIRequest) async throws(APIError) -> APIAnswer {
        let accepted = request.headers("Accept").flatMap { $0.split(separator: ",") }.compactMap {
            MediaRange($0)?.type
        }
        guard accepted.isEmpty || accepted.contains(where: { $0 == "application/jwk-set+json" || $0 == "*/*" }) else {
            throw APIError(
                406, "NotAcceptable", "only the following media types are accepted: application/jwk-set+json")
        }
        let tokens = tokens
        do {
            let keys = try await BlockingPool.shared.run { try tokens.keySet() }
            return APIAnswer(contentType: "application/jwk-set+json", .bytes(ResponseEncoding.json.encode(keys)))
        } catch {
            throw .internalError("cannot read the keys: \(error)")
        }
    }

    private func metrics() -> APIAnswer {
        Self.metrics(
            requests.metrics + """
                # HELP apiserver_storage_revision Revision of the latest change.
                # TYPE apiserver_storage_revision counter
                apiserver_storage_revision \(store.revision)

                """)
    }

    private static func metrics(_ text: String) -> APIAnswer {
        var answer = APIAnswer.text(200, text)
        answer.contentType = "text/plain; version=0.0.4; charset=utf-8; escaping=underscores"
        return answer
    }
}
