internal import KubernetesModel

/// The id under which an inventory lists an object: `namespace_name_group_kind`.
package enum InventoryID {
    /// Why an id cannot be read.
    package struct Malformed: Error, Sendable, Hashable, CustomStringConvertible {
        package let id: String
        package var description: String {
            "cannot read the inventory entry \"\(id)\": it must have the form namespace_name_group_kind"
        }
    }

    /// The kinds in whose names a colon is written as two underscores.
    private static let colonKinds: Set<String> = ["Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding"]
    private static let colonGroup = "rbac.authorization.k8s.io"

    package static func encode(_ object: ObjectIdentity) -> String {
        let (kind, key) = (object.kind, object.key)
        let hasColons = kind.group == colonGroup && colonKinds.contains(kind.kind)
        let name = hasColons ? replacing(":", in: key.name, with: "__") : key.name
        return [key.namespace, name, kind.group, kind.kind].joined(separator: "_")
    }

    /// - Throws: ``Malformed`` when there are too few underscores.
    package static func parse(_ id: String) throws(Malformed) -> ObjectIdentity {
        guard let first = id.firstIndex(of: "_") else { throw Malformed(id: id) }
        let rest = id[id.index(after: first)...]
        guard let last = rest.lastIndex(of: "_") else { throw Malformed(id: id) }
        let middle = rest[..<last]
        guard let group = middle.lastIndex(of: "_") else { throw Malformed(id: id) }
        return ObjectIdentity(
            kind: GroupKind(
                group: String(middle[middle.index(after: group)...]), kind: String(rest[rest.index(after: last)...])),
            key: ObjectKey(namespace: String(id[..<first]), name: colons(in: middle[..<group])))
    }

    private static func colons(in name: Substring) -> String { replacing("__", in: String(name), with: ":") }

    private static func replacing(_ old: String, in text: String, with new: String) -> String {
        guard text.contains(old) else { return text }
        return text.split(separator: old, omittingEmptySubsequences: false).joined(separator: new)
    }
}
