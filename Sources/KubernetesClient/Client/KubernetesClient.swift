internal import DocumentModel
public import HTTPTransport
internal import KubernetesModel

/// A client for one Kubernetes API as one identity. A small value: copies share connections, discovery and limits.
///
/// Every call throws ``KubernetesError``; when the task is cancelled its code is `cancelled`, which is never a failure to
/// report.
public struct KubernetesClient: Sendable {
    let core: ClientCore
    /// Whom it acts as; nil acts as itself.
    let identity: Impersonation?
    /// What requests of this copy have of their own.
    let traits: RequestTraits

    /// Where it talks to, and as whom.
    public var configuration: KubernetesConfiguration {
        var copy = core.configuration
        copy.impersonation = identity
        return copy
    }
    /// How it behaves.
    public var options: ClientOptions { core.options }
    /// What it sends requests with.
    public var http: HTTPClient { core.http }

    /// - Parameter http: shared with whoever else talks HTTP in this process.
    public init(_ configuration: KubernetesConfiguration, options: ClientOptions, http: HTTPClient) {
        self.init(ClientCore(configuration, options: options, http: http), as: configuration.impersonation)
    }

    init(_ core: ClientCore, as identity: Impersonation?, traits: RequestTraits = RequestTraits()) {
        self.core = core
        self.identity = identity
        self.traits = traits
    }

    /// A client on the same connections whose requests take no longer than `timeout` and tell the server what they are for.
    public func variant(timeout: Duration, userAgentSuffix: String) -> KubernetesClient {
        let agent = "\(options.userAgent) \(userAgentSuffix)"
        return KubernetesClient(core, as: identity, traits: RequestTraits(timeout: timeout, userAgent: agent))
    }

    /// A client on the same connections that acts as somebody else.
    ///
    /// - Throws: ``KubernetesError`` with `configuration` for an empty user: no identity must never mean our own.
    public func impersonating(user: String, groups: [String] = []) throws(KubernetesError) -> KubernetesClient {
        try impersonating(Impersonation(user: user, groups: groups))
    }

    /// A client on the same connections that acts as somebody else.
    public func impersonating(_ who: Impersonation) throws(KubernetesError) -> KubernetesClient {
        guard !who.user.isEmpty else {
            throw KubernetesError(.configuration, "cannot act as somebody else: no user is named")
        }
        return KubernetesClient(core, as: who, traits: traits)
    }
}

/// What the requests of one copy of a client have of their own.
struct RequestTraits: Sendable {
    var timeout: Duration?
    var userAgent: String?
}

extension KubernetesClient {
    /// Sends a request and returns whatever the server answers.
    func answer(_ request: APIRequest) async throws(KubernetesError) -> HTTPResponse {
        var request = request
        request.timeout = traits.timeout ?? request.timeout
        request.userAgent = traits.userAgent
        return try await core.send(request, as: identity)
    }

    /// Sends a request whose answer has to be a success.
    func send(_ request: APIRequest) async throws(KubernetesError) -> HTTPResponse {
        let response = try await answer(request)
        guard (200..<300).contains(response.status) else {
            throw KubernetesError(response, purpose: request.purpose)
        }
        return response
    }

    /// Sends a request whose answer is JSON.
    func value(_ request: APIRequest) async throws(KubernetesError) -> Value {
        let response = try await send(request)
        do throws(DocumentError) { return try JSON.parse(response.body) } catch {
            throw KubernetesError(.unreadableAnswer, "cannot \(request.purpose): the answer is not JSON: \(error)")
        }
    }

    /// Sends a request about objects of a kind. Where the path itself is unknown, the kind is gone.
    func value(_ request: APIRequest, about resource: APIResource) async throws(KubernetesError) -> Value {
        do throws(KubernetesError) { return try await value(request) } catch {
            guard error.code == .notFound, error.status == nil else { throw error }
            core.mapping.forget(resource.groupVersionKind.groupVersion)
            throw KubernetesError.noMatch(resource.groupVersionKind)
        }
    }

    /// Sends a request whose answer is an object of this kind.
    func object(_ request: APIRequest, of resource: APIResource) async throws(KubernetesError) -> KubernetesObject {
        let value = try await value(request, about: resource)
        guard let object = KubernetesObject(value) else {
            throw KubernetesError(.unreadableAnswer, "cannot \(request.purpose): the answer is no object")
        }
        return object.named(resource.groupVersionKind)
    }
}

extension KubernetesError {
    /// In the words of kubectl.
    static func noMatch(_ kind: GroupVersionKind) -> KubernetesError {
        KubernetesError(.noMatch, "no matches for kind \"\(kind.kind)\" in version \"\(kind.apiVersion)\"")
    }
}

extension KubernetesObject {
    /// The object under its own kind: lists leave it out, and metadata comes under a kind of its own.
    func named(_ kind: GroupVersionKind) -> KubernetesObject {
        if self.kind == kind.kind, apiVersion == kind.apiVersion { return self }
        guard content["kind"] == nil || self.kind == "PartialObjectMetadata" else { return self }
        var named = Object(minimumCapacity: content.count + 2)
        named["apiVersion"] = .string(kind.apiVersion)
        named["kind"] = .string(kind.kind)
        for (key, value) in content where key != "apiVersion" && key != "kind" { named[key] = value }
        return KubernetesObject(content: named)
    }
}
