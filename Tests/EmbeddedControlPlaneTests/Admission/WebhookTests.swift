import DocumentModel
import KubernetesClient
import KubernetesModel
import LoopbackServer
import Platform
import Testing

/// A webhook on loopback that answers as its path says.
private struct Hook {
    let server: LoopbackServer
    let bundle: String

    init() throws {
        let authority = try TestAuthority()
        server = try LoopbackServer(
            identity: try authority.server(),
            answering: { request in
                guard let review = try? JSON.parse(request.body) else { return ServerAnswer(400, text: "no JSON") }
                return Hook.answer(request.path, review)
            })
        bundle = Base64.encode(authority.pem)
    }

    private static func answer(_ path: String, _ review: Value) -> ServerAnswer {
        var response: Value = ["uid": review.at("request", "uid") ?? "", "allowed": true]
        switch path {
        case "/deny":
            response["allowed"] = false
            response["status"] = ["message": "no", "code": 403, "reason": "Forbidden"]
        case "/warn": response["warnings"] = ["careful"]
        case "/patch":
            let patch = #"[{"op":"add","path":"/metadata/labels","value":{"hooked":"yes"}}]"#
            response["patchType"] = "JSONPatch"
            response["patch"] = .string(Base64.encode(Array(patch.utf8)))
        case "/rename", "/move":
            let patch =
                path == "/move"
                ? #"[{"op":"replace","path":"/metadata/namespace","value":"kube-system"}]"#
                : #"[{"op":"replace","path":"/metadata/name","value":"renamed"}]"#
            response["patchType"] = "JSONPatch"
            response["patch"] = .string(Base64.encode(Array(patch.utf8)))
        case "/uid": response["uid"] = "other"
        case "/broken": return ServerAnswer(500, text: "broken")
        default: break
        }
        let body: Value = ["apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "response": response]
        return ServerAnswer(200, json: JSON.text(body))
    }

    func configuration(_ path: String, isMutating: Bool = false, _ more: Value = [:]) -> KubernetesObject {
        var webhook: Value = [
            "name": "hook.example.org", "admissionReviewVersions": ["v1"], "sideEffects": "None",
            "clientConfig": ["url": .string(server.url + path), "caBundle": .string(bundle)],
            "rules": [
                ["operations": ["*"], "apiGroups": [""], "apiVersions": ["v1"], "resources": ["configmaps"]]
            ],
            "namespaceSelector": ["matchLabels": ["kubernetes.io/metadata.name": "default"]],
        ]
        for (key, value) in more.object ?? [:] { webhook[key] = value }
        let kind = isMutating ? "MutatingWebhookConfiguration" : "ValidatingWebhookConfiguration"
        return KubernetesObject(content: [
            "apiVersion": "admissionregistration.k8s.io/v1", "kind": .string(kind), "metadata": ["name": "h"],
            "webhooks": [webhook],
        ])
    }
}

@Suite(.serialized, .timeLimit(.minutes(2))) struct WebhookTests {
    private static func refusal(_ client: KubernetesClient, _ name: String) async throws -> String? {
        do {
            _ = try await client.create(configMap(name))
            return nil
        } catch {
            return error.message
        }
    }

    static let answers: [(String, Value, String?)] = [
        ("/allow", [:], nil), ("/warn", [:], nil),
        ("/deny", [:], "admission webhook \"hook.example.org\" denied the request: no"),
        ("/deny", ["matchConditions": [["name": "m", "expression": "object.metadata.name == 'other'"]]], nil),
        ("/deny", ["objectSelector": ["matchLabels": ["a": "b"]]], nil),
        ("/uid", [:], "received invalid webhook response: expected response.uid="),
        ("/broken", [:], "an error on the server (\"broken\") has prevented the request from succeeding"),
        ("/broken", ["failurePolicy": "Ignore"], nil),
        ("/patch", [:], "validating webhook may not return response.patch"),
    ]

    @Test(arguments: answers) func `a webhook decides`(_ path: String, _ more: Value, _ refusal: String?) async throws {
        try await TestControlPlane.with { plane in
            let hook = try Hook()
            defer { hook.server.stop() }
            _ = try await plane.client.create(hook.configuration(path, more))
            let message = try await Self.refusal(plane.client, "x")
            #expect((message == nil) == (refusal == nil))
            if let refusal { #expect(message?.contains(refusal) == true) }
        }
    }

    @Test func `a webhook changes objects, and owns nothing of them`() async throws {
        try await TestControlPlane.with { plane in
            let hook = try Hook()
            defer { hook.server.stop() }
            _ = try await plane.client.create(hook.configuration("/patch", isMutating: true))
            let made = try await plane.client.create(configMap("x", ["a": "1"]))
            #expect(made.labels == ["hooked": "yes"])
            let owned = made.content["metadata"]?["managedFields"]?[0]?["fieldsV1"]
            #expect(owned == ["f:data": [".": [:], "f:a": [:]]])
        }
    }

    @Test func `an object is kept under the name that a webhook gives it`() async throws {
        try await TestControlPlane.with { plane in
            let hook = try Hook()
            defer { hook.server.stop() }
            _ = try await plane.client.create(hook.configuration("/rename", isMutating: true))
            #expect(try await plane.client.create(configMap("x")).name == "renamed")
            #expect(try await Self.refusal(plane.client, "y")?.contains("\"renamed\" already exists") == true)
        }
    }

    @Test func `a webhook cannot move an object to another namespace`() async throws {
        try await TestControlPlane.with { plane in
            let hook = try Hook()
            defer { hook.server.stop() }
            _ = try await plane.client.create(hook.configuration("/move", isMutating: true))
            let message = try await Self.refusal(plane.client, "x")
            #expect(message?.contains("does not match the namespace sent on the request") == true)
        }
    }

    @Test func `a webhook that cannot be reached refuses, or not, as its policy says`() async throws {
        try await TestControlPlane.with { plane in
            let hook = try Hook()
            hook.server.stop()
            let client = plane.client
            _ = try await client.create(hook.configuration("/allow"))
            let message = try #require(try await Self.refusal(client, "x"))
            #expect(message.contains("failed calling webhook \"hook.example.org\": failed to call webhook: Post "))
            #expect(message.contains("/allow?timeout=10s"))
            let service: Value = [
                "clientConfig": ["service": ["name": "s", "namespace": "default"]], "failurePolicy": "Fail",
            ]
            let kind = GroupVersionKind(
                apiVersion: "admissionregistration.k8s.io/v1", kind: "ValidatingWebhookConfiguration")
            _ = try await client.delete(kind, ObjectKey(name: "h"))
            _ = try await client.create(hook.configuration("", service))
            #expect(try await Self.refusal(client, "y")?.hasSuffix("service \"s\" not found") == true)
        }
    }
}
