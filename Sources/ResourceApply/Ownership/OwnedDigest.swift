internal import DocumentModel
package import KubernetesModel

/// A digest of what a manager decided about a live object: the fields it owns, with their values.
///
/// It stays the same while others change what is theirs, such as status, replicas set by an autoscaler, or annotations of the
/// deployment controller. It is for comparing inside one process only.
package struct OwnedDigest: Sendable {
    private let ownership: TakeOver
    private let switches: ObjectSwitches

    package init(ownership: TakeOver, switches: ObjectSwitches) {
        self.ownership = ownership
        self.switches = switches
    }

    /// The digest of a live object.
    package func of(_ live: KubernetesObject) -> Int {
        var hasher = Hasher()
        let entries = ManagedFieldsEntry.all(of: live)
        if let own = entries.first(where: ownership.isOwn) {
            hasher.combine(own.apiVersion)
            FieldSet.hash(own.fields, of: live.value, into: &hasher)
        } else {
            hasher.combine(live.labels)
            hasher.combine(live.annotations)
            hasher.combine(Drift.body(of: live))
        }
        for entry in entries where ownership.takes(entry) { hasher.combine(entry.content) }
        hasher.combine(live.isBeingDeleted)
        for name in ObjectSwitches.names {
            let key = "\(switches.group)/\(name)"
            hasher.combine(live.labels[key])
            hasher.combine(live.annotations[key])
        }
        return hasher.finalize()
    }

    /// The digest of an object as it is wanted.
    package static func of(wanted: KubernetesObject) -> Int {
        var hasher = Hasher()
        hasher.combine(wanted.content)
        return hasher.finalize()
    }
}
