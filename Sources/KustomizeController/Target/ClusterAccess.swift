package import ControllerRuntime
package import ResourceApply
package import ToolkitAPI

/// The cluster a Kustomization is applied to, as the identity that applies.
package struct ClusterAccess: Sendable {
    /// Tells cluster and identity apart from others; empty for the controller's own.
    package let identity: String
    package let api: any ApplyAPI
    /// The same API for watching; nil when it cannot be watched.
    package let watch: (any ClusterAPI)?
    /// The service account that is impersonated; empty for none.
    package let account: String
    /// The same cluster without impersonation.
    package let unimpersonated: any ApplyAPI

    package init(
        identity: String, api: any ApplyAPI, watch: (any ClusterAPI)?, account: String = "",
        unimpersonated: (any ApplyAPI)? = nil
    ) {
        self.identity = identity
        self.api = api
        self.watch = watch
        self.account = account
        self.unimpersonated = unimpersonated ?? api
    }

    /// Whether the controller applies as itself to its own cluster.
    package var isOwn: Bool { identity.isEmpty }
}

/// Finds the cluster of a Kustomization.
package protocol TargetClusters: Sendable {
    /// - Throws: ``TargetUnusable``.
    func access(for kustomization: Kustomization) async throws(TargetUnusable) -> ClusterAccess
}

/// Why the cluster of a Kustomization cannot be used. Never holds credentials.
package struct TargetUnusable: Error, Sendable, CustomStringConvertible {
    package let description: String
    package init(_ description: String) { self.description = description }
}
