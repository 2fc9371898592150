internal import KubernetesModel

extension Kustomization.Status {
    private enum CodingKeys: String, CodingKey {
        case conditions, observedGeneration, lastHandledReconcileAt
        case lastAppliedRevision, lastAppliedOriginRevision, lastAttemptedRevision, inventory, history
    }

    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        conditions = try fields.decodeIfPresent([Condition].self, forKey: .conditions) ?? []
        observedGeneration = try fields.decodeIfPresent(Int64.self, forKey: .observedGeneration)
        lastHandledReconcileAt = try fields.decodeIfPresent(String.self, forKey: .lastHandledReconcileAt)
        lastAppliedRevision = try fields.decodeIfPresent(String.self, forKey: .lastAppliedRevision)
        lastAppliedOriginRevision = try fields.decodeIfPresent(String.self, forKey: .lastAppliedOriginRevision)
        lastAttemptedRevision = try fields.decodeIfPresent(String.self, forKey: .lastAttemptedRevision)
        inventory = try fields.decodeIfPresent(Kustomization.Inventory.self, forKey: .inventory)
        history = try fields.decodeIfPresent([Kustomization.Snapshot].self, forKey: .history)
    }

    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        if !conditions.isEmpty { try fields.encode(conditions, forKey: .conditions) }
        try fields.encodeIfPresent(observedGeneration, forKey: .observedGeneration)
        try fields.encodeIfPresent(lastHandledReconcileAt, forKey: .lastHandledReconcileAt)
        try fields.encodeIfPresent(lastAppliedRevision, forKey: .lastAppliedRevision)
        try fields.encodeIfPresent(lastAppliedOriginRevision, forKey: .lastAppliedOriginRevision)
        try fields.encodeIfPresent(lastAttemptedRevision, forKey: .lastAttemptedRevision)
        try fields.encodeIfPresent(inventory, forKey: .inventory)
        try fields.encodeIfPresent(history, forKey: .history)
    }
}
