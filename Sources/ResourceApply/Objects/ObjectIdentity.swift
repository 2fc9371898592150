package import KubernetesModel

/// What an object is, whatever its version and content: group, kind, namespace and name.
package struct ObjectIdentity: Sendable, Hashable {
    package var kind: GroupKind
    package var key: ObjectKey

    package init(kind: GroupKind, key: ObjectKey) {
        self.kind = kind
        self.key = key
    }

    package init(_ object: KubernetesObject) {
        self.init(kind: object.groupVersionKind.groupKind, key: object.key)
    }

    /// As messages name it: `Kind/namespace/name`, or `Kind/name` without a namespace.
    package var subject: String {
        key.namespace.isEmpty ? "\(kind.kind)/\(key.name)" : "\(kind.kind)/\(key.namespace)/\(key.name)"
    }
}

extension KubernetesObject {
    /// As messages name it: `Kind/namespace/name`, or `Kind/name` without a namespace.
    package var subject: String { ObjectIdentity(self).subject }
}
