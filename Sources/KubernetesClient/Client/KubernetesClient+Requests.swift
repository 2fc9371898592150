internal import DocumentModel
public import HTTPTransport
public import KubernetesModel
internal import Platform

extension KubernetesClient {
    /// Asks for a path below the server, such as `/version` or `/livez?verbose`, and returns whatever it answers.
    ///
    /// - Parameter path: percent-encoded.
    /// - Throws: ``KubernetesError`` only when there is no answer.
    public func raw(
        _ path: String, method: String = "GET", accept: String = "application/json"
    ) async throws(KubernetesError) -> HTTPResponse {
        guard path.hasPrefix("/") else {
            throw KubernetesError(.invalidRequest, "the path \"\(path)\" must begin with a slash")
        }
        var request = APIRequest("\(method) \(path)", path: path)
        request.method = method
        request.accept = accept
        return try await answer(request)
    }

    /// What `/version` says.
    public func serverVersion() async throws(KubernetesError) -> ServerVersion {
        let value = try await value(APIRequest("ask for the server's version", path: "/version"))
        guard let version = value["gitVersion"]?.string else {
            throw KubernetesError(.unreadableAnswer, "the server does not tell its version: it is no Kubernetes API")
        }
        return ServerVersion(
            gitVersion: version, major: value["major"]?.string ?? "", minor: value["minor"]?.string ?? "",
            platform: value["platform"]?.string ?? "")
    }

    /// Hands the log of a container over in pieces as they come, until it ends, the task is cancelled or `handle` stops.
    public func podLogs(
        _ pod: ObjectKey, _ options: PodLogOptions = PodLogOptions(), _ handle: ([UInt8]) async -> StreamStep
    ) async throws(KubernetesError) {
        let pods = APIResource(
            groupVersionKind: GroupVersionKind(group: "", version: "v1", kind: "Pod"), plural: "pods",
            isNamespaced: true)
        var request = APIRequest(
            "read the log of Pod \(pod)", path: try ResourcePath.object(pods, pod, subresource: "log"))
        request.query = options.query
        request.accept = "*/*"
        request.isLongLived = options.follow
        try await core.stream(request, as: identity) { chunks async throws(KubernetesError) in
            do {
                for try await chunk in chunks where await handle(chunk) == .stop { return }
            } catch {
                throw KubernetesError(error, purpose: request.purpose)
            }
        }
    }

    /// A token for a service account (`TokenRequest`).
    public func serviceAccountToken(
        _ account: ObjectKey, audiences: [String] = [], expirationSeconds: Int64? = nil
    ) async throws(KubernetesError) -> ServiceAccountToken {
        let accounts = APIResource(
            groupVersionKind: GroupVersionKind(group: "", version: "v1", kind: "ServiceAccount"),
            plural: "serviceaccounts", isNamespaced: true)
        var request = APIRequest(
            "get a token for ServiceAccount \(account)",
            path: try ResourcePath.object(accounts, account, subresource: "token"))
        request.method = "POST"
        var spec: Object = [:]
        if !audiences.isEmpty { spec["audiences"] = .array(audiences.map(Value.string)) }
        if let expirationSeconds { spec["expirationSeconds"] = .integer(expirationSeconds) }
        request.set(
            ["apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": .object(spec)],
            type: MediaType.json)
        let status = try await value(request)["status"]
        guard let token = status?["token"]?.string, !token.isEmpty,
            let expires = status?["expirationTimestamp"]?.string.flatMap({ Timestamp(rfc3339: $0) })
        else { throw KubernetesError(.unreadableAnswer, "cannot \(request.purpose): the answer holds none") }
        return ServiceAccountToken(token: Secret(token), expires: expires)
    }
}

extension PodLogOptions {
    fileprivate var query: [(name: String, value: String)] {
        var query: [(name: String, value: String)] = []
        if let container { query.append(("container", container)) }
        for (name, flag) in [("follow", follow), ("previous", previous), ("timestamps", timestamps)] where flag {
            query.append((name, "true"))
        }
        if let tailLines { query.append(("tailLines", String(tailLines))) }
        if let sinceSeconds { query.append(("sinceSeconds", String(sinceSeconds))) }
        if let sinceTime { query.append(("sinceTime", sinceTime)) }
        return query
    }
}
