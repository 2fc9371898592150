internal import DocumentModel
package import KubernetesModel

/// The switches users put on single objects, as label or annotation; values compare without case.
package struct ObjectSwitches: Sendable, Hashable {
    /// The API group that prefixes the keys.
    package var group: String

    package init(group: String) { self.group = group }

    /// The keys whose values decide what is done with a live object.
    static let names = ["reconcile", "ssa", "prune", "force"]

    /// Whether the object is neither applied nor pruned.
    package func isExcluded(_ object: KubernetesObject) -> Bool {
        has(object, "reconcile", "disabled") || has(object, "ssa", "ignore")
    }

    /// Whether the object is only ever created.
    package func isOnlyCreated(_ object: KubernetesObject) -> Bool { has(object, "ssa", "ifnotpresent") }

    /// Whether fields of other managers stay theirs.
    package func isMerged(_ object: KubernetesObject) -> Bool { has(object, "ssa", "merge") }

    /// Whether the object may be recreated.
    package func isForced(_ object: KubernetesObject) -> Bool { has(object, "force", "enabled") }

    /// Whether the live object outlives its source.
    package func isKept(_ object: KubernetesObject) -> Bool { has(object, "prune", "disabled") }

    private func has(_ object: KubernetesObject, _ name: String, _ value: String) -> Bool {
        let key = "\(group)/\(name)"
        return object.labels[key]?.lowercased() == value || object.annotations[key]?.lowercased() == value
    }
}
