internal import DocumentModel
internal import KubernetesModel
internal import Platform

/// The `scale` subresource: replicas of any scalable kind as one kind, `autoscaling/v1` Scale.
struct ScaleHandler: Sendable {
    let handler: ResourceHandler

    private var target: Target { handler.target }
    private var view: ScaleView { ScaleView(target) }
    private var paths: ResourceDefinition.ScalePaths { view.paths }

    func answer(_ verb: String) async throws(APIError) -> APIAnswer {
        let negotiation = try handler.negotiate()
        switch verb {
        case "get":
            guard let stored = handler.store.object(target.resource, target.key) else {
                throw .notFound(target.definition, target.name)
            }
            if target.definition.isCustom, Value.object(stored.object).at(view.path(paths.specReplicas)) == nil {
                throw .internalError("the spec replicas field \(GoText.quoted(paths.specReplicas)) does not exist")
            }
            return answer(scale(of: stored.object), negotiation)
        case "update":
            let options = try WriteOptions(handler.request, kind: "UpdateOptions")
            let body = try body(handler.request.body)
            return try await write(options, negotiation) { _ throws(APIError) in body }
        default:
            if MediaRange(handler.request.header("Content-Type") ?? "")?.type == "application/apply-patch+yaml" {
                return try await apply(negotiation)
            }
            let patch = try ScalePatch(handler.request)
            return try await write(try WriteOptions(handler.request, kind: "PatchOptions"), negotiation) {
                scale throws(APIError) in
                try patch.apply(to: scale)
            }
        }
    }

    private func write(
        _ options: WriteOptions, _ negotiation: Negotiation, _ revise: @escaping (Object) throws(APIError) -> Object
    ) async throws(APIError) -> APIAnswer {
        let outcome = try await handler.writer.update(scaleTarget, options) { current throws(APIError) in
            var object = current ?? [:]
            let scale = try revise(self.scale(of: object))
            let replicas = try replicas(in: scale)
            if let version = scale["metadata"]?["resourceVersion"] {
                object.updateMetadata { $0["resourceVersion"] = version }
            }
            var root = Value.object(object)
            root.set(view.path(paths.specReplicas), to: .integer(replicas))
            return ObjectWriter.Revised(object: root.object ?? object)
        }
        var answer = answer(scale(of: outcome.object), negotiation)
        answer.warnings += outcome.warnings
        return answer
    }

    private func answer(_ scale: Object, _ negotiation: Negotiation) -> APIAnswer {
        guard negotiation.form == .table else { return handler.answer(200, scale.apiJSON, negotiation) }
        let table = BuiltInTables.scale
        let value = Value.object(scale)
        var metadata: Object = [:]
        metadata["resourceVersion"] = value.at("metadata", "resourceVersion")
        return .document(
            200,
            [
                "kind": "Table", "apiVersion": .string("meta.k8s.io/\(negotiation.formVersion)"),
                "metadata": .object(metadata), "columnDefinitions": .array(table.columns.map(\.value)),
                "rows": [
                    [
                        "cells": .array(table.cells(value)),
                        "object": [
                            "kind": "PartialObjectMetadata",
                            "apiVersion": .string("meta.k8s.io/\(negotiation.formVersion)"),
                            "metadata": scale["metadata"] ?? .object([:]),
                        ],
                    ]
                ],
            ], negotiation.encoding)
    }

    /// The owners of the number of replicas are the object's, whichever of the two it is applied to.
    private func apply(_ negotiation: Negotiation) async throws(APIError) -> APIAnswer {
        let options = try WriteOptions(handler.request, kind: "PatchOptions")
        guard handler.request.query["fieldManager"]?.isEmpty == false else {
            throw .invalid(
                group: "meta.k8s.io", kind: "PatchOptions", "",
                [FieldError(.required, "fieldManager", "is required for apply patch")])
        }
        let tree: Value
        do { tree = try YAML.parseFirst(handler.request.body) } catch {
            throw .badRequest("error decoding YAML: \(error.message)")
        }
        guard let scale = tree.object else { throw .badRequest("error decoding YAML: the document is no object") }
        let kind = GroupVersionKind(
            apiVersion: scale["apiVersion"]?.string ?? "", kind: scale["kind"]?.string ?? "")
        guard kind.apiVersion == "autoscaling/v1", kind.kind == "Scale" else {
            throw .badRequest("invalid object type: \(kind.group)/\(kind.version), Kind=\(kind.kind)")
        }
        var configuration: Value = [
            "apiVersion": .string(target.apiVersion), "kind": .string(target.definition.kind),
            "metadata": ["name": .string(target.name)],
        ]
        configuration.set(view.path(paths.specReplicas), to: .integer(try replicas(in: scale)))
        let request = ApplyRequest(
            configuration: configuration.object ?? [:], manager: options.fieldManager, force: options.force ?? false,
            context: target.context)
        let outcome = try await handler.writer.update(target, options) { current throws(APIError) in
            // A Scale does not write zero replicas, so that who applies any number adds the field.
            var live = current
            if var root = live.map(Value.object), root.at(view.path(paths.specReplicas)) == 0 {
                root.set(view.path(paths.specReplicas), to: nil)
                live = root.object
            }
            let object = try target.definition.rules.apply(request, to: live)
            return ObjectWriter.Revised(object: object, isApplied: true)
        }
        var answer = handler.answer(200, self.scale(of: outcome.object).apiJSON, negotiation)
        answer.warnings += outcome.warnings
        return answer
    }

    /// The rules see a write of the object by way of `scale`.
    private var scaleTarget: Target { target }

    private func replicas(in scale: Object) throws(APIError) -> Int64 {
        if let name = scale["metadata"]?["name"]?.string, !name.isEmpty, name != target.name {
            throw .badRequest(
                "the name of the object (\(name)) does not match the name on the URL (\(target.name))")
        }
        let written = scale["spec"]?["replicas"]
        guard written?.integer != nil || written?.isNull ?? true else {
            throw .invalid(
                group: "", kind: "", "",
                [
                    FieldError(
                        .invalid, "patch", value: .string(JSON.text(.object(scale.sorted()))),
                        "json: cannot unmarshal \(written?.typeName ?? "") into Go struct field ScaleSpec.spec.replicas "
                            + "of type int32")
                ])
        }
        let replicas = written?.integer ?? 0
        guard replicas >= 0 else {
            if target.definition.isCustom {
                let field = FieldError(
                    .invalid, paths.specReplicas, value: .integer(replicas), "should be a non-negative integer")
                throw .invalid(target.definition, target.name, [field])
            }
            throw .invalid(
                group: "autoscaling", kind: "Scale", target.name,
                [
                    FieldError(
                        .invalid, "spec.replicas", value: .integer(replicas), "must be greater than or equal to 0")
                ])
        }
        return replicas
    }

    private func body(_ bytes: [UInt8]) throws(APIError) -> Object {
        do {
            guard let object = try JSON.parse(bytes).object else { throw APIError.badRequest("the body is no object") }
            return object
        } catch let error as APIError {
            throw error
        } catch {
            throw .badRequest("Scale in version \"v1\" cannot be handled as a Scale: \(error)")
        }
    }

    private func scale(of object: Object) -> Object { view.scale(object) }
}

/// A patch of a Scale.
private struct ScalePatch: Sendable {
    private let type: String
    private let value: Value

    init(_ request: APIRequest) throws(APIError) {
        type = MediaRange(request.header("Content-Type") ?? "")?.type ?? ""
        do {
            value = try JSON.parse(request.body)
        } catch {
            throw .badRequest("error decoding patch: \(error.message)")
        }
    }

    func apply(to scale: Object) throws(APIError) -> Object {
        guard type == "application/json-patch+json" else {
            return MergePatch.apply(value, to: .object(scale)).object ?? scale
        }
        do {
            return try LenientJSONPatch.read(value).apply(to: .object(scale)).object ?? scale
        } catch {
            throw APIError(
                422, "Invalid", "the server rejected our request due to an error in our request", details: .init())
        }
    }
}
