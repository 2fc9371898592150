import DocumentModel
import HTTPTransport
import KubernetesModel
import LoopbackServer
import Platform
import Synchronization
import Testing

@testable import KubernetesClient

@Suite struct ClientTests {
    static let kind = GroupVersionKind(group: "", version: "v1", kind: "ConfigMap")
    static let key = ObjectKey(namespace: "n", name: "a")

    /// A server that knows ConfigMaps and answers the rest as told.
    private func withClient<Output: Sendable>(
        _ answer: @escaping @Sendable (ServerRequest) throws -> ServerAnswer,
        _ body: (KubernetesClient) async throws -> Output
    ) async throws -> Output {
        let server = try LoopbackServer(answering: { request in
            guard request.path == "/api/v1" else { return try answer(request) }
            return ServerAnswer(
                json:
                    #"{"resources":[{"name":"configmaps","kind":"ConfigMap","namespaced":true},{"name":"configmaps/status","kind":"ConfigMap"}]}"#
            )
        })
        defer { server.stop() }
        var options = ClientOptions(userAgent: "test/1")
        options.queriesPerSecond = 0
        let client = KubernetesClient(
            KubernetesConfiguration(server: server.url, credentials: .token(Secret("t"))), options: options,
            http: HTTPClient(userAgent: "test"))
        return try await body(client)
    }

    @Test func `a list goes page by page, and anew when its place is forgotten`() async throws {
        let list = try await withClient({ request in
            if request.query["continue"] != nil {
                return ServerAnswer(410, json: #"{"kind":"Status","code":410,"reason":"Expired","message":"too old"}"#)
            }
            let next = request.query["limit"] == nil ? "" : "more"
            return ServerAnswer(
                json: #"{"metadata":{"resourceVersion":"7","continue":"\#(next)"},"items":[{"metadata":{"name":"a"}}]}"#
            )
        }) { try await $0.list(Self.kind) }
        #expect(list.items.map(\.name) == ["a"])
        #expect(list.items.first?.groupVersionKind == Self.kind)
        #expect(list.resourceVersion == "7")
    }

    @Test func `an apply says who, forces, and names the conflicts field by field`() async throws {
        let error = try await withClient({ request in
            guard request.query["fieldManager"] == "me", request.query["force"] == "false",
                request.headers["content-type"] == "application/apply-patch+yaml",
                !request.text.contains("managedFields")
            else { return ServerAnswer(400) }
            return ServerAnswer(
                409,
                json:
                    #"{"kind":"Status","reason":"Conflict","code":409,"message":"1 conflict","details":{"causes":[{"reason":"FieldManagerConflict","message":"conflict with \"kubectl\" using v1","field":".data.a"}]}}"#
            )
        }) { client in
            var object = KubernetesObject(kind: Self.kind, namespace: "n", name: "a")
            object.metadata["managedFields"] = []
            let sent = object
            return await #expect(throws: KubernetesError.self) {
                try await client.apply(sent, fieldManager: "me", force: false)
            }
        }
        #expect(error?.code == .conflict)
        #expect(error?.fieldConflicts.map(\.manager) == ["kubectl"])
        #expect(error?.fieldConflicts.map(\.field) == [".data.a"])
    }

    @Test func `a request is sent again when the server asks for it`() async throws {
        let count = Mutex(0)
        let object = try await withClient({ _ in
            let number = count.withLock { count in
                count += 1
                return count
            }
            return number < 3
                ? ServerAnswer(429, [("Retry-After", "0")]) : ServerAnswer(json: #"{"metadata":{"name":"a"}}"#)
        }) { try await $0.get(Self.kind, Self.key) }
        #expect(object.name == "a")
        #expect(count.withLock { $0 } == 3)
    }

    @Test func `a kind that is not served is no match, and nobody is no identity`() async throws {
        try await withClient({ _ in ServerAnswer(404, text: "404 page not found") }) { client in
            let error = await #expect(throws: KubernetesError.self) {
                try await client.get(GroupVersionKind(group: "", version: "v1", kind: "Nope"), Self.key)
            }
            #expect(error?.code == .noMatch)
            #expect(throws: KubernetesError.self) { try client.impersonating(user: "") }
        }
    }

    @Test(arguments: ["default backend - 404", "", "<html>Not Found</html>", "{\"kind\": \"Page\"}"])
    func `a 404 of somebody else is no absence`(body: String) async throws {
        try await withClient({ _ in ServerAnswer(404, text: body) }) { client in
            let error = await #expect(throws: KubernetesError.self) {
                try await client.get(
                    GroupVersionKind(group: "", version: "v1", kind: "ConfigMap"), ObjectKey(namespace: "a", name: "b"))
            }
            #expect(error?.isNotFound == false && error?.isNoMatch == false)
            #expect(error?.message.contains("did not come from a Kubernetes API server") == true)
        }
    }

    @Test(arguments: ["..", ".", "a/b", "a%2fb", ""]) func `a name never leads to another path`(name: String)
        async throws
    {
        try await withClient({ _ in ServerAnswer(json: "{}") }) { client in
            let error = await #expect(throws: KubernetesError.self) {
                try await client.get(Self.kind, ObjectKey(namespace: "n", name: name))
            }
            #expect(error?.code == .invalidRequest)
        }
    }

    @Test func `whoever acts as another says so in every request`() async throws {
        let object = try await withClient({ request in
            let names = ["impersonate-user", "impersonate-group", "authorization"].map { request.headers[$0] ?? "-" }
            return ServerAnswer(json: #"{"metadata":{"name":"\#(names.joined(separator: " "))"}}"#)
        }) { try await $0.impersonating(user: "u", groups: ["g"]).get(Self.kind, Self.key) }
        #expect(object.name == "u g Bearer t")
    }
}
