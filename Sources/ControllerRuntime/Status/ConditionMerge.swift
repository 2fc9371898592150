internal import KubernetesModel

/// Why conditions could not be written: somebody else changed one that this controller does not own.
struct ConditionConflict: Error, Equatable, CustomStringConvertible {
    let type: ConditionType
    var description: String {
        "cannot write condition \(type): another writer changed it since this run began, and this controller does not own it"
    }
}

/// The three-way merge of condition lists: what this run changed, onto what the cluster has now.
enum ConditionMerge {
    /// The cluster's conditions with this run's changes.
    ///
    /// - Parameters:
    ///   - base: the conditions the run started from.
    ///   - ours: the conditions the run wants.
    ///   - latest: the conditions the cluster has now.
    ///   - owned: the types whose value is this controller's decision, whoever changed them.
    /// - Throws: ``ConditionConflict`` when both sides changed a type that is not owned, in different ways.
    static func merge(
        base: [Condition], ours: [Condition], latest: [Condition], owned: [ConditionType]
    ) throws(ConditionConflict) -> [Condition] {
        var result = latest
        for type in types(of: base + ours) where base[type] != ours[type] {
            if !owned.contains(type), latest[type] != base[type], !sameState(latest[type], ours[type]) {
                throw ConditionConflict(type: type)
            }
            result.remove(type)
            if let condition = ours[type] { result.append(condition) }
        }
        for type in owned where result[type] != ours[type] {
            result.remove(type)
            if let condition = ours[type] { result.append(condition) }
        }
        result.sortForReaders()
        return result
    }

    private static func types(of conditions: [Condition]) -> [ConditionType] {
        var seen: Set<ConditionType> = []
        return conditions.map(\.type).filter { seen.insert($0).inserted }
    }

    private static func sameState(_ left: Condition?, _ right: Condition?) -> Bool {
        left?.status == right?.status && left?.reason == right?.reason && left?.message == right?.message
    }
}
