internal import DocumentModel
internal import KubernetesModel
internal import Platform

/// The kinds that are questions: created, answered, never stored.
struct Reviews: Sendable {
    let server: APIServer
    let request: APIRequest
    let target: Target

    private static let kinds: Set<String> = [
        "SelfSubjectAccessReview", "SubjectAccessReview", "LocalSubjectAccessReview", "SelfSubjectRulesReview",
        "TokenReview", "SelfSubjectReview",
    ]

    /// Nil for kinds that are stored.
    init?(server: APIServer, request: APIRequest, target: Target) {
        guard Self.kinds.contains(target.definition.kind) else { return nil }
        self.server = server
        self.request = request
        self.target = target
    }

    func answer() async throws(APIError) -> APIAnswer {
        let negotiation = try Negotiation(accept: request.headers("Accept"))
        let options = try WriteOptions(request, kind: "CreateOptions")
        let decoded = try BodyReader(target: target).read(request, validation: options.fieldValidation)
        var object = decoded.object
        object["kind"] = .string(target.definition.kind)
        object["apiVersion"] = .string(target.apiVersion)
        object["metadata"] = object["metadata"] ?? .object([:])
        let answered = try status(object["spec"] ?? .null, object, options)
        // What one asks about oneself is answered anew, without what was sent along.
        if target.definition.kind == "SelfSubjectReview" {
            object["metadata"] = ["creationTimestamp": .string(Timestamp.now().rfc3339())]
        } else if target.definition.kind == "SelfSubjectRulesReview" {
            object["metadata"] = [:]
            object["spec"] = [:]
        }
        object["status"] = answered
        if object["spec"] == nil, target.definition.kind != "SelfSubjectReview" { object["spec"] = .object([:]) }
        var answer = APIAnswer.document(201, .object(object.inOrder), negotiation.encoding)
        answer.warnings = decoded.warnings
        return answer
    }

    private func status(_ spec: Value, _ object: Object, _ options: WriteOptions) throws(APIError) -> Value {
        switch target.definition.kind {
        case "SelfSubjectAccessReview": return access(spec, user: try subject(object, spec, options, isSelf: true))
        case "SubjectAccessReview": return access(spec, user: try subject(object, spec, options))
        case "LocalSubjectAccessReview":
            let namespace = object["metadata"]?["namespace"]?.string ?? ""
            guard namespace.isEmpty || namespace == target.namespace else { throw .foreignNamespace }
            return access(spec, user: try subject(object, spec, options))
        case "SelfSubjectRulesReview": return try rules(spec)
        case "TokenReview": return try token(spec)
        default: return ["userInfo": Self.value(target.user)]
        }
    }

    /// Who is asked about, once the question itself is sound.
    private func subject(_ object: Object, _ spec: Value, _ options: WriteOptions, isSelf: Bool = false)
        throws(APIError) -> UserInfo
    {
        var user = UserInfo(name: spec["user"]?.string ?? "", uid: spec["uid"]?.string ?? "")
        user.groups = (spec["groups"]?.array ?? []).compactMap(\.string)
        var checks = Checks()
        let resource = spec["resourceAttributes"].flatMap { $0.object == nil ? nil : $0 }
        let path = spec["nonResourceAttributes"].flatMap { $0.object == nil ? nil : $0 }
        if resource != nil, path != nil {
            checks.invalid(
                "spec.nonResourceAttributes", path, "cannot be specified in combination with resourceAttributes")
        }
        if resource == nil, path == nil {
            checks.invalid(
                "spec.resourceAttributes", .null,
                "exactly one of nonResourceAttributes or resourceAttributes must be specified")
        }
        if !isSelf, user.name.isEmpty, user.groups.isEmpty {
            checks.invalid("spec.user", "", "at least one of user or group must be specified")
        }
        for field in ["fieldSelector", "labelSelector"] {
            guard let selector = resource?[field], selector.object != nil else { continue }
            checks.accessSelector("spec.resourceAttributes.\(field)", selector)
        }
        checkMetadata(object, options, &checks)
        if target.definition.kind == "LocalSubjectAccessReview" { checkPlace(resource, path, &checks) }
        guard checks.errors.isEmpty else {
            throw .invalid(group: "authorization.k8s.io", kind: "", "", checks.errors.map(shown))
        }
        return isSelf ? target.user : user
    }

    /// A question in a namespace is about that namespace.
    private func checkPlace(_ resource: Value?, _ path: Value?, _ checks: inout Checks) {
        if let namespace = resource.map({ $0["namespace"]?.string ?? "" }), namespace != target.namespace {
            checks.invalid(
                "spec.resourceAttributes.namespace", .string(namespace), "must match metadata.namespace")
        }
        if let path { checks.invalid("spec.nonResourceAttributes", path, "disallowed on this kind of request") }
    }

    /// A question has no metadata; that of a namespace may name it.
    private func checkMetadata(_ object: Object, _ options: WriteOptions, _ checks: inout Checks) {
        let isLocal = target.definition.kind == "LocalSubjectAccessReview"
        let ignored: Set<String> = [
            "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "selfLink", "managedFields",
        ]
        var metadata = Object()
        for (key, value) in object["metadata"]?.object ?? [:] where !value.isNull && !ignored.contains(key) {
            metadata[key] = value
        }
        guard metadata.contains(where: { $0.key != "namespace" }) else { return }
        metadata["namespace"] = isLocal ? .string(target.namespace) : nil
        // By then it is noted who asks, as with objects that are stored.
        var review = object
        review["metadata"] = .object(metadata)
        target.definition.rules.recordOwnership(
            of: &review, replacing: nil, manager: options.fieldManager, context: target.context)
        var shown = Self.ordered(review["metadata"] ?? [:], Self.metadataOrder)
        if let entries = shown["managedFields"]?.array {
            shown["managedFields"] = .array(entries.map { Self.ordered($0, Self.entryOrder) })
        }
        var error = FieldError(
            .invalid, "metadata", value: shown,
            isLocal ? "must be empty except for namespace" : "must be empty")
        error.keepsOrder = true
        checks.add([error])
    }

    private static let metadataOrder = [
        "name", "generateName", "namespace", "resourceVersion", "generation", "labels", "annotations",
        "ownerReferences", "finalizers", "managedFields",
    ]

    private static let entryOrder = ["manager", "operation", "apiVersion", "time", "fieldsType", "fieldsV1"]

    private static func ordered(_ value: Value, _ fields: [String]) -> Value {
        var ordered: Object = [:]
        for field in fields { ordered[field] = value[field] }
        return .object(ordered)
    }

    /// A mistake with its value as the server has it inside.
    private func shown(_ error: FieldError) -> FieldError {
        guard let rules = target.definition.rules as? BuiltInRules else { return error }
        return GoStructure.shown(error, in: rules.type(target.version.name))
    }

    private func access(_ spec: Value, user: UserInfo) -> Value {
        let attributes =
            spec["nonResourceAttributes"].flatMap { $0.object == nil ? nil : Self.attributes(path: $0, user) }
            ?? Self.attributes(spec["resourceAttributes"] ?? .null, user)
        let decision = server.authorizer.decision(attributes)
        var status: Object = ["allowed": .bool(decision.isAllowed)]
        if !decision.reason.isEmpty { status["reason"] = .string(decision.reason) }
        return .object(status)
    }

    private static func attributes(_ value: Value, _ user: UserInfo) -> AccessAttributes {
        func text(_ key: String) -> String { value[key]?.string ?? "" }
        return AccessAttributes(
            user: user, verb: text("verb"), group: text("group"), resource: text("resource"),
            subresource: text("subresource"), namespace: text("namespace"), name: text("name"))
    }

    private static func attributes(path value: Value, _ user: UserInfo) -> AccessAttributes {
        AccessAttributes(user: user, verb: value["verb"]?.string ?? "", path: value["path"]?.string ?? "")
    }

    private func rules(_ spec: Value) throws(APIError) -> Value {
        guard let namespace = spec["namespace"]?.string, !namespace.isEmpty else {
            throw .badRequest("no namespace on request")
        }
        let rules = server.authorizer.rules(for: target.user, namespace: namespace)
        return [
            "resourceRules": .array(rules.filter { $0.nonResourceURLs.isEmpty }.map(\.value)),
            "nonResourceRules": .array(rules.filter { !$0.nonResourceURLs.isEmpty }.map(\.value)),
            "incomplete": false,
        ]
    }

    private func token(_ spec: Value) throws(APIError) -> Value {
        guard let token = spec["token"]?.string, !token.isEmpty else {
            throw .badRequest("token is required for TokenReview in authentication")
        }
        let asked = (spec["audiences"]?.array ?? []).compactMap(\.string)
        let audiences = asked.isEmpty ? [TokenAuthority.issuer] : asked
        let known: Authenticator.TokenUser
        do throws(Authenticator.TokenProblem) {
            known = try server.authenticator.user(ofToken: token, audiences: audiences)
        } catch {
            return ["user": .object([:]), "error": .string(error.text)]
        }
        return [
            "authenticated": true, "user": Self.value(known.user),
            "audiences": .array(known.audiences.map(Value.string)),
        ]
    }

    private static func value(_ user: UserInfo) -> Value {
        var object: Object = ["username": .string(user.name)]
        if !user.uid.isEmpty { object["uid"] = .string(user.uid) }
        if !user.groups.isEmpty { object["groups"] = .array(user.groups.map(Value.string)) }
        if !user.extra.isEmpty {
            object["extra"] = .object(
                Object(user.extra.map { (key: $0.key, value: Value.array($0.value.map(Value.string))) }))
        }
        return .object(object)
    }
}

extension Object {
    /// Kind and API version first, status last.
    var inOrder: Object {
        var result: Object = [:]
        for key in ["kind", "apiVersion", "metadata"] { result[key] = self[key] }
        for (key, value) in self where result[key] == nil && key != "status" { result[key] = value }
        if let status = self["status"] { result["status"] = status }
        return result
    }
}

extension Checks {
    /// A selector of a question of access has either form, and one of them.
    fileprivate mutating func accessSelector(_ path: String, _ selector: Value) {
        let raw = selector["rawSelector"]?.string ?? ""
        let hasRequirements = !(selector["requirements"]?.array ?? []).isEmpty
        if !raw.isEmpty, hasRequirements {
            invalid("\(path).rawSelector", .string(raw), "may not specified at the same time as requirements")
        }
        if raw.isEmpty, !hasRequirements {
            required("\(path).requirements", "when \(path) is specified, requirements or rawSelector is required")
        }
    }
}
