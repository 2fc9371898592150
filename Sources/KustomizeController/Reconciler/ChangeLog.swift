internal import Logging
internal import ResourceApply

/// What an apply did, as the log has it.
enum ChangeLog {
    /// Subject to action, or grouped: action to subjects.
    static func metadata(_ entries: [ChangeSetEntry], _ mask: SecretMask, isGrouped: Bool) -> Logger.MetadataValue {
        guard isGrouped else {
            return .dictionary(
                Dictionary(
                    entries.map { (mask.mask($0.object.subject), .string($0.action.rawValue)) },
                    uniquingKeysWith: { $1 }))
        }
        let groups = Dictionary(grouping: entries, by: \.action.rawValue)
        return .dictionary(groups.mapValues { .array($0.map { .string(mask.mask($0.object.subject)) }) })
    }
}
