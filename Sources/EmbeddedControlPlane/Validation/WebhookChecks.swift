internal import DocumentModel

/// Configurations of admission webhooks.
extension Checks {
    mutating func webhooks(_ object: Object) {
        var names: Set<String> = []
        for (index, webhook) in (object["webhooks"]?.array ?? []).enumerated() {
            let path = "webhooks[\(index)]"
            let name = webhook["name"]?.string ?? ""
            webhookName("\(path).name", name)
            if !names.insert(name).inserted { duplicate("\(path).name", .string(name)) }
            self.webhook(path, webhook)
        }
    }

    private mutating func webhookName(_ path: String, _ name: String) {
        if name.isEmpty { return required(path) }
        invalid(path, name, NameSyntax.subdomain(name))
        if name.split(separator: ".", omittingEmptySubsequences: false).count < 3 {
            invalid(path, .string(name), "should be a domain with at least three segments separated by dots")
        }
    }

    private mutating func webhook(_ path: String, _ webhook: Value) {
        for (index, rule) in (webhook["rules"]?.array ?? []).enumerated() {
            webhookRule("\(path).rules[\(index)]", rule)
        }
        oneOf("\(path).failurePolicy", webhook["failurePolicy"], ["Fail", "Ignore"])
        oneOf("\(path).matchPolicy", webhook["matchPolicy"], ["Equivalent", "Exact"])
        switch webhook["sideEffects"]?.string {
        case .none: required("\(path).sideEffects", "must specify one of None, NoneOnDryRun")
        default: oneOf("\(path).sideEffects", webhook["sideEffects"], ["None", "NoneOnDryRun"])
        }
        if let seconds = webhook["timeoutSeconds"]?.integer, !(1...30).contains(seconds) {
            invalid("\(path).timeoutSeconds", .integer(seconds), "the timeout value must be between 1 and 30 seconds")
        }
        selector("\(path).namespaceSelector", webhook["namespaceSelector"])
        selector("\(path).objectSelector", webhook["objectSelector"])
        clientConfiguration("\(path).clientConfig", webhook["clientConfig"] ?? [:])
        let versions = (webhook["admissionReviewVersions"]?.array ?? []).compactMap(\.string)
        if versions.isEmpty {
            required("\(path).admissionReviewVersions", "must specify one of v1, v1beta1")
        } else if !versions.contains(where: { $0 == "v1" || $0 == "v1beta1" }) {
            invalid(
                "\(path).admissionReviewVersions", webhook["admissionReviewVersions"],
                "must include at least one of v1, v1beta1")
        }
        matchConditions(
            "\(path).matchConditions", webhook["matchConditions"],
            PolicyEnvironment.make(hasParameters: false, hasAuthorizer: true))
    }

    mutating func clientConfiguration(_ path: String, _ configuration: Value) {
        let hasURL = configuration["url"]?.string != nil
        let hasService = configuration["service"]?.object != nil
        if hasURL == hasService { required(path, "exactly one of url or service is required") }
        guard let url = configuration["url"]?.string else { return }
        if !url.hasPrefix("https://") {
            let scheme = url.split(separator: ":").first.map(String.init) ?? ""
            invalid(
                "\(path).url", .string(url),
                "'https' is the only allowed URL scheme, got '\(scheme)'; desired format: https://host[/path]")
        }
    }

    mutating func webhookRule(_ path: String, _ rule: Value) {
        let operations = rule["operations"]?.array ?? []
        if operations.isEmpty { required("\(path).operations") }
        if operations.count > 1, operations.contains("*") {
            invalid("\(path).operations", .array(operations), "if '*' is present, must not specify other operations")
        }
        for (index, operation) in operations.enumerated() {
            oneOf("\(path).operations[\(index)]", operation, ["*", "CONNECT", "CREATE", "DELETE", "UPDATE"])
        }
        for (field, noun) in [("apiGroups", "API groups"), ("apiVersions", "API versions")] {
            let values = rule[field]?.array ?? []
            if values.isEmpty { required("\(path).\(field)") }
            if values.count > 1, values.contains("*") {
                invalid("\(path).\(field)", .array(values), "if '*' is present, must not specify other \(noun)")
            }
        }
        let resources = rule["resources"]?.array ?? []
        if resources.isEmpty { required("\(path).resources") }
        if resources.contains("*/*"), resources.count > 1 {
            invalid("\(path).resources", .array(resources), "if '*/*' is present, must not specify other resources")
        } else if resources.contains("*"), resources.contains(where: { $0 != "*" && $0.string?.contains("/") == false })
        {
            invalid(
                "\(path).resources", .array(resources),
                "if '*' is present, must not specify other resources without subresources")
        }
        oneOf("\(path).scope", rule["scope"], ["*", "Cluster", "Namespaced"])
    }
}
