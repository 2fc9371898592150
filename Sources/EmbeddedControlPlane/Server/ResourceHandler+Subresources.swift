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
        case "eviction": return try await evict()
        case "binding": return try await bind()
        case "log": return try log()
        default:
            guard store.object(target.resource, target.key) != nil else {
                throw .notFound(target.definition, target.name)
            }
            throw APIError(
                501, "NotImplemented",
                "the embedded control plane runs no containers and no network: "
                    + "\(target.definition.plural)/\(target.subresource) is not available")
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

    private func evict() async throws(APIError) -> APIAnswer {
        let name = try document("eviction")["metadata"]?["name"]?.string ?? ""
        guard name.isEmpty || name == target.name else {
            throw .badRequest("name in URL does not match name in Eviction object")
        }
        _ = try await writer.delete(target.plain, DeleteOptions(propagation: .background))
        return .document(
            201, ["kind": "Status", "apiVersion": "v1", "metadata": .object([:]), "status": "Success", "code": 201])
    }

    private func bind() async throws(APIError) -> APIAnswer {
        let tree = try document("binding")
        guard tree["metadata"]?["name"]?.string == target.name else {
            throw .badRequest("name in URL does not match name in Binding object")
        }
        guard let node = tree["target"]?["name"]?.string, !node.isEmpty else {
            throw .invalid(group: "", kind: "Binding", target.name, [FieldError(.required, "target.name")])
        }
        _ = try await writer.update(target, WriteOptions(fieldManager: "scheduler")) { current throws(APIError) in
            var object = current ?? [:]
            if let present = object["spec"]?["nodeName"]?.string, !present.isEmpty {
                throw .conflict(
                    group: "", resource: "pods/binding", target.name,
                    "pod \(target.name) is already assigned to node \(GoText.quoted(present))")
            }
            object["spec", default: .object([:])]["nodeName"] = .string(node)
            return ObjectWriter.Revised(object: object)
        }
        return .document(
            201, ["kind": "Status", "apiVersion": "v1", "metadata": .object([:]), "status": "Success", "code": 201])
    }

    private func document(_ what: String) throws(APIError) -> Value {
        guard !request.body.isEmpty else { return .object([:]) }
        do { return try JSON.parse(request.body) } catch {
            throw .badRequest("cannot read the \(what): \(error.message)")
        }
    }

    private func log() throws(APIError) -> APIAnswer {
        guard let pod = store.object(target.resource, target.key) else {
            throw .notFound(target.definition, target.name)
        }
        let containers = (pod.object["spec"]?["containers"]?.array ?? []).compactMap { $0["name"]?.string }
        if let wanted = request.query["container"], !wanted.isEmpty, !containers.contains(wanted) {
            throw .badRequest("container \(wanted) is not valid for pod \(target.name)")
        }
        guard containers.count == 1 || request.query["container"]?.isEmpty == false else {
            throw .badRequest(
                "a container name must be specified for pod \(target.name), choose one of: "
                    + "[\(containers.joined(separator: " "))]")
        }
        guard pod.object["spec"]?["nodeName"] != nil else { return .text(200, "") }
        return .text(200, "the embedded control plane runs no containers: this pod is simulated and has no output\n")
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
