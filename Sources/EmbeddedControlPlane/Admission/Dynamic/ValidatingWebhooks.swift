internal import DocumentModel
internal import KubernetesModel

/// Refuses what validating webhooks refuse. All that are concerned are asked at the same time.
struct ValidatingWebhooks: AdmissionPlugin {
    private let source: WebhookSource
    private let selection: WebhookSelection
    private let caller: WebhookCaller

    init(store: ObjectStore, authorizer: Authorizer, caller: WebhookCaller) {
        source = WebhookSource(store: store, isMutation: false)
        selection = WebhookSelection(matcher: AdmissionMatcher(store: store), authorizer: authorizer)
        self.caller = caller
    }

    func validate(_ object: Object, _ review: inout AdmissionReview) async throws(APIError) {
        let attributes = AdmissionAttributes(object, review)
        guard !attributes.isExempt else { return }
        var calls: [(webhook: WebhookSource.Webhook, version: String)] = []
        for webhook in source.webhooks {
            if let version = try selection.version(webhook, attributes) { calls.append((webhook, version)) }
        }
        guard !calls.isEmpty else { return }
        let chosen = calls
        let outcomes = await withTaskGroup(of: (Int, Result<[String], APIError>).self) { group in
            for (index, call) in chosen.enumerated() {
                group.addTask { (index, await ask(call.webhook, attributes, call.version)) }
            }
            var outcomes: [Int: Result<[String], APIError>] = [:]
            for await (index, outcome) in group { outcomes[index] = outcome }
            return outcomes
        }
        var failure: APIError?
        for index in chosen.indices {
            switch outcomes[index] {
            case .success(let warnings): review.warnings += warnings
            case .failure(let error): failure = failure ?? error
            case .none: break
            }
        }
        if let failure { throw failure }
    }

    private func ask(
        _ webhook: WebhookSource.Webhook, _ attributes: AdmissionAttributes, _ version: String
    ) async -> Result<[String], APIError> {
        do throws(WebhookCaller.Failure) {
            let answer = try await caller.call(webhook, attributes, version: version, isMutation: false)
            return .success(answer.warnings)
        } catch {
            switch error {
            case .refusal(let refusal): return .failure(refusal)
            case .call(let text): return webhook.ignoresFailures ? .success([]) : .failure(.internalError(text))
            }
        }
    }
}

/// Decides whether a webhook is asked.
struct WebhookSelection: Sendable {
    let matcher: AdmissionMatcher
    let authorizer: Authorizer

    /// The version in which a webhook gets a request; nil when it does not.
    func version(
        _ webhook: WebhookSource.Webhook, _ attributes: AdmissionAttributes
    ) throws(APIError) -> String? {
        guard let version = try matcher.version(ofWebhook: webhook.value, attributes) else { return nil }
        guard !webhook.conditions.isEmpty else { return version }
        let values = PolicyEnvironment.values(attributes, version: version, namespace: nil, authorizer: authorizer)
        do throws(PolicyEvaluation.Failure) {
            return try webhook.conditions.match(values, ignoresFailures: webhook.ignoresFailures) ? version : nil
        } catch {
            throw attributes.forbidden(error.text)
        }
    }
}
