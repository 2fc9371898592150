internal import DocumentModel
internal import KubernetesModel

/// The paths of resources in OpenAPI documents, with what clients look for in them.
struct OpenAPIPaths {
    let isV3: Bool
    private(set) var paths = Object()

    init(isV3: Bool) { self.isV3 = isV3 }

    /// Adds the paths of a resource in a version; `names` are those of its types.
    mutating func add(_ definition: ResourceDefinition, version: String, names: (object: String, list: String)) {
        let groupVersion = GroupVersion(group: definition.group, version: version)
        let base = definition.group.isEmpty ? "/api/\(version)" : "/apis/\(groupVersion.apiVersion)"
        let kind = GroupVersionKind(group: definition.group, version: version, kind: definition.kind)
        let scope = definition.isNamespaced ? "\(base)/namespaces/{namespace}" : base
        let words = OperationWords(definition, kind)
        let operations = Operations(isV3: isV3, kind: kind, verbs: definition.verbs, names: names, words: words)
        let parameters = definition.isNamespaced ? ["namespace"] : []
        if definition.isNamespaced, definition.verbs.contains("list") {
            paths["\(base)/\(definition.plural)"] = operations.acrossNamespaces
        }
        paths["\(scope)/\(definition.plural)"] = operations.collection(parameters)
        guard definition.verbs.contains("get") else { return }
        let object = "\(scope)/\(definition.plural)/{name}"
        paths[object] = operations.object(parameters + ["name"])
        for subresource in definition.version(version)?.subresources ?? [] {
            let inner = Operations(
                isV3: isV3, kind: subresource.kind, verbs: subresource.verbs, names: names,
                words: words.of(subresource: subresource.name))
            paths["\(object)/\(subresource.name)"] = inner.subresource(parameters + ["name"])
        }
    }
}

/// The operations of one path.
private struct Operations {
    let isV3: Bool
    let kind: GroupVersionKind
    let verbs: [String]
    let names: (object: String, list: String)
    let words: OperationWords

    private static let listing = [
        "allowWatchBookmarks", "continue", "fieldSelector", "labelSelector", "limit", "resourceVersion",
        "resourceVersionMatch", "sendInitialEvents", "shardSelector", "timeoutSeconds", "watch",
    ]
    private static let writing = ["dryRun", "fieldManager", "fieldValidation"]
    private static let deleting = [
        "dryRun", "gracePeriodSeconds", "ignoreStoreReadErrorWithClusterBreakingPotential", "orphanDependents",
        "propagationPolicy",
    ]

    var acrossNamespaces: Value {
        path(["get": operation("list", Self.listing, responses: ["200"], names.list, isForAll: true)], [])
    }

    func collection(_ parameters: [String]) -> Value {
        var item = Object()
        if verbs.contains("list") { item["get"] = operation("list", Self.listing, responses: ["200"], names.list) }
        if verbs.contains("create") {
            item["post"] = operation(
                "post", Self.writing, responses: ["200", "201", "202"], names.object, body: ["*/*"])
        }
        if verbs.contains("deletecollection") {
            let all = Set(Self.listing).union(Self.deleting).subtracting(["allowWatchBookmarks", "watch"]).sorted()
            item["delete"] = operation("deletecollection", all, responses: ["200"], OpenAPINames.status, body: ["*/*"])
        }
        return path(item, parameters)
    }

    func object(_ parameters: [String]) -> Value {
        var item = Object()
        if verbs.contains("get") { item["get"] = operation("get", [], responses: ["200"], names.object) }
        addWrites(to: &item)
        if verbs.contains("delete") {
            item["delete"] = operation(
                "delete", Self.deleting, responses: ["200", "202"],
                words.answersDeletionWithObject ? names.object : OpenAPINames.status, body: ["*/*"])
        }
        return path(item, parameters)
    }

    func subresource(_ parameters: [String]) -> Value {
        var item = Object()
        if verbs.contains("get") { item["get"] = operation("get", [], responses: ["200"], names.object) }
        if verbs.contains("create") {
            item["post"] = operation(
                "post", Self.writing, responses: ["200", "201", "202"], names.object, body: ["*/*"])
        }
        addWrites(to: &item)
        return path(item, parameters)
    }

    private func addWrites(to item: inout Object) {
        if verbs.contains("update") {
            item["put"] = operation("put", Self.writing, responses: ["200", "201"], names.object, body: ["*/*"])
        }
        guard verbs.contains("patch") else { return }
        var types = [
            "application/json-patch+json", "application/merge-patch+json", "application/apply-patch+yaml",
        ]
        if !isCustom { types.append("application/strategic-merge-patch+json") }
        item["patch"] = operation(
            "patch", Self.writing + ["force"], responses: ["200", "201"], names.object, body: types)
    }

    private var isCustom: Bool { !names.object.hasPrefix("io.k8s.") }

    private func path(_ item: Object, _ parameters: [String]) -> Value {
        var item = item
        // What all operations have in common is said once.
        let lists = item.map { pair in (pair.value["parameters"]?.array ?? []).filter { $0["in"] != "body" } }
        let common = (lists.first ?? []).filter { parameter in lists.allSatisfy { $0.contains(parameter) } }
        for (verb, operation) in item {
            let rest = (operation["parameters"]?.array ?? []).filter { !common.contains($0) }
            item[verb]?.set(["parameters"], to: rest.isEmpty ? nil : .array(rest))
        }
        let all = parameters.map { parameter($0, in: "path") } + common
        let sorted = all.sorted { ($0["name"]?.string ?? "") < ($1["name"]?.string ?? "") }
        if !sorted.isEmpty { item["parameters"] = .array(sorted) }
        return .object(item)
    }

    private func operation(
        _ action: String, _ parameters: [String], responses: [String], _ schema: String, body: [String] = [],
        isForAll: Bool = false
    ) -> Value {
        var operation: Object = [
            "tags": [.string(words.tag)],
            "description": .string(words.description(action, isWatchable: verbs.contains("watch"))),
            "operationId": .string(words.identifier(action, isForAll: isForAll)),
            "x-kubernetes-action": .string(action), "x-kubernetes-group-version-kind": kind.openAPIOperation,
        ]
        var list = (parameters + ["pretty"]).sorted().map { parameter($0, in: "query") }
        let reference = self.reference(schema)
        if !body.isEmpty, isV3 {
            var content = Object()
            for type in body { content[type] = ["schema": self.reference(bodySchema(action, schema))] }
            operation["requestBody"] = ["content": .object(content)]
            if !action.hasPrefix("delete") { operation["requestBody"]?.set(["required"], to: true) }
        } else if !body.isEmpty {
            let schema = self.reference(bodySchema(action, schema))
            var parameter: Object = ["in": "body", "name": "body"]
            if !action.hasPrefix("delete") { parameter["required"] = true }
            parameter["schema"] = schema
            list.append(.object(parameter))
            operation["consumes"] = .array(body.map(Value.string))
        }
        if !list.isEmpty { operation["parameters"] = .array(list) }
        var answers = Object()
        for code in responses { answers[code] = answer(reference) }
        answers["401"] = ["description": "Unauthorized"]
        operation["responses"] = .object(answers)
        return .object(operation)
    }

    private func reference(_ schema: String) -> Value {
        ["$ref": .string((isV3 ? "#/components/schemas/" : "#/definitions/") + schema)]
    }

    /// What the body of a request holds: only creations and replacements are of the kind itself.
    private func bodySchema(_ action: String, _ schema: String) -> String {
        switch action {
        case "patch": OpenAPINames.patch
        case "delete", "deletecollection": OpenAPINames.deleteOptions
        default: schema
        }
    }

    private func answer(_ schema: Value) -> Value {
        isV3
            ? ["description": "OK", "content": ["application/json": ["schema": schema]]]
            : ["description": "OK", "schema": schema]
    }

    private func parameter(_ name: String, in place: String) -> Value {
        var parameter: Object = ["name": .string(name), "in": .string(place)]
        if place == "path" { parameter["required"] = true }
        let type: String =
            switch name {
            case "allowWatchBookmarks", "sendInitialEvents", "watch", "force", "orphanDependents",
                "ignoreStoreReadErrorWithClusterBreakingPotential":
                "boolean"
            case "limit", "timeoutSeconds", "gracePeriodSeconds": "integer"
            default: "string"
            }
        if isV3 {
            parameter["schema"] = ["type": .string(type), "uniqueItems": true]
        } else {
            parameter["type"] = .string(type)
            parameter["uniqueItems"] = true
        }
        return .object(parameter)
    }
}
