internal import DocumentModel
internal import KubernetesModel

/// Finds the parameters that a binding names.
struct PolicyParameters: Sendable {
    let store: ObjectStore
    let registry: ResourceRegistry

    /// Why parameters cannot be had.
    struct Failure: Error { var text: String }

    /// Why a policy cannot be used at all; nil where its parameters are of a kind that is served.
    func problem(_ policy: Value) -> String? {
        guard let kind = policy["paramKind"], kind.object != nil else { return nil }
        let version = GroupVersion(apiVersion: kind["apiVersion"]?.string ?? "")
        let name = kind["kind"]?.string ?? ""
        let definition = registry.served.definition(kind: GroupKind(group: version.group, kind: name))
        guard definition?.version(version.version) == nil else { return nil }
        return "failed to configure policy: failed to find resource referenced by paramKind: "
            + "'\(version.group)/\(version.version), Kind=\(name)'"
    }

    /// The parameters of a binding; one nil where the policy takes none.
    func find(_ policy: Value, _ binding: Value, namespace: String) throws(Failure) -> [Object?] {
        guard let kind = policy["paramKind"], kind.object != nil, let reference = binding["paramRef"],
            reference.object != nil
        else { return [nil] }
        let version = GroupVersion(apiVersion: kind["apiVersion"]?.string ?? "")
        let name = kind["kind"]?.string ?? ""
        guard let definition = registry.served.definition(kind: GroupKind(group: version.group, kind: name)),
            definition.version(version.version) != nil
        else {
            throw Failure(text: "paramKind kind `\(kind["apiVersion"]?.string ?? ""), Kind=\(name)` not known")
        }
        let found = try find(definition, reference, namespace: namespace)
        if found.isEmpty, reference["parameterNotFoundAction"]?.string == "Deny" {
            throw Failure(text: "no params found for policy binding with `Deny` parameterNotFoundAction")
        }
        return found.map { definition.rules.convert($0.object, to: version.version) }
    }

    private func find(
        _ definition: ResourceDefinition, _ reference: Value, namespace: String
    ) throws(Failure) -> [StoredObject] {
        let wanted = reference["namespace"]?.string ?? ""
        var place = ""
        if definition.isNamespaced {
            place = wanted.isEmpty ? namespace : wanted
            if place.isEmpty {
                throw Failure(
                    text: "cannot use namespaced paramRef in policy binding that matches cluster-scoped resources")
            }
        } else if !wanted.isEmpty {
            throw Failure(text: "paramRef.namespace must not be provided for a cluster-scoped `paramKind`")
        }
        let resource = ResourceKey(definition)
        if let name = reference["name"]?.string, !name.isEmpty {
            if reference["selector"]?.object != nil {
                throw Failure(text: "paramRef.name and paramRef.selector are mutually exclusive")
            }
            return store.object(resource, ObjectKey(namespace: place, name: name)).map { [$0] } ?? []
        }
        guard let selector = reference["selector"], selector.object != nil else {
            throw Failure(text: "one of name or selector must be provided")
        }
        let labels = LabelSelector(selector)
        let all = store.snapshot(resource).objects(in: definition.isNamespaced ? place : nil)
        return all.filter { labels.matches($0.labels) }
    }
}
