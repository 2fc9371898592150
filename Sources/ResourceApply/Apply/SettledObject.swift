internal import KubernetesModel

/// What is known of an object after it was compared or applied, so that the next run need not ask.
package struct SettledObject: Sendable, Hashable {
    /// The digest of the object as wanted.
    package var wanted: Int
    /// The digest of what we own of the live object.
    package var live: Int
    /// The version of the live object the digest is of.
    package var resourceVersion: String
    /// What the object is on the server; its namespace may differ from the manifest's for a cluster-scoped kind.
    package var object: ObjectIdentity
    /// The version, with the group.
    package var apiVersion: String

    package init(
        wanted: Int, live: Int, resourceVersion: String, object: ObjectIdentity, apiVersion: String
    ) {
        self.wanted = wanted
        self.live = live
        self.resourceVersion = resourceVersion
        self.object = object
        self.apiVersion = apiVersion
    }
}

/// What is known of objects from earlier runs.
package protocol SettledObjects: Sendable {
    /// What is known of an object that is live as it was when it was last applied as `wanted`; nil when there is doubt.
    func settled(_ object: ObjectIdentity, wanted: Int) -> SettledObject?
}

/// Knows nothing: every object is compared.
package struct NothingSettled: SettledObjects {
    package init() {}
    package func settled(_ object: ObjectIdentity, wanted: Int) -> SettledObject? { nil }
}
