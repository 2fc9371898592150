internal import DocumentModel
internal import KubernetesModel
internal import Platform

extension ResourceHandler {
    /// Answers a request for a subresource.
    func answerSubresource() async throws(APIError) -> APIAnswer {
        guard !target.name.isEmpty else { throw .pathNotFound }
        let verb = info.verb == "list" || info.verb == "watch" ? "get" : info.verb
        let known = target.version.subresources.first { $0.name == target.subresource }
        guard let known, known.verbs.contains(verb) else {
            guard target.definition.isCustom else { throw .methodNotAllowed }
            throw APIError(
                405, "MethodNotAllowed",
                "\(verb) is not supported on resources of kind "
                    + GoText.quoted("\(target.definition.plural).\(target.definition.group)"),
                details: .init(group: target.definition.group, kind: target.definition.plural))
        }
        switch target.subresource {
        case "status", "finalize", "approval", "ephemeralcontainers", "resize": return try await answerPart(verb)
        case "scale": return try await ScaleHandler(handler: self).answer(verb)
        case "token": return try await TokenRequests(handler: self).answer()
        case "eviction": return try await EvictionHandler(handler: self).answer()
        case "binding": return try await bind()
        default: return try ConnectHandler(handler: self).answer()
        }
    }

    private func answerPart(_ verb: String) async throws(APIError) -> APIAnswer {
        switch verb {
        case "get": return try part()
        case "update": return try await target.subresource == "finalize" ? finalize() : update()
        default: return try await patch()
        }
    }

    private func part() throws(APIError) -> APIAnswer {
        let negotiation = try negotiate()
        guard let stored = store.object(target.resource, target.key) else {
            throw .notFound(target.definition, target.name)
        }
        return answer(200, try ObjectForm(target, negotiation, request.query).json(stored), negotiation)
    }

    /// Takes over `spec.finalizers` of a namespace alone.
    private func finalize() async throws(APIError) -> APIAnswer {
        let negotiation = try negotiate()
        let options = try WriteOptions(request, kind: "UpdateOptions")
        let decoded = try BodyReader(target: target).read(request, validation: options.fieldValidation)
        let finalizers = decoded.object["spec"]?["finalizers"]
        let outcome = try await server.writer.update(target, options) { current throws(APIError) in
            var object = current ?? [:]
            object["spec", default: .object([:])]["finalizers"] = finalizers
            return ObjectWriter.Revised(object: object)
        }
        return answer(outcome, [], try ObjectForm(target, negotiation, request.query), negotiation)
    }

    private func bind() async throws(APIError) -> APIAnswer {
        let tree = try document("Binding")
        guard tree["metadata"]?["name"]?.string == target.name else {
            throw .badRequest("name in URL does not match name in Binding object")
        }
        return try await bind(tree, target)
    }

    /// Makes a binding, which is never stored: the pod of its name gets the node.
    func createBinding() async throws(APIError) -> APIAnswer {
        let options = try WriteOptions(request, kind: "CreateOptions")
        let decoded = try BodyReader(target: target).read(request, validation: options.fieldValidation)
        let namespace = decoded.object["metadata"]?["namespace"]?.string ?? ""
        guard namespace.isEmpty || namespace == target.namespace else { throw .foreignNamespace }
        let name = decoded.object["metadata"]?["name"]?.string ?? ""
        guard !name.isEmpty else { throw .badRequest("Name parameter required.") }
        guard let pods = server.registry.served.definition(ResourceKey(group: "", plural: "pods")),
            let version = pods.version(pods.storageVersion)
        else { throw .pathNotFound }
        var pod = target.named(name)
        pod.definition = pods
        pod.version = version
        pod.subresource = "binding"
        return try await bind(.object(decoded.object), pod)
    }

    private func bind(_ binding: Value, _ target: Target) async throws(APIError) -> APIAnswer {
        var checks = Checks()
        let node = binding.at("target", "name")?.string ?? ""
        if let kind = binding.at("target", "kind")?.string, !kind.isEmpty {
            checks.oneOf("target.kind", .string(kind), ["Node", "<empty>"], sorted: false)
        }
        if node.isEmpty { checks.required("target.name") }
        let mistakes = checks.errors.map(\.text)
        guard mistakes.isEmpty else {
            throw APIError(500, "", mistakes.count == 1 ? mistakes[0] : "[\(mistakes.joined(separator: ", "))]")
        }
        var options = WriteOptions(fieldManager: "scheduler")
        options.isDryRun = try WriteOptions(request, kind: "CreateOptions").isDryRun
        _ = try await writer.update(target, options) { current throws(APIError) in
            var object = current ?? [:]
            if let present = object["spec"]?["nodeName"]?.string, !present.isEmpty {
                throw .conflict(
                    group: "", resource: "pods/binding", target.name,
                    "pod \(target.name) is already assigned to node \(GoText.quoted(present))")
            }
            guard object["spec"]?["schedulingGates"]?.array?.isEmpty ?? true else {
                throw .conflict(
                    group: "", resource: "pods/binding", target.name,
                    "pod \(target.name) has non-empty .spec.schedulingGates")
            }
            object["spec", default: .object([:])]["nodeName"] = .string(node)
            var conditions = (object["status"]?["conditions"]?.array ?? []).filter { $0["type"] != "PodScheduled" }
            conditions.append([
                "type": "PodScheduled", "status": "True", "lastProbeTime": .null,
                "lastTransitionTime": .string(Timestamp.now().rfc3339()),
            ])
            object["status", default: .object([:])]["conditions"] = .array(conditions)
            return ObjectWriter.Revised(object: object)
        }
        return .document(
            201, ["kind": "Status", "apiVersion": "v1", "metadata": .object([:]), "status": "Success", "code": 201])
    }

    /// The body of a request for a subresource that takes a kind of its own, such as an eviction.
    func document(_ kind: String) throws(APIError) -> Value {
        guard !request.body.isEmpty else { return .object([:]) }
        let tree: Value
        do { tree = try JSON.parse(request.body) } catch {
            throw .badRequest("\(kind) in version \"v1\" cannot be handled as a \(kind): \(error.message)")
        }
        let named = tree["kind"]?.string ?? ""
        guard named.isEmpty || named == kind else {
            let version = GroupVersion(apiVersion: tree["apiVersion"]?.string ?? "v1").version
            throw .badRequest(
                "\(named) in version \(GoText.quoted(version)) cannot be handled as a \(kind): converting \(named) to "
                    + "\(kind): unknown conversion")
        }
        return tree
    }
}

extension Target {
    /// The object itself instead of its subresource.
    var plain: Target {
        var target = self
        target.subresource = ""
        return target
    }
}
