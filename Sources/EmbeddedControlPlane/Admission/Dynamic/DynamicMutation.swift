internal import CommonExpressionLanguage
internal import DocumentModel
internal import KubernetesModel

/// Changes objects as MutatingAdmissionPolicies and mutating webhooks say: first the policies, then the webhooks, and
/// once more those that want to see what came after them.
struct DynamicMutation: AdmissionPlugin {
    private let policies: PolicySource
    private let webhooks: WebhookSource
    private let matcher: AdmissionMatcher
    private let parameters: PolicyParameters
    private let selection: WebhookSelection
    private let authorizer: Authorizer
    private let caller: WebhookCaller

    init(store: ObjectStore, registry: ResourceRegistry, authorizer: Authorizer, caller: WebhookCaller) {
        policies = PolicySource(store: store, isMutation: true)
        webhooks = WebhookSource(store: store, isMutation: true)
        matcher = AdmissionMatcher(store: store)
        parameters = PolicyParameters(store: store, registry: registry)
        selection = WebhookSelection(matcher: matcher, authorizer: authorizer)
        self.authorizer = authorizer
        self.caller = caller
    }

    /// An object on its way, with what those who want to see it again left behind.
    private struct Progress {
        var object: Object
        var warnings: [String] = []
        /// The object as each left it, by its name.
        var left: [String: Object] = [:]
        var isSecond = false

        /// Whether somebody is to be asked in this round.
        func isDue(_ key: String) -> Bool { !isSecond || left[key].map { $0 != object } ?? false }
    }

    func mutate(_ object: inout Object, _ review: inout AdmissionReview) async throws(APIError) {
        let (policies, webhooks) = (self.policies.policies, self.webhooks.webhooks)
        guard !policies.isEmpty || !webhooks.isEmpty else { return }
        guard !AdmissionAttributes(object, review).isExempt else { return }
        guard review.target.subresource == "scale" else {
            return try await mutate(&object, &review, policies, webhooks)
        }
        // What is scaled is seen, and changed, as a Scale.
        let view = ScaleView(review.target)
        var scale = view.scale(object)
        try await mutate(&scale, &review, policies, webhooks)
        object = view.object(object, scaledTo: scale)
    }

    private func mutate(
        _ object: inout Object, _ review: inout AdmissionReview, _ policies: [PolicySource.Policy],
        _ webhooks: [WebhookSource.Webhook]
    ) async throws(APIError) {
        var progress = Progress(object: Self.unnumbered(object, review))
        let before = progress.object
        do throws(APIError) {
            try await round(policies, webhooks, &progress, review)
            if progress.left.values.contains(where: { $0 != progress.object }) {
                progress.isSecond = true
                try await round(policies, webhooks, &progress, review)
            }
        } catch {
            review.warnings += progress.warnings
            throw error
        }
        review.warnings += progress.warnings
        guard progress.object != before else { return }
        var result = progress.object
        result.updateMetadata { metadata in
            for key in ["uid", "creationTimestamp"] {
                metadata[key] = object["metadata"]?[key] ?? metadata[key]
            }
            if (metadata["name"]?.string ?? "").isEmpty { metadata["name"] = object["metadata"]?["name"] }
        }
        object = result
    }

    /// Of a deletion there is nothing to change, but it can be refused.
    func validate(_ object: Object, _ review: inout AdmissionReview) async throws(APIError) {
        guard review.operation == .delete else { return }
        let attributes = AdmissionAttributes(object, review)
        guard !attributes.isExempt else { return }
        for webhook in webhooks.webhooks {
            guard let version = try selection.version(webhook, attributes),
                let answer = try await ask(webhook, attributes, version)
            else { continue }
            review.warnings += answer.warnings
            if answer.patch != nil {
                throw .internalError(
                    "admission webhook \(GoText.quoted(webhook.name)) attempted to modify the object, which is not "
                        + "supported for this operation")
            }
        }
    }

    /// An object that is new has neither uid nor time yet where it is changed.
    private static func unnumbered(_ object: Object, _ review: AdmissionReview) -> Object {
        guard review.operation == .create else { return object }
        var copy = object
        copy.updateMetadata { metadata in
            metadata["uid"] = nil
            metadata["creationTimestamp"] = nil
            if review.isNameGenerated { metadata["name"] = nil }
        }
        return copy
    }

    private func round(
        _ policies: [PolicySource.Policy], _ webhooks: [WebhookSource.Webhook], _ progress: inout Progress,
        _ review: AdmissionReview
    ) async throws(APIError) {
        var problems: [String] = []
        for policy in policies { try apply(policy, &progress, review, &problems) }
        if let first = problems.first {
            var error = AdmissionAttributes(progress.object, review, isNamed: !review.isNameGenerated, isForeign: true)
                .forbidden("")
            error.message = first
            error.reason = "Invalid"
            error.details?.causes = problems.map { .init(reason: nil, message: $0, field: nil) }
            throw error
        }
        for (index, webhook) in webhooks.enumerated() {
            try await apply(webhook, "webhook \(index)", &progress, review)
        }
    }
}

// MARK: Webhooks

extension DynamicMutation {
    private func apply(
        _ webhook: WebhookSource.Webhook, _ key: String, _ progress: inout Progress, _ review: AdmissionReview
    ) async throws(APIError) {
        guard progress.isDue(key) else { return }
        let attributes = AdmissionAttributes(progress.object, review, isNamed: !review.isNameGenerated, isForeign: true)
        guard let version = try selection.version(webhook, attributes) else { return }
        guard let answer = try await ask(webhook, attributes, version) else { return }
        progress.warnings += answer.warnings
        if let patch = answer.patch {
            let rules = review.target.definition.rules
            let seen = attributes.converted(to: version).object ?? progress.object
            let patched: Value
            do throws(DocumentError) { patched = try patch.apply(to: .object(seen)) } catch {
                throw .internalError(JSONPatchFailure.text(error, patch, seen))
            }
            let object = try Self.completed(patched, review.target, version)
            progress.object =
                version == review.target.version.name
                ? object : rules.convert(object, to: review.target.version.name)
        }
        if webhook.isReinvoked { progress.left[key] = progress.object }
    }

    /// Nil where the webhook could not be asked and that does not matter.
    private func ask(
        _ webhook: WebhookSource.Webhook, _ attributes: AdmissionAttributes, _ version: String
    ) async throws(APIError) -> WebhookCaller.Answer? {
        do throws(WebhookCaller.Failure) {
            return try await caller.call(webhook, attributes, version: version, isMutation: true)
        } catch {
            switch error {
            case .refusal(let refusal): throw refusal
            case .call(let text):
                guard webhook.ignoresFailures else { throw .internalError(text) }
                return nil
            }
        }
    }

    /// A changed object, read as any other, with its defaults.
    private static func completed(_ value: Value, _ target: Target, _ version: String) throws(APIError) -> Object {
        if target.foreignKind != nil { return value.object ?? [:] }
        let rules = target.definition.rules
        var object: Object
        do throws(APIError) {
            object = try rules.decode(value, version: version, validation: .ignore).object
        } catch {
            throw .internalError(error.message)
        }
        rules.applyDefaults(to: &object, version: version)
        return object
    }
}

// MARK: Policies

extension DynamicMutation {
    /// Why a mutation cannot be done.
    private struct Problem: Error { var text: String }

    private func apply(
        _ policy: PolicySource.Policy, _ progress: inout Progress, _ review: AdmissionReview,
        _ problems: inout [String]
    ) throws(APIError) {
        let attributes = AdmissionAttributes(progress.object, review, isNamed: !review.isNameGenerated, isForeign: true)
        guard let version = try matcher.version(policy.spec["matchConstraints"], attributes) else { return }
        func fail(_ binding: String, _ text: String) {
            guard !policy.ignoresFailures else { return }
            problems.append("policy '\(policy.name)' with binding '\(binding)' denied request: \(text)")
        }
        for binding in policy.bindings {
            guard try matcher.version(binding.spec["matchResources"], attributes) != nil else { continue }
            let found: [Object?]
            do throws(PolicyParameters.Failure) {
                found = try parameters.find(policy.spec, binding.spec, namespace: attributes.target.namespace)
            } catch {
                fail(binding.name, "failed to configure binding: \(error.text)")
                continue
            }
            for (index, parameter) in found.enumerated() {
                let key = "policy \(policy.name) \(binding.name) \(index)"
                guard progress.isDue(key) else { continue }
                do throws(Problem) {
                    try apply(policy, parameter, version, &progress, review)
                } catch {
                    fail(binding.name, error.text)
                }
                if policy.spec["reinvocationPolicy"]?.string == "IfNeeded" { progress.left[key] = progress.object }
            }
        }
    }

    private func apply(
        _ policy: PolicySource.Policy, _ parameter: Object?, _ version: String, _ progress: inout Progress,
        _ review: AdmissionReview
    ) throws(Problem) {
        if let problem = policy.problem { throw Problem(text: problem) }
        let mutations = policy.spec["mutations"]?.array ?? []
        for (index, expression) in policy.expressions.enumerated() {
            let attributes = AdmissionAttributes(
                progress.object, review, isNamed: !review.isNameGenerated, isForeign: true)
            var values = PolicyEnvironment.values(
                attributes, version: version, namespace: matcher.namespace(of: attributes), authorizer: authorizer)
            values["params"] = parameter.map { CELValue(.object($0)) } ?? .null
            do throws(PolicyEvaluation.Failure) {
                if index == 0, !(try policy.conditions.match(values, ignoresFailures: policy.ignoresFailures)) {
                    return
                }
                var evaluation = PolicyEvaluation(values: values, variables: policy.variables)
                let value = try evaluation.evaluate(expression)
                let isPatch = mutations[index]["patchType"]?.string == "JSONPatch"
                let live = attributes.converted(to: version).object ?? [:]
                let result =
                    isPatch ? try Self.patched(live, value) : try Self.merged(live, value, review.target, version)
                progress.object = try Self.finished(result, review.target, version)
            } catch {
                throw Problem(text: error.text)
            }
        }
    }

    private static func finished(
        _ value: Value, _ target: Target, _ version: String
    ) throws(PolicyEvaluation.Failure) -> Object {
        do throws(APIError) {
            let object = try completed(value, target, version)
            return version == target.version.name
                ? object : target.definition.rules.convert(object, to: target.version.name)
        } catch {
            throw .expression(error.message)
        }
    }

    /// An object with the configuration that an expression made merged into it.
    private static func merged(
        _ live: Object, _ value: CELValue, _ target: Target, _ version: String
    ) throws(PolicyEvaluation.Failure) -> Value {
        guard case .structure(let structure) = value, structure.typeName == "Object" else {
            throw .expression("unsupported return type from ApplyConfiguration expression: \(value.type.name)")
        }
        do throws(CELError) { try structure.checkTypeNames() } catch {
            throw .expression("type mismatch: \(error.message)")
        }
        var applied: Value
        do throws(CELError) { applied = try value.document() } catch { throw .expression(error.message) }
        applied["apiVersion"] = live["apiVersion"]
        applied["kind"] = live["kind"]
        let type = target.definition.rules.mergeType(version: version)
        let problems = TypedCheck.problems(in: applied, type: type)
        if !problems.isEmpty {
            throw .expression(
                "error applying patch: failed to convert patch object to typed object: \(TypedProblem.text(problems))")
        }
        let atomic = AtomicParts.paths(in: applied, type)
        if !atomic.isEmpty {
            throw .expression(
                "error applying patch: invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: "
                    + atomic.joined(separator: ", "))
        }
        return Value.object(live).merging(applied, type: type)
    }

    /// An object with the patch that an expression made. A test that fails leaves it as it is.
    private static func patched(_ live: Object, _ value: CELValue) throws(PolicyEvaluation.Failure) -> Value {
        guard case .list(let list) = value else {
            throw .expression("type mismatch: JSONPatchType.expression should evaluate to array")
        }
        var operations: [Value] = []
        do throws(CELError) {
            for element in try list.values() {
                guard case .structure(let structure) = element, structure.typeName == "JSONPatch" else {
                    throw CELError(
                        "type mismatch: JSONPatchType.expression should evaluate to array of JSONPatch, got element of "
                            + element.type.name)
                }
                if case .structure(let inner) = structure["value"] {
                    do throws(CELError) { try inner.checkTypeNames() } catch {
                        throw CELError("type mismatch: \(error.message)")
                    }
                }
                operations.append(try element.document())
            }
        } catch {
            throw .expression(error.message)
        }
        do throws(DocumentError) {
            let patch = try JSONPatch(.array(operations))
            do throws(DocumentError) { return try patch.apply(to: .object(live)) } catch {
                if error.code == .testFailed { return .object(live) }
                throw DocumentError(error.code, JSONPatchFailure.text(error, patch, live))
            }
        } catch {
            throw .expression("JSON Patch: \(error.message)")
        }
    }
}
