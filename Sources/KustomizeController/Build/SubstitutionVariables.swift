internal import ControllerRuntime
internal import DocumentModel
internal import KubernetesModel
internal import Kustomize
internal import ResourceApply
internal import ToolkitAPI

/// The variables of a Kustomization's post-build substitution.
struct SubstitutionVariables: Sendable {
    /// Nil when nothing is substituted.
    var values: [String: String]?
    /// The values that come from Secrets.
    var mask = SecretMask()

    /// Nothing is substituted.
    static let none = SubstitutionVariables(values: nil)

    func substitution(isStrict: Bool) throws(BuildFailure) -> Substitution? {
        guard let values else { return nil }
        do throws(SubstitutionError) {
            return try Substitution(variables: values, isStrict: isStrict)
        } catch {
            throw BuildFailure("post build failed: \(error)")
        }
    }
}

/// Collects variables from ConfigMaps, Secrets and the spec.
struct VariableReader: Sendable {
    let configs: any ConfigReader

    /// - Throws: ``BuildFailure`` for a reference that is missing or cannot be read; `CancellationError`.
    func variables(of kustomization: ToolkitAPI.Kustomization) async throws -> SubstitutionVariables {
        guard let postBuild = kustomization.spec.postBuild else { return .none }
        var result = SubstitutionVariables(values: [:])
        for reference in postBuild.substituteFrom ?? [] {
            let key = ObjectKey(namespace: kustomization.metadata.namespace, name: reference.name)
            let found = try await read(reference, key)
            for (name, value) in found ?? [:] {
                let text = String(decoding: value, as: UTF8.self)
                result.values?[name] = text
                if reference.kind == .Secret { result.mask.insert(value) }
            }
        }
        result.values?.merge(postBuild.substitute ?? [:]) { _, inline in inline }
        let isAlways = postBuild.substituteStrategy == .Always
        if !isAlways, result.values?.isEmpty != false { result.values = nil }
        return result
    }

    private func read(
        _ reference: ToolkitAPI.Kustomization.SubstituteReference, _ key: ObjectKey
    ) async throws -> [String: [UInt8]]? {
        do {
            let data =
                reference.kind == .Secret ? try await configs.secret(key) : try await configs.configMap(key)
            guard let data else {
                if reference.optional == true { return nil }
                let resource = reference.kind == .Secret ? "secrets" : "configmaps"
                throw BuildFailure(
                    "post build failed: substitute from '\(reference.kind.rawValue)/\(reference.name)' error: \(resource) \"\(reference.name)\" not found"
                )
            }
            return data
        } catch let problem as ConfigUnreadable {
            try Task.checkCancellation()
            throw BuildFailure(
                "post build failed: substitute from '\(reference.kind.rawValue)/\(reference.name)' error: \(problem)")
        }
    }
}
