internal import DocumentModel
package import KubernetesModel

/// An object whose health is waited for.
package struct HealthTarget: Sendable, Hashable {
    package var object: ObjectIdentity
    /// The API version, with the group, if it is known; else the preferred one is asked for.
    package var apiVersion: String?
    /// Whether the object counts as done when it is gone: a Job that removes itself.
    package var mayVanish: Bool

    package init(_ object: ObjectIdentity, apiVersion: String? = nil, mayVanish: Bool = false) {
        self.object = object
        self.apiVersion = apiVersion
        self.mayVanish = mayVanish
    }

    package init(_ object: KubernetesObject) {
        self.init(ObjectIdentity(object), apiVersion: object.apiVersion, mayVanish: Self.removesItself(object))
    }

    /// Whether an object is a Job that removes itself after it is done.
    package static func removesItself(_ object: KubernetesObject) -> Bool {
        object.kind == "Job" && object.groupVersionKind.group == "batch"
            && object.spec?["ttlSecondsAfterFinished"]?.integer != nil
    }
}
