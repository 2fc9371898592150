package import KubernetesModel
package import Platform
package import ResourceApply
package import ResourceStatus
internal import ToolkitAPI

/// What is kept of an applied object that is watched: who owns it, a digest of what we own of it, its health.
package struct OwnedRecord: Sendable, Hashable {
    package var object: ObjectIdentity
    /// The Kustomization that applied it.
    package var owner: ObjectKey
    package var digest: Int
    package var version: ObjectVersion
    package var status: ResourceStatus
    /// Whether the health cannot be told from the object alone.
    package var needsPods: Bool
    /// Whether it removes itself when it is done.
    package var removesItself: Bool

    /// Nil when the object has no owner labels.
    package init?(_ object: KubernetesObject, digest: OwnedDigest, now: Timestamp) {
        let labels = object.labels
        guard let name = labels[LabelName.kustomizationName], let namespace = labels[LabelName.kustomizationNamespace]
        else { return nil }
        self.object = ObjectIdentity(object)
        owner = ObjectKey(namespace: namespace, name: name)
        self.digest = digest.of(object)
        version = ObjectVersion(object.resourceVersion)
        status = StatusRules.read(object, now: now).status
        needsPods = StatusRules.needsPods(object)
        removesItself = HealthTarget.removesItself(object)
    }
}

/// A resource version, ordered where the server's are numbers, as on every API server we know.
package struct ObjectVersion: Sendable, Hashable {
    private let text: String
    private let number: UInt64?

    package init(_ text: String) {
        self.text = text
        number = UInt64(text)
    }

    /// Whether this state is known to be older than `other`.
    package func isOlder(than other: ObjectVersion) -> Bool {
        guard let number, let second = other.number else { return false }
        return number < second
    }

    /// Whether this state is known to be `other` or an older one.
    package func isAtMost(_ other: ObjectVersion) -> Bool { text == other.text || isOlder(than: other) }
}
