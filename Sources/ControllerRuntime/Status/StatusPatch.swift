internal import DocumentModel
internal import KubernetesModel

/// One merge patch of a status: what a run changed, and nothing else.
struct StatusPatch: Equatable {
    /// The fields of the status that change; empty when only conditions do.
    var fields: Object
    /// The whole list of conditions; nil when it stays.
    var conditions: [Condition]?

    var isEmpty: Bool { fields.isEmpty && conditions == nil }

    /// The difference of two statuses, as encoded, but for their conditions.
    ///
    /// - Throws: ``DocumentError`` when a status cannot be written as JSON.
    init<Status: ReconciledStatus>(from base: Status, to target: Status) throws(DocumentError) {
        let encoder = ValueEncoder()
        var (old, new) = (base, target)
        old.conditions = []
        new.conditions = []
        let before = try encoder.encode(old).object ?? [:]
        let after = try encoder.encode(new).object ?? [:]
        fields = MergePatch.between(.object(before), .object(after)).object ?? [:]
        fields["conditions"] = nil
        conditions = base.conditions == target.conditions ? nil : target.conditions
    }

    /// The body of the request.
    ///
    /// - Parameter resourceVersion: the version the patch is meant for. Sent when conditions change, since the list is
    ///   replaced whole and must not undo what another writer did.
    func body(resourceVersion: String) throws(DocumentError) -> Value {
        var status = fields
        guard let conditions else { return ["status": .object(status)] }
        status["conditions"] = try ValueEncoder().encode(conditions)
        return ["metadata": ["resourceVersion": .string(resourceVersion)], "status": .object(status)]
    }
}
