internal import DocumentModel
internal import KubernetesModel

/// Answers one request for a resource.
struct ResourceHandler: Sendable {
    let server: APIServer
    let request: APIRequest
    let target: Target
    let info: RequestInfo

    var store: ObjectStore { server.store }
    var writer: ObjectWriter { server.writer }

    func answer() async throws(APIError) -> APIAnswer {
        // Below the paths of watches there is nothing but watches.
        if info.isWatchPath, request.method != "GET" { throw .methodNotAllowed }
        if info.isWatchPath, !target.subresource.isEmpty { throw .pathNotFound }
        guard target.subresource.isEmpty else { return try await answerSubresource() }
        let verbs = target.definition.verbs
        // What is made and never kept has no path of its own.
        if verbs == ["create"], !target.name.isEmpty { throw .pathNotFound }
        switch (request.method, target.name.isEmpty) {
        case ("GET", true):
            if info.verb == "watch" {
                try require("watch", in: verbs)
                return try watch()
            }
            try require("list", in: verbs)
            return try list()
        case ("GET", false):
            if info.isWatchPath { return try watch() }
            try require("get", in: verbs)
            return try get()
        case ("POST", true):
            guard !target.definition.isNamespaced || !target.namespace.isEmpty else { throw .methodNotAllowed }
            try require("create", in: verbs)
            return try await create()
        case ("PUT", false):
            try require("update", in: verbs)
            return try await update()
        case ("PATCH", false):
            try require("patch", in: verbs)
            return try await patch()
        case ("DELETE", false):
            try require("delete", in: verbs)
            return try await delete()
        case ("DELETE", true):
            guard !target.definition.isNamespaced || !target.namespace.isEmpty else { throw .methodNotAllowed }
            try require("deletecollection", in: verbs)
            return try await deleteCollection()
        default: throw .methodNotAllowed
        }
    }

    private func require(_ verb: String, in verbs: [String]) throws(APIError) {
        guard verbs.contains(verb) else { throw .methodNotAllowed }
    }

    /// How the client wants objects.
    func negotiate(isWatch: Bool = false) throws(APIError) -> Negotiation {
        let refusal: Negotiation.Refusal =
            target.definition.isCustom ? .brief : isWatch || info.verb == "list" ? .stream : .document
        var negotiation = try Negotiation(
            accept: request.headers("Accept"), forms: [.object, .table, .partialMetadata], isWatch: isWatch,
            refusal: refusal)
        if !isWatch { negotiation.prettify(for: request) }
        return negotiation
    }

    // MARK: - Reading

    private func get() throws(APIError) -> APIAnswer {
        let negotiation = try negotiate()
        if let problem = PathName.problem(target.name) {
            throw .badRequest("Name parameter invalid: \(GoText.quoted(target.name)): \(problem)")
        }
        if target.resource == ResourceKey(group: "", plural: "componentstatuses") {
            throw .notFound(group: "", resource: "componentstatus", target.name)
        }
        if request.query["export"] == "true" {
            throw .badRequest("the export parameter, deprecated since v1.14, is no longer supported")
        }
        let wanted = request.query["resourceVersion"] ?? ""
        if !wanted.isEmpty, UInt64(wanted) == nil { throw ListOptions.unreadable(wanted) }
        if let version = Int64(wanted), version > store.revision {
            throw ListRequest.tooLarge(version, store.revision)
        }
        guard let stored = store.object(target.resource, target.key) else {
            throw .notFound(target.definition, target.name)
        }
        let form = try ObjectForm(target, negotiation, request.query, isList: false)
        return answer(200, form.json(stored), negotiation)
    }

    private func list() throws(APIError) -> APIAnswer {
        let negotiation = try negotiate()
        let form = try ObjectForm(target, negotiation, request.query, isList: true)
        let page = try ListRequest(store: store, target: target, options: ListOptions(request.query, target)).page()
        var metadata = page.metadata
        // Lists of custom resources say that there is no more; others say nothing.
        if target.definition.isCustom, form.form == .object, metadata["continue"] == nil { metadata["continue"] = "" }
        return answer(200, form.json(page.items, metadata: metadata.sorted()), negotiation)
    }

    private func watch() throws(APIError) -> APIAnswer {
        let negotiation = try negotiate(isWatch: true)
        let form = try ObjectForm(target, negotiation, request.query)
        let options = try ListOptions(request.query, target)
        let start = try WatchStart(store: store, target: target, options: options).start()
        let stream = WatchStream(
            store: store, registry: server.registry, form: form, options: options, encoding: negotiation.encoding,
            channel: request.channel)
        return APIAnswer(
            contentType: "application/json", .stream { writer in try await stream.run(start, &writer) })
    }

    // MARK: - Writing

    private func create() async throws(APIError) -> APIAnswer {
        if let review = Reviews(server: server, request: request, target: target) { return try await review.answer() }
        if target.resource == ResourceKey(group: "", plural: "bindings") { return try await createBinding() }
        let negotiation = try negotiate()
        let form = try ObjectForm(target, negotiation, request.query)
        let options = try WriteOptions(request, kind: "CreateOptions")
        let decoded = try BodyReader(target: target).read(request, validation: options.fieldValidation)
        let outcome = try await warning(decoded.warnings) { () async throws(APIError) in
            try await writer.create(decoded.object, target, options)
        }
        await settle(outcome)
        return answer(outcome, decoded.warnings, form, negotiation)
    }

    func update() async throws(APIError) -> APIAnswer {
        let negotiation = try negotiate()
        let form = try ObjectForm(target, negotiation, request.query)
        let options = try WriteOptions(request, kind: "UpdateOptions")
        let decoded = try BodyReader(target: target).read(request, validation: options.fieldValidation)
        let object = try checked(decoded.object)
        let creates = WriteRules.createsOnUpdate(target.definition) && target.subresource.isEmpty
        if creates { try requireCreation() }
        let outcome = try await warning(decoded.warnings) { () async throws(APIError) in
            try await writer.update(target, options, createsMissing: creates) { _ throws(APIError) in
                ObjectWriter.Revised(object: object)
            }
        }
        await settle(outcome)
        return answer(outcome, decoded.warnings, form, negotiation)
    }

    /// Who writes what is not there creates it, and must be allowed to.
    private func requireCreation() throws(APIError) {
        guard !target.user.isMaster, store.object(target.resource, target.key) == nil else { return }
        let attributes = AccessAttributes(
            user: target.user, verb: "create", group: target.definition.group, resource: target.definition.plural,
            namespace: target.namespace, name: target.name)
        let decision = server.authorizer.decision(attributes)
        guard decision.isAllowed else { throw attributes.denial(decision.reason) }
    }

    /// Does a write whose failure, too, carries what the body was warned about.
    private func warning(
        _ warnings: [String], _ write: () async throws(APIError) -> WriteOutcome
    ) async throws(APIError) -> WriteOutcome {
        do throws(APIError) { return try await write() } catch {
            var error = error
            error.warnings = warnings + error.warnings
            throw error
        }
    }

    /// A definition is served by the time its writer hears of it.
    private func settle(_ outcome: WriteOutcome) async {
        guard target.resource == .crds, target.subresource.isEmpty else { return }
        let controller = CustomResourceController(cluster: Cluster(server: server, logger: server.logger))
        await controller.settle(KubernetesObject(content: outcome.object).key)
    }

    /// The body of a PUT must be about the object of the path.
    private func checked(_ object: Object) throws(APIError) -> Object {
        let namespace = object["metadata"]?["namespace"]?.string ?? ""
        guard namespace.isEmpty || namespace == target.namespace || !target.definition.isNamespaced else {
            throw .foreignNamespace
        }
        let name = object["metadata"]?["name"]?.string ?? ""
        guard name == target.name else {
            if name.isEmpty { throw .namelessObject(target.name) }
            throw .badRequest(
                "the name of the object (\(name)) does not match the name on the URL (\(target.name))")
        }
        return object
    }

    func patch() async throws(APIError) -> APIAnswer {
        let negotiation = try negotiate()
        let form = try ObjectForm(target, negotiation, request.query)
        let patch = try PatchRequest(request, target)
        let creates = patch.createsMissing && target.subresource.isEmpty
        if creates { try requireCreation() }
        let outcome = try await writer.update(target, patch.options, createsMissing: creates) {
            current throws(APIError) in try patch.revise(current)
        }
        await settle(outcome)
        return answer(outcome, [], form, negotiation)
    }

    private func delete() async throws(APIError) -> APIAnswer {
        let negotiation = try negotiate()
        let options = try DeleteOptions(request, encoding: BodyReader.encoding(request.header("Content-Type")))
        let deletion = try await writer.delete(target, options)
        let form = try ObjectForm(target, negotiation, request.query)
        let warnings = deletion.warnings + DeletionRules.warnings(target.resource, options)
        var answer: APIAnswer
        if deletion.isGone, !DeletionRules.answersWithObject.contains(target.definition.resourceName) {
            answer = .document(200, success(deletion), negotiation.encoding)
        } else {
            answer = self.answer(200, form.json(deletion.object), negotiation)
        }
        answer.warnings += warnings
        return answer
    }

    private func success(_ deletion: ObjectWriter.Deletion) -> Value {
        var details: Object = ["name": .string(target.name)]
        if !target.definition.group.isEmpty { details["group"] = .string(target.definition.group) }
        details["kind"] = .string(target.definition.plural)
        details["uid"] = .string(deletion.uid)
        return [
            "kind": "Status", "apiVersion": "v1", "metadata": .object([:]), "status": "Success",
            "details": .object(details),
        ]
    }

    private func deleteCollection() async throws(APIError) -> APIAnswer {
        let negotiation = try negotiate()
        let options = try DeleteOptions(request, encoding: BodyReader.encoding(request.header("Content-Type")))
        let page = try ListRequest(store: store, target: target, options: ListOptions(request.query, target)).page()
        var warnings: [String] = []
        for item in page.items {
            do throws(APIError) {
                let target = target.named(item.key.name, namespace: item.key.namespace)
                warnings += try await writer.delete(target, options).warnings
            } catch {
                guard error.code == 404 else { throw error }
            }
        }
        let form = try ObjectForm(target, negotiation, request.query)
        var answer = answer(200, form.json(page.items, metadata: page.metadata), negotiation)
        answer.warnings += warnings
        return answer
    }

    // MARK: - Answers

    func answer(_ status: Int, _ json: [UInt8], _ negotiation: Negotiation) -> APIAnswer {
        APIAnswer(
            status: status, contentType: negotiation.encoding.contentType,
            .bytes(negotiation.encoding.encode(json: json)))
    }

    func answer(_ outcome: WriteOutcome, _ warnings: [String], _ form: ObjectForm, _ negotiation: Negotiation)
        -> APIAnswer
    {
        var answer = answer(outcome.isCreated ? 201 : 200, form.json(outcome.object), negotiation)
        answer.warnings = warnings + outcome.warnings
        return answer
    }
}

/// Names that can stand in a path.
enum PathName {
    static func problem(_ name: String) -> String? {
        switch name {
        case ".", "..": "may not be '\(name)'"
        case _ where name.contains("/"): "may not contain '/'"
        case _ where name.contains("%"): "may not contain '%'"
        default: nil
        }
    }
}

extension DeletionRules {
    /// What a client is warned of that leaves the choice to the server.
    static func warnings(_ resource: ResourceKey, _ options: DeleteOptions) -> [String] {
        guard resource == .jobs, options.propagation == nil else { return [] }
        return [
            "child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them "
                + "or set propagationPolicy=Orphan to suppress this warning"
        ]
    }
}
