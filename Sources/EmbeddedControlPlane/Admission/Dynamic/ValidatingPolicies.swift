internal import CommonExpressionLanguage
internal import DocumentModel
internal import KubernetesModel

/// Refuses what ValidatingAdmissionPolicies refuse.
struct ValidatingPolicies: AdmissionPlugin {
    private let source: PolicySource
    private let matcher: AdmissionMatcher
    private let parameters: PolicyParameters
    private let authorizer: Authorizer

    init(store: ObjectStore, registry: ResourceRegistry, authorizer: Authorizer) {
        source = PolicySource(store: store, isMutation: false)
        matcher = AdmissionMatcher(store: store)
        parameters = PolicyParameters(store: store, registry: registry)
        self.authorizer = authorizer
    }

    /// One expression that says no, or could not be evaluated.
    private struct Denial {
        var text: String
        var reason = "Invalid"
    }

    func validate(_ object: Object, _ review: inout AdmissionReview) async throws(APIError) {
        let attributes = AdmissionAttributes(object, review)
        guard !attributes.isExempt else { return }
        var denials: [(place: String, denial: Denial)] = []
        for policy in source.policies {
            guard let version = try matcher.version(policy.spec["matchConstraints"], attributes) else { continue }
            if let problem = parameters.problem(policy.spec) {
                if !policy.ignoresFailures {
                    denials.append(("ValidatingAdmissionPolicy '\(policy.name)'", Denial(text: problem)))
                }
                continue
            }
            for binding in policy.bindings {
                guard try matcher.version(binding.spec["matchResources"], attributes) != nil else { continue }
                let place = "ValidatingAdmissionPolicy '\(policy.name)' with binding '\(binding.name)'"
                let found: [Object?]
                do throws(PolicyParameters.Failure) {
                    found = try parameters.find(
                        policy.spec, binding.spec, namespace: attributes.target.namespace)
                } catch {
                    if !policy.ignoresFailures {
                        denials.append((place, Denial(text: "failed to configure binding: \(error.text)")))
                    }
                    continue
                }
                let actions = (binding.spec["validationActions"]?.array ?? []).compactMap(\.string)
                for parameter in found {
                    for (denial, isAnnotation) in judge(policy, parameter, attributes, version) {
                        if actions.contains("Deny") || isAnnotation { denials.append((place, denial)) }
                        if actions.contains("Warn"), !isAnnotation {
                            review.warnings.append("Validation failed for \(place): \(denial.text)")
                        }
                    }
                }
            }
        }
        guard let first = denials.first else { return }
        throw Self.error("\(first.place) denied request: \(first.denial.text)", first.denial.reason, attributes)
    }

    private static func error(_ message: String, _ reason: String, _ attributes: AdmissionAttributes) -> APIError {
        var error = attributes.forbidden(message)
        error.reason = reason
        error.code =
            switch reason {
            case "Forbidden": 403
            case "Unauthorized": 401
            case "RequestEntityTooLarge": 413
            default: 422
            }
        error.details?.causes.append(.init(reason: nil, message: message, field: nil))
        return error
    }

    /// What a policy says no to, and whether it is an annotation that fails, which always refuses.
    private func judge(
        _ policy: PolicySource.Policy, _ parameter: Object?, _ attributes: AdmissionAttributes, _ version: String
    ) -> [(Denial, isAnnotation: Bool)] {
        let failure: (String) -> [(Denial, isAnnotation: Bool)] = { text in
            policy.ignoresFailures ? [] : [(Denial(text: text), false)]
        }
        if let problem = policy.problem { return failure(problem) }
        var values = PolicyEnvironment.values(
            attributes, version: version, namespace: matcher.namespace(of: attributes), authorizer: authorizer)
        values["params"] = parameter.map { CELValue(.object($0)) } ?? .null
        do throws(PolicyEvaluation.Failure) {
            guard try policy.conditions.match(values, ignoresFailures: policy.ignoresFailures) else { return [] }
        } catch {
            return failure(error.text)
        }
        var evaluation = PolicyEvaluation(values: values, variables: policy.variables)
        var denials: [(Denial, isAnnotation: Bool)] = []
        for (index, expression) in policy.expressions.enumerated() {
            do throws(PolicyEvaluation.Failure) {
                if try evaluation.evaluate(expression).bool == true { continue }
                denials.append((denial(policy, index, &evaluation), false))
            } catch {
                if case .exhausted(let text) = error { return failure(text) }
                denials += failure(error.text)
            }
        }
        return denials + annotations(policy, &evaluation)
    }

    private func denial(
        _ policy: PolicySource.Policy, _ index: Int, _ evaluation: inout PolicyEvaluation
    ) -> Denial {
        let validation = policy.spec["validations"]?[index] ?? [:]
        var message = ""
        if let expression = policy.messages[index] {
            // A message that cannot be had is no reason to let the request pass: the fixed one is said.
            do throws(PolicyEvaluation.Failure) {
                message = try evaluation.evaluate(expression).string?.trimmed ?? ""
                if message.utf8.count > 5 * 1024 || message.contains("\n") { message = "" }
            } catch {
                if case .exhausted(let text) = error { return Denial(text: "failed messageExpression: \(text)") }
            }
        }
        if message.isEmpty { message = (validation["message"]?.string ?? "").trimmed }
        if message.isEmpty { message = "failed expression: \((validation["expression"]?.string ?? "").trimmed)" }
        return Denial(text: message, reason: validation["reason"]?.string ?? "Invalid")
    }

    /// Annotations go to an audit log, which there is none of; those that fail refuse the request.
    private func annotations(
        _ policy: PolicySource.Policy, _ evaluation: inout PolicyEvaluation
    ) -> [(Denial, isAnnotation: Bool)] {
        guard !policy.annotations.isEmpty, !policy.ignoresFailures else { return [] }
        evaluation.budget = CELLimits.budget
        var denials: [(Denial, isAnnotation: Bool)] = []
        for annotation in policy.annotations {
            do throws(PolicyEvaluation.Failure) {
                switch try evaluation.evaluate(annotation) {
                case .string, .null: continue
                case let value:
                    denials.append(
                        (
                            Denial(
                                text: "valueExpression '\(annotation.text)' resulted in unsupported return type: "
                                    + "\(value.type.name). Return type must be either string or null."), true
                        ))
                }
            } catch {
                denials.append((Denial(text: error.text), true))
            }
        }
        return denials
    }
}

extension AdmissionMatcher {
    /// The namespace around a request; nil for what is in none, and for namespaces themselves.
    func namespace(of attributes: AdmissionAttributes) -> Object? {
        guard attributes.target.resource != .namespaces, !attributes.namespace.isEmpty else { return nil }
        return store.object(.namespaces, ObjectKey(name: attributes.namespace))?.object
    }
}
