internal import DocumentModel
internal import KubernetesModel
internal import Logging

/// An object whose content is not what its kind allows, such as a duration that is none. It stalls, by name.
struct UnreadableObject {
    static let reason = ConditionReason("InvalidObject")

    let kind: GroupVersionKind
    let key: ObjectKey
    /// What is wrong, with the path of the field.
    let reason: String
    let fieldManager: String

    /// Logs, and marks the object Stalled and not Ready.
    ///
    /// - Returns: false when the API could not be asked and it should be tried again.
    func stall(_ cluster: any ClusterAPI, logger: Logger, now: String) async -> Bool {
        let message = "cannot read \(kind.kind) \(key): \(reason); correct the field"
        logger.error("Reconciler error", metadata: ["error": .string(message)])
        do throws(ClusterError) {
            guard let object = try await cluster.get(kind, key) else { return true }
            let generation = object.generation ?? 0
            let before = object.conditions
            var conditions = before
            conditions.set(.stalled, .true, Self.reason, message, generation: generation, now: now)
            conditions.set(.ready, .false, Self.reason, message, generation: generation, now: now)
            guard conditions != before else { return true }
            guard let list = try? ValueEncoder().encode(conditions) else { return true }
            let patch: Value = [
                "metadata": ["resourceVersion": .string(object.resourceVersion)],
                "status": ["conditions": list, "observedGeneration": .integer(generation)],
            ]
            _ = try await cluster.mergePatch(kind, key, subresource: "status", patch, fieldManager: fieldManager)
            return true
        } catch {
            logger.error("cannot mark the object as stalled", metadata: ["error": "\(error.message)"])
            return error.code == .invalid || error.code == .notFound
        }
    }
}
