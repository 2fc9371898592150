package import KubernetesModel

/// What an apply or a clean-up did with an object.
package enum ChangeAction: String, Sendable, Hashable {
    case created, configured, unchanged, deleted, skipped, unknown
}

/// One object of an apply or a clean-up, and what became of it.
package struct ChangeSetEntry: Sendable, Hashable {
    package var object: ObjectIdentity
    /// The API version, without the group.
    package var version: String
    package var action: ChangeAction

    package init(_ object: ObjectIdentity, version: String, action: ChangeAction) {
        self.object = object
        self.version = version
        self.action = action
    }

    init(_ object: KubernetesObject, _ action: ChangeAction) {
        self.init(ObjectIdentity(object), version: object.groupVersionKind.version, action: action)
    }

    /// The kind with its version.
    package var kind: GroupVersionKind {
        GroupVersionKind(group: object.kind.group, version: version, kind: object.kind.kind)
    }

    /// As change lists show it: `Service/apps/web created`.
    package var line: String { "\(object.subject) \(action.rawValue)" }

    /// Whether the cluster is not as before.
    package var isChange: Bool { action != .unchanged && action != .skipped }
}

extension Sequence<ChangeSetEntry> {
    /// One line an object, without a line feed at the end.
    package var changeList: String { map(\.line).joined(separator: "\n") }
}
