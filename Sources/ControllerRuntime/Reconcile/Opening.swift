internal import KubernetesModel

/// What the runtime writes before a reconciler runs. Pure.
enum Opening {
    /// Opens the run in `status`.
    ///
    /// - Returns: whether the cluster should hear of it at once.
    static func open<Resource: CustomResource>(
        _ resource: Resource, _ opening: ConditionPolicy.Opening, now: String, status: inout Resource.Status
    ) -> Bool {
        let text: String
        let isAnnounced: Bool
        switch opening {
        case .silent: return false
        case .announced(let message): (text, isAnnounced) = (message, true)
        case .quiet(let message): (text, isAnnounced) = (message, false)
        }
        let generation = resource.metadata.generation
        let observed = resource.status.observedGeneration ?? 0
        let isNew = generation != observed
        let isAsked = resource.hasPendingRequest
        let message = isNew ? "processing object: new generation \(observed) -> \(generation)" : text
        let ready = status.conditions[.ready]?.status ?? .unknown
        status.conditions.set(.reconciling, .true, .progressing, message, generation: generation, now: now)
        if ready == .unknown {
            status.conditions.set(.ready, .unknown, .progressing, message, generation: generation, now: now)
        }
        return isAnnounced && (isNew || isAsked)
    }
}

extension CustomResource {
    /// Whether a run was asked for that none has handled.
    var hasPendingRequest: Bool {
        guard let request = reconcileRequest else { return false }
        return request != status.lastHandledReconcileAt
    }
}
