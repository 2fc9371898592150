internal import DocumentModel
internal import KubernetesClient
internal import KubernetesModel
internal import Kustomize
internal import Platform
internal import ToolkitAPI

/// What kustomize-controller would apply, built from local files.
struct LocalBuild: Sendable {
    typealias Resource = ToolkitAPI.Kustomization

    let flags: LocalBuildFlags
    /// Nil in a dry run.
    let session: Session?
    let namespace: String
    /// Whether a Kustomization that is not in the cluster is fine, when there is a file.
    let allowsMissing: Bool

    /// The Kustomization to build: the one of the file with the inventory of the one in the cluster, or that one.
    func kustomization(_ name: String) async throws -> Resource {
        let live = try await live(name)
        guard let file = flags.kustomizationFile else {
            guard let live else {
                throw CommandFailure("failed to get kustomization object: there is none in a dry run")
            }
            return live
        }
        var local = try await read(name, from: file)
        if let live { local.status = live.status }
        return local
    }

    private func live(_ name: String) async throws -> Resource? {
        guard let session else { return nil }
        do {
            return try Resource(try await session.cluster.get(.kustomization, session.key(name)))
        } catch let error as KubernetesError where error.isNotFound && allowsMissing {
            return nil
        } catch {
            throw CommandFailure("failed to get kustomization object: \(error)")
        }
    }

    private func read(_ name: String, from file: String) async throws -> Resource {
        let documents = try await BlockingPool.shared.run {
            try YAML.parse(FileSystem.read(file), YAML.ReadingOptions(file: file))
        }
        for document in documents {
            guard let object = KubernetesObject(document.value),
                object.groupVersionKind.groupKind == GroupVersionKind.kustomization.groupKind, object.name == name,
                object.namespace.isEmpty || object.namespace == namespace
            else { continue }
            do {
                var resource = try Resource(object)
                if resource.metadata.namespace.isEmpty { resource.metadata.namespace = namespace }
                return resource
            } catch {
                throw CommandFailure("failed to read kustomization file \(file): \(error)")
            }
        }
        throw CommandFailure(
            "failed find kustomization with name '\(name)' and namespace '\(namespace)' in file '\(file)'")
    }

    /// The objects of `kustomization` built from `folder`, those of nested Kustomizations behind them when asked for.
    func objects(of kustomization: Resource, at folder: String) async throws -> [KubernetesObject] {
        var objects = try await ownObjects(of: kustomization, at: folder)
        guard flags.recursive else { return objects }
        for object in objects where object.groupVersionKind.groupKind == GroupVersionKind.kustomization.groupKind {
            guard object.key != kustomization.key else { continue }
            let nested = try Resource(object)
            objects += try await ownObjects(of: nested, at: try folderOfSource(nested))
        }
        return objects
    }

    /// The local folder that the path of a nested Kustomization stands for.
    func folderOfSource(_ kustomization: Resource) throws -> String {
        let reference = kustomization.spec.sourceRef
        let key =
            "\(reference.kind.rawValue)/\(reference.namespace ?? kustomization.metadata.namespace)/\(reference.name)"
        guard let folder = try flags.sources[key] else {
            throw CommandFailure(
                "cannot get local path for \(key) of kustomization \(kustomization.metadata.name); map it with "
                    + "--local-sources \(key)=PATH")
        }
        return "\(folder)/\(kustomization.spec.path ?? "")"
    }

    /// The objects of one Kustomization.
    func ownObjects(of kustomization: Resource, at folder: String) async throws -> [KubernetesObject] {
        let substitution = try await BuildVariables(kustomization: kustomization, session: session)
            .substitution(isStrict: flags.strictSubstitute)
        let root = flags.inMemoryBuild ? "." : "/"
        let patterns = flags.ignorePaths.splittingAtCommas()
        return try await BlockingPool.shared.run {
            let place = try LocalFolder(folder, root: root)
            let tree = try IgnoringTree(place.tree, folder: place.path, patterns: patterns)
            let prepared = try BuildOverlay.overlay(of: kustomization.spec).prepare(tree, at: place.path)
            let result = try Kustomize.Kustomization.build(at: place.path, in: prepared.tree, options: .controller)
            return try result.objects.map { object in
                var object = object
                if let substitution {
                    do { object = try substitution.apply(to: object) } catch {
                        throw CommandFailure("var substitution failed for '\(object.name)': \(error)")
                    }
                }
                BuildOverlay.addMetadata(of: kustomization, to: &object)
                return SOPSMask.mask(object)
            }
        }
    }
}
