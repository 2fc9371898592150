internal import KubernetesModel
internal import ResourceApply
internal import ToolkitAPI

/// Which objects a Kustomization's health depends on. Pure.
enum HealthTargets {
    /// With `wait`, everything applied; else `healthChecks`. The Kustomization itself is left out.
    static func targets(
        of kustomization: Kustomization, applied entries: [ChangeSetEntry], vanishing: Set<ObjectIdentity>
    ) -> [HealthTarget] {
        let itself = ObjectIdentity(kind: Kustomization.groupVersionKind.groupKind, key: kustomization.key)
        let all: [HealthTarget]
        if kustomization.spec.wait == true {
            all = entries.filter { $0.action != .skipped }.map { entry in
                HealthTarget(
                    entry.object, apiVersion: entry.kind.apiVersion, mayVanish: vanishing.contains(entry.object))
            }
        } else {
            all = (kustomization.spec.healthChecks ?? []).map { target(of: $0, vanishing) }
        }
        return all.filter { $0.object != itself }
    }

    /// The version does not count: the server's preferred one is read.
    private static func target(
        of check: NamespacedObjectKindReference, _ vanishing: Set<ObjectIdentity>
    ) -> HealthTarget {
        let version = check.apiVersion ?? ""
        let kind = GroupVersionKind(apiVersion: version.isEmpty ? "apps/v1" : version, kind: check.kind)
        let object = ObjectIdentity(
            kind: kind.groupKind, key: ObjectKey(namespace: check.namespace ?? "", name: check.name))
        return HealthTarget(object, mayVanish: vanishing.contains(object))
    }
}
