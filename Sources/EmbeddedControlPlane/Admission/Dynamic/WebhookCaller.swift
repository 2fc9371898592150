internal import DocumentModel
internal import HTTPTransport
internal import KubernetesModel
internal import Platform

/// Asks admission webhooks.
struct WebhookCaller: Sendable {
    /// Why there is no answer.
    enum Failure: Error {
        /// The webhook could not be asked or did not answer as it must; its failure policy decides.
        case call(String)
        /// The webhook says no, or may not be asked.
        case refusal(APIError)
    }

    /// A webhook that lets the request pass.
    struct Answer: Sendable {
        var patch: JSONPatch?
        var warnings: [String] = []
    }

    let store: ObjectStore
    private let client = HTTPClient(userAgent: "kube-apiserver-admission")

    init(store: ObjectStore) { self.store = store }

    func call(
        _ webhook: WebhookSource.Webhook, _ attributes: AdmissionAttributes, version: String, isMutation: Bool
    ) async throws(Failure) -> Answer {
        let effects = webhook.value["sideEffects"]?.string
        if attributes.options.isDryRun, effects != "None", effects != "NoneOnDryRun" {
            throw .refusal(.badRequest("admission webhook \(GoText.quoted(webhook.name)) does not support dry run"))
        }
        let uid = UniqueID.random()
        let response = try await answer(webhook, review(attributes, version, uid, webhook))
        let result = try verified(response, webhook, uid, isMutation: isMutation)
        let warnings = (result["warnings"]?.array ?? []).compactMap(\.string)
        guard result["allowed"]?.bool == true else {
            throw .refusal(Self.refusal(webhook.name, result["status"] ?? [:], warnings))
        }
        var answer = Answer(warnings: warnings)
        if let text = result["patch"]?.string, !text.isEmpty { answer.patch = try Self.patch(text, result, webhook) }
        return answer
    }

    private func review(
        _ attributes: AdmissionAttributes, _ version: String, _ uid: String, _ webhook: WebhookSource.Webhook
    ) -> Value {
        let seen = attributes.converted(to: version)
        var request: Object = ["uid": .string(uid)]
        for (key, value) in attributes.request(version: version) { request[key] = value }
        request["object"] = seen.object.map(Value.object) ?? .null
        request["oldObject"] = seen.old.map(Value.object) ?? .null
        let versions = (webhook.value["admissionReviewVersions"]?.array ?? []).compactMap(\.string)
        let apiVersion = versions.first { $0 == "v1" || $0 == "v1beta1" } ?? "v1"
        return [
            "kind": "AdmissionReview", "apiVersion": .string("admission.k8s.io/\(apiVersion)"),
            "request": .object(request),
        ]
    }
}

// MARK: Transport

extension WebhookCaller {
    private static func failure(_ webhook: WebhookSource.Webhook, _ text: String) -> Failure {
        .call("failed calling webhook \(GoText.quoted(webhook.name)): \(text)")
    }

    private func answer(_ webhook: WebhookSource.Webhook, _ review: Value) async throws(Failure) -> Value {
        let seconds = webhook.value["timeoutSeconds"]?.integer ?? 10
        let (url, serverName) = try address(webhook, timeout: "timeout=\(seconds)s")
        var request = HTTPRequest(
            method: "POST", url: url,
            headers: ["Content-Type": "application/json", "Accept": "application/json, */*"],
            body: .bytes(JSON.write(review)))
        request.totalTimeout = .seconds(seconds)
        request.responseLimit = 3 << 20
        request.connection.ignoresEnvironmentProxy = false
        request.connection.serverName = serverName
        if let bundle = webhook.value.at("clientConfig", "caBundle")?.string, !bundle.isEmpty {
            request.connection.certificateAuthorities = Base64.decode(bundle).map { Secret($0) }
        }
        let response: HTTPResponse
        do { response = try await client.execute(request) } catch let error as HTTPError {
            throw Self.failure(
                webhook, "failed to call webhook: Post \(GoText.quoted(url)): \(Self.reason(error, url))")
        } catch {
            throw Self.failure(webhook, "failed to call webhook: Post \(GoText.quoted(url)): \(error)")
        }
        guard (200..<300).contains(response.status) else {
            throw Self.failure(webhook, "failed to call webhook: \(Self.statusText(response))")
        }
        return try Self.document(response.body, webhook)
    }

    /// The answer's document: JSON, or YAML, which the server's decoder tries next.
    private static func document(_ body: [UInt8], _ webhook: WebhookSource.Webhook) throws(Failure) -> Value {
        let start = "failed to call webhook: couldn't get version/kind; json parse error: "
        let value: Value
        if let json = try? JSON.parse(body) {
            value = json
        } else {
            do { value = try YAML.parseFirst(body) } catch { throw failure(webhook, start + error.message) }
        }
        guard value.object != nil else {
            throw failure(
                webhook,
                start + "json: cannot unmarshal \(value.typeName) into Go value of type struct { APIVersion string "
                    + "\"json:\\\"apiVersion,omitempty\\\"\"; Kind string \"json:\\\"kind,omitempty\\\"\" }")
        }
        return value
    }

    /// Where the webhook is, and the name its certificate must have where that is another one.
    private func address(
        _ webhook: WebhookSource.Webhook, timeout: String
    ) throws(Failure) -> (url: String, serverName: String?) {
        let configuration = webhook.value["clientConfig"] ?? [:]
        if let url = configuration["url"]?.string { return (url + (url.contains("?") ? "&" : "?") + timeout, nil) }
        let service = configuration["service"] ?? [:]
        let (namespace, name) = (service["namespace"]?.string ?? "", service["name"]?.string ?? "")
        let port = service["port"]?.integer ?? 443
        var path = service["path"]?.string ?? ""
        if !path.hasPrefix("/") { path = "/" + path }
        path += "?" + timeout
        let host = "\(name).\(namespace).svc"
        let url = "https://\(host):\(port)\(path)"
        guard let object = store.object(.services, ObjectKey(namespace: namespace, name: name)) else {
            throw Self.failure(
                webhook, "failed to call webhook: Post \(GoText.quoted(url)): service \(GoText.quoted(name)) not found")
        }
        let spec = object.value["spec"] ?? [:]
        guard spec["type"] == "ExternalName", let external = spec["externalName"]?.string else {
            // There is no network of services here: nothing stands behind a cluster address.
            throw Self.failure(
                webhook,
                "failed to call webhook: Post \(GoText.quoted(url)): no endpoints available for service "
                    + GoText.quoted(name))
        }
        return ("https://\(external):\(port)\(path)", host)
    }

    /// A failure of transport in the words of Go's client.
    private static func reason(_ error: HTTPError, _ url: String) -> String {
        let rest = url.dropFirst("https://".count)
        var authority = String(rest.prefix { $0 != "/" && $0 != "?" })
        if !authority.contains(":") { authority += ":443" }
        switch error.code {
        case .timedOut: return "context deadline exceeded"
        case .connectionFailed: return "dial tcp \(authority): connect: connection refused"
        case .unresolvedHost:
            return "dial tcp: lookup \(authority.prefix { $0 != ":" }): no such host"
        case .certificateRejected:
            return "tls: failed to verify certificate: x509: certificate signed by unknown authority"
        case .connectionLost: return "EOF"
        default: return error.message
        }
    }

    private static func statusText(_ response: HTTPResponse) -> String {
        switch response.status {
        case 404: return "the server could not find the requested resource"
        case 401: return "the server has asked for the client to provide credentials"
        case 403: return "forbidden"
        default:
            let body = String(decoding: response.body.prefix(2048), as: UTF8.self).trimmed
            return
                "an error on the server (\(GoText.quoted(body.isEmpty ? "unknown" : body))) has prevented the request "
                + "from succeeding"
        }
    }
}

// MARK: Answers

extension WebhookCaller {
    private func verified(
        _ review: Value, _ webhook: WebhookSource.Webhook, _ uid: String, isMutation: Bool
    ) throws(Failure) -> Value {
        func invalid(_ text: String) -> Failure {
            Self.failure(webhook, "received invalid webhook response: \(text)")
        }
        guard let response = review["response"], response.object != nil else {
            throw invalid("webhook response was absent")
        }
        let apiVersion = review["apiVersion"]?.string ?? ""
        if apiVersion == "admission.k8s.io/v1beta1" { return response }
        guard response["uid"]?.string == uid else {
            throw invalid(
                "expected response.uid=\(GoText.quoted(uid)), got \(GoText.quoted(response["uid"]?.string ?? ""))")
        }
        guard apiVersion == "admission.k8s.io/v1", review["kind"] == "AdmissionReview" else {
            let version = GroupVersion(apiVersion: apiVersion)
            throw invalid(
                "expected webhook response of admission.k8s.io/v1, Kind=AdmissionReview, got "
                    + "\(version.apiVersion), Kind=\(review["kind"]?.string ?? "")")
        }
        let hasPatch = !(response["patch"]?.string ?? "").isEmpty
        let type = response["patchType"].flatMap { $0.isNull ? nil : $0 }
        if isMutation {
            if hasPatch, type == nil {
                throw invalid("webhook returned response.patch but not response.patchType")
            }
            if !hasPatch, type != nil {
                throw invalid("webhook returned response.patchType but not response.patch")
            }
        } else {
            if hasPatch { throw invalid("validating webhook may not return response.patch") }
            if type != nil { throw invalid("validating webhook may not return response.patchType") }
        }
        return response
    }

    private static func patch(
        _ text: String, _ result: Value, _ webhook: WebhookSource.Webhook
    ) throws(Failure) -> JSONPatch? {
        let type = result["patchType"]?.string ?? "JSONPatch"
        guard type == "JSONPatch" else {
            throw failure(webhook, "unsupported patch type \(GoText.quoted(type))")
        }
        guard let bytes = Base64.decode(text), let document = try? JSON.parse(bytes) else {
            throw failure(webhook, "received undecodable patch in webhook response: it is no JSON in base64")
        }
        do throws(DocumentError) {
            let patch = try JSONPatch(document)
            return patch.operations.isEmpty ? nil : patch
        } catch {
            throw .refusal(.internalError("\(error)"))
        }
    }

    /// The status of a webhook that says no, as the client gets it.
    private static func refusal(_ name: String, _ status: Value, _ warnings: [String]) -> APIError {
        let start = "admission webhook \(GoText.quoted(name)) denied the request"
        let reason = status["reason"]?.string ?? ""
        let message: String
        if let text = status["message"]?.string, !text.isEmpty {
            message = "\(start): \(text)"
        } else if !reason.isEmpty {
            message = "\(start): \(reason)"
        } else {
            message = "\(start) without explanation"
        }
        let code = Int(status["code"]?.integer ?? 0)
        var error = APIError(max(400, min(code, 599)), reason, message)
        if let details = status["details"], details.object != nil {
            var own = APIError.Details()
            own.name = details["name"]?.string ?? ""
            own.group = details["group"]?.string ?? ""
            own.kind = details["kind"]?.string ?? ""
            own.uid = details["uid"]?.string ?? ""
            own.causes = (details["causes"]?.array ?? []).map {
                APIError.Cause(
                    reason: $0["reason"]?.string, message: $0["message"]?.string ?? "", field: $0["field"]?.string)
            }
            own.retryAfterSeconds = details["retryAfterSeconds"]?.integer.map { Int($0) }
            error.details = own
        }
        error.warnings = warnings
        return error
    }
}
