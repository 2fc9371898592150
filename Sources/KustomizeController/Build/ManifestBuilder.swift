internal import Cryptography
internal import DocumentModel
internal import KubernetesModel
internal import Kustomize
internal import Platform
internal import ToolkitAPI

/// Why no manifests could be built.
struct BuildFailure: Error, Sendable, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// What a build made of an artifact.
struct BuiltManifests: Sendable {
    /// After substitution, before owner labels.
    var objects: [KubernetesObject]
    /// Of the objects as YAML, `sha256:…`.
    var digest: String
    /// Every file the build looked at.
    var filesRead: [FileRead]
    /// About deprecated fields.
    var warnings: [String]
}

/// Builds the manifests of a Kustomization: generate or change kustomization.yaml, build, substitute.
///
/// A function of its inputs. CPU-bound: call it off the cooperative pool.
struct ManifestBuilder: Sendable {
    let spec: ToolkitAPI.Kustomization.Spec
    /// The clean path in the artifact.
    let path: String
    let variables: SubstitutionVariables
    let isStrict: Bool

    func build(_ files: any FileTree) throws(BuildFailure) -> BuiltManifests {
        let prepared: PreparedTree
        let result: BuildResult
        do throws(KustomizeError) {
            prepared = try Self.prepare(spec.overlay, files, path)
        } catch {
            throw BuildFailure(error.description)
        }
        do throws(KustomizeError) {
            result = try Kustomize.Kustomization.build(at: path, in: prepared.tree, options: .controller)
        } catch {
            throw BuildFailure("kustomize build failed: \(error)")
        }
        let objects = try substitute(result.objects.filter(Self.isApplicable))
        return BuiltManifests(
            objects: objects, digest: Self.digest(of: objects),
            filesRead: Self.merge(prepared.filesRead, result.filesRead, without: path), warnings: result.warnings)
    }

    private static func prepare(
        _ overlay: KustomizationOverlay, _ files: some FileTree, _ path: String
    ) throws(KustomizeError) -> PreparedTree {
        try overlay.prepare(files, at: path)
    }

    /// What is dropped in silence: objects without identity, and kustomizations.
    private static func isApplicable(_ object: KubernetesObject) -> Bool {
        guard !object.kind.isEmpty, !object.apiVersion.isEmpty, !object.name.isEmpty else { return false }
        return object.groupVersionKind.group != "kustomize.config.k8s.io"
    }

    private func substitute(_ objects: [KubernetesObject]) throws(BuildFailure) -> [KubernetesObject] {
        guard let substitution = try variables.substitution(isStrict: isStrict) else { return objects }
        var results: [KubernetesObject] = []
        results.reserveCapacity(objects.count)
        for object in objects {
            do throws(SubstitutionError) { results.append(try substitution.apply(to: object)) } catch {
                throw BuildFailure("post build failed for '\(Self.title(of: object))': \(error)")
            }
        }
        return results
    }

    /// Such as `CustomResourceDefinition.v1.apiextensions.k8s.io/name`.
    private static func title(of object: KubernetesObject) -> String {
        let kind = object.groupVersionKind
        return "\(kind.kind).\(kind.version).\(kind.group.isEmpty ? "[noGrp]" : kind.group)/\(object.name)"
    }

    static func digest(of objects: [KubernetesObject]) -> String {
        var stream = DigestStream(.sha256)
        for (index, object) in objects.enumerated() {
            if index > 0 { stream.update(Array("---\n".utf8)) }
            stream.update(YAML.write(object.value, .sorted))
        }
        return stream.finish().description
    }

    /// The files of both lists, each once. The kustomization file itself is part of the first list as it is in the artifact; the
    /// second knows it as it was changed.
    private static func merge(_ first: [FileRead], _ second: [FileRead], without path: String) -> [FileRead] {
        var seen = Set(first.map(\.path))
        let names = Set(Kustomize.Kustomization.fileNames.map { path.isEmpty ? $0 : "\(path)/\($0)" })
        return first + second.filter { !names.contains($0.path) && seen.insert($0.path).inserted }
    }
}

extension ToolkitAPI.Kustomization.Spec {
    /// What the spec adds to the kustomization file.
    var overlay: KustomizationOverlay {
        KustomizationOverlay(
            targetNamespace: targetNamespace, namePrefix: namePrefix, nameSuffix: nameSuffix,
            patches: (patches ?? []).map(\.value), components: components ?? [],
            ignoresMissingComponents: ignoreMissingComponents ?? false, images: (images ?? []).map(\.value),
            buildMetadata: (buildMetadata ?? []).map(\.rawValue))
    }
}

extension ToolkitAPI.Kustomization.Patch {
    fileprivate var value: Value {
        var result: Object = ["patch": .string(patch)]
        if let target { result["target"] = target.value }
        return .object(result)
    }
}

extension ToolkitAPI.Kustomization.Selector {
    fileprivate var value: Value {
        let rows = [
            ("group", group), ("version", version), ("kind", kind), ("namespace", namespace), ("name", name),
            ("annotationSelector", annotationSelector), ("labelSelector", labelSelector),
        ]
        return .object(fields(rows))
    }
}

extension ToolkitAPI.Kustomization.Image {
    fileprivate var value: Value {
        .object(fields([("name", name), ("newName", newName), ("newTag", newTag), ("digest", digest)]))
    }
}

private func fields(_ rows: [(String, String?)]) -> Object {
    var result = Object()
    for (name, text) in rows { if let text, !text.isEmpty { result[name] = .string(text) } }
    return result
}
