internal import DocumentModel

/// Configurations of admission webhooks.
extension Checks {
    mutating func webhooks(_ object: Object) {
        var names: Set<String> = []
        for (index, webhook) in (object["webhooks"]?.array ?? []).enumerated() {
            let path = "webhooks[\(index)]"
            let name = webhook["name"]?.string ?? ""
            webhookName("\(path).name", name)
            self.webhook(path, webhook)
            reviewVersions("\(path).admissionReviewVersions", webhook["admissionReviewVersions"])
            if !name.isEmpty, !names.insert(name).inserted { duplicate("\(path).name", .string(name)) }
        }
    }

    private mutating func webhookName(_ path: String, _ name: String) {
        if name.isEmpty { return required(path) }
        let problems = NameSyntax.subdomain(name)
        if !problems.isEmpty {
            invalid(path, .string(name), problems.joined(separator: ","))
        } else if name.split(separator: ".", omittingEmptySubsequences: false).count < 3 {
            invalid(path, .string(name), "should be a domain with at least three segments separated by dots")
        }
    }

    private mutating func reviewVersions(_ path: String, _ value: Value?) {
        let versions = (value?.array ?? []).compactMap(\.string)
        if versions.isEmpty { return required(path, "must specify one of v1, v1beta1") }
        var seen: Set<String> = []
        for (index, version) in versions.enumerated() {
            guard seen.insert(version).inserted else {
                invalid("\(path)[\(index)]", .string(version), "duplicate version")
                continue
            }
            invalid("\(path)[\(index)]", version, NameSyntax.label1035(version))
        }
        if seen.isDisjoint(with: ["v1", "v1beta1"]) {
            invalid(path, value, "must include at least one of v1, v1beta1")
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
        if webhook["reinvocationPolicy"]?.string != nil {
            oneOf("\(path).reinvocationPolicy", webhook["reinvocationPolicy"], ["IfNeeded", "Never"])
        }
        clientConfiguration("\(path).clientConfig", webhook["clientConfig"] ?? [:])
        matchConditions(
            "\(path).matchConditions", webhook["matchConditions"],
            PolicyEnvironment.make(hasParameters: false, hasAuthorizer: true))
    }

    mutating func clientConfiguration(_ path: String, _ configuration: Value) {
        let url = configuration["url"]?.string
        let service = configuration["service"].flatMap { $0.object == nil ? nil : $0 }
        switch (url, service) {
        case (.some(let url), nil): webhookURL("\(path).url", url)
        case (nil, .some(let service)): webhookService("\(path).service", service)
        default: required(path, "exactly one of url or service is required")
        }
    }

    /// The address of a webhook has a host and a path, and nothing else.
    private mutating func webhookURL(_ path: String, _ text: String) {
        let form = "; desired format: https://host[/path]"
        let url = WebhookURL(text)
        if url.scheme != "https" {
            invalid(path, .string(url.scheme), "'https' is the only allowed URL scheme\(form)")
        }
        if url.host.isEmpty { invalid(path, "", "host must be specified\(form)") }
        if let user = url.user { invalid(path, .string(user), "user information is not permitted in the URL") }
        if !url.fragment.isEmpty { invalid(path, .string(url.fragment), "fragments are not permitted in the URL") }
        if !url.query.isEmpty { invalid(path, .string(url.query), "query parameters are not permitted in the URL") }
    }

    /// The Service behind a webhook. The server takes its name for its namespace and the other way round.
    private mutating func webhookService(_ path: String, _ service: Value) {
        if (service["namespace"]?.string ?? "").isEmpty { required("\(path).name") }
        if (service["name"]?.string ?? "").isEmpty { required("\(path).namespace") }
        if let port = service["port"]?.integer, !(1...65535).contains(port) {
            invalid(
                "\(path).port", .integer(port), "port is not valid: must be between 1 and 65535, inclusive")
        }
        guard let text = service["path"]?.string, !text.isEmpty, text != "/" else { return }
        let place = "\(path).path"
        if text == "//" { return invalid(place, .string(text), "segment[0] may not be empty") }
        if !text.hasPrefix("/") { invalid(place, .string(text), "must start with a '/'") }
        var rest = text.dropFirst()
        if rest.hasSuffix("/") { rest = rest.dropLast() }
        for (index, step) in rest.split(separator: "/", omittingEmptySubsequences: false).enumerated() {
            if step.isEmpty {
                invalid(place, .string(text), "segment[\(index)] may not be empty")
                continue
            }
            for problem in NameSyntax.subdomain(String(step)) {
                invalid(place, .string(text), "segment[\(index)]: \(problem)")
            }
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
            guard field == "apiVersions" else { continue }
            for (index, version) in values.enumerated() where version == "" { required("\(path).\(field)[\(index)]") }
        }
        ruleResources("\(path).resources", rule["resources"]?.array ?? [])
        oneOf("\(path).scope", rule["scope"], ["*", "Cluster", "Namespaced"])
    }

    private mutating func ruleResources(_ path: String, _ resources: [Value]) {
        if resources.isEmpty { required(path) }
        // What a star stands for already.
        var (wholes, subresources): (Set<String>, Set<String>) = ([], [])
        var isLastPlain = false
        for (index, resource) in resources.enumerated() {
            let text = resource.string ?? ""
            if text.isEmpty {
                required("\(path)[\(index)]")
                continue
            }
            let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2 else {
                isLastPlain = text != "*"
                continue
            }
            if wholes.contains(parts[0]) {
                invalid(
                    "\(path)[\(index)]", resource, "if '\(parts[0])/*' is present, must not specify \(text)")
            }
            if subresources.contains(parts[1]) {
                invalid(
                    "\(path)[\(index)]", resource, "if '*/\(parts[1])' is present, must not specify \(text)")
            }
            if parts[1] == "*" { wholes.insert(parts[0]) }
            if parts[0] == "*" { subresources.insert(parts[1]) }
        }
        if resources.contains("*/*"), resources.count > 1 {
            invalid(path, .array(resources), "if '*/*' is present, must not specify other resources")
        }
        if resources.contains("*"), isLastPlain {
            invalid(
                path, .array(resources), "if '*' is present, must not specify other resources without subresources")
        }
    }
}

/// The parts of a webhook's address (RFC 3986, appendix B).
private struct WebhookURL {
    var scheme = ""
    var host = ""
    var user: String?
    var query = ""
    var fragment = ""

    init(_ text: String) {
        var rest = text[...]
        if let mark = rest.firstIndex(of: "#") {
            fragment = String(rest[rest.index(after: mark)...])
            rest = rest[..<mark]
        }
        if let mark = rest.firstIndex(of: "?") {
            query = String(rest[rest.index(after: mark)...])
            rest = rest[..<mark]
        }
        if let colon = rest.firstIndex(of: ":"), rest[..<colon].allSatisfy({ $0 != "/" }) {
            scheme = rest[..<colon].lowercased()
            rest = rest[rest.index(after: colon)...]
        }
        guard rest.hasPrefix("//") else { return }
        var authority = rest.dropFirst(2).prefix { $0 != "/" }
        if let mark = authority.lastIndex(of: "@") {
            user = String(authority[..<mark])
            authority = authority[authority.index(after: mark)...]
        }
        host = String(authority)
    }
}
