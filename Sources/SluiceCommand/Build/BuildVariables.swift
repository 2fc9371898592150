internal import DocumentModel
internal import KubernetesClient
internal import KubernetesModel
internal import Kustomize
internal import Platform
internal import ToolkitAPI

/// The variables of a Kustomization's `postBuild`.
struct BuildVariables: Sendable {
    let kustomization: ToolkitAPI.Kustomization
    /// Nil in a dry run: ConfigMaps and Secrets are left out then.
    let session: Session?

    /// - Returns: nil when nothing is substituted.
    func substitution(isStrict: Bool) async throws -> Substitution? {
        guard let postBuild = kustomization.spec.postBuild else { return nil }
        var variables: [String: String] = [:]
        for reference in postBuild.substituteFrom ?? [] {
            variables.merge(try await values(of: reference)) { $1 }
        }
        variables.merge(postBuild.substitute ?? [:]) { $1 }
        guard !variables.isEmpty || postBuild.substituteStrategy == .Always else { return nil }
        return try Substitution(variables: variables, isStrict: isStrict)
    }

    private func values(of reference: ToolkitAPI.Kustomization.SubstituteReference) async throws -> [String: String] {
        guard let session else { return [:] }
        let kind: GroupVersionKind = reference.kind == .Secret ? .secret : .configMap
        let key = ObjectKey(namespace: kustomization.metadata.namespace, name: reference.name)
        let found: KubernetesObject?
        do throws(KubernetesError) { found = try await session.cluster.getIfPresent(kind, key) } catch {
            throw CommandFailure("substitute from '\(reference.kind.rawValue)/\(reference.name)' error: \(error)")
        }
        guard let object = found else {
            if reference.optional == true { return [:] }
            throw CommandFailure("substitute from '\(reference.kind.rawValue)/\(reference.name)' error: not found")
        }
        return Self.texts(of: object, isEncoded: reference.kind == .Secret)
    }

    private static func texts(of object: KubernetesObject, isEncoded: Bool) -> [String: String] {
        var texts: [String: String] = [:]
        for (key, value) in object.content["data"]?.object ?? [:] {
            guard let text = value.string else { continue }
            texts[key] = isEncoded ? Base64.decode(text).map { String(decoding: $0, as: UTF8.self) } : text
        }
        return texts
    }
}
