internal import DocumentModel
internal import KubernetesClient
internal import KubernetesModel
internal import ToolkitAPI

/// Creates objects, or brings those that are there up to date.
struct ObjectWriter: Sendable {
    let session: Session

    /// Creates the object, or replaces labels and spec of the one that is there, and says so.
    ///
    /// - Parameter words: what messages call it.
    func upsert(_ object: KubernetesObject, words: String) async throws {
        guard var live = try await session.cluster.getIfPresent(object.groupVersionKind, object.key) else {
            try await session.cluster.create(object)
            return session.console.success("\(words) created")
        }
        live.labels = object.labels
        live.content["spec"] = object.spec
        try await session.cluster.replace(live)
        session.console.success("\(words) updated")
    }

    /// Creates the Secret, or brings the data of the one that is there up to date. Keys it does not name stay.
    func upsert(secret: KubernetesObject) async throws {
        guard var live = try await session.cluster.getIfPresent(.secret, secret.key) else {
            try await session.cluster.create(secret)
            return
        }
        live.labels = secret.labels
        live.content["stringData"] = secret.content["stringData"]
        try await session.cluster.replace(live)
    }
}

/// A typed resource as a manifest holds it.
enum Manifest {
    /// `resource` without a status.
    static func object(_ resource: some CustomResource) throws -> KubernetesObject {
        var object = try resource.kubernetesObject()
        object.content.removeValue(forKey: "status")
        return object
    }
}
