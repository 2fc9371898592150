internal import KubernetesModel

/// The longest message of a condition, in bytes.
let conditionMessageLimit = 32_768

/// The rules by which the toolkit writes conditions.
extension [Condition] {
    /// Sets a condition.
    ///
    /// - Parameters:
    ///   - generation: of the object as read when the run began; the condition gets it in any case.
    ///   - now: RFC 3339 in UTC, whole seconds; the transition time, if status, reason or message change.
    mutating func set(
        _ type: ConditionType, _ status: ConditionStatus, _ reason: ConditionReason, _ message: String,
        generation: Int64, now: String
    ) {
        var condition = Condition(
            type: type, status: status, observedGeneration: generation, lastTransitionTime: now, reason: reason,
            message: message.cut(toBytes: conditionMessageLimit))
        if type == .reconciling, status == .true { remove(.stalled) }
        if type == .stalled, status == .true { remove(.reconciling) }
        if let index = firstIndex(where: { $0.type == type }) {
            let old = self[index]
            if old.status == status, old.reason == reason, old.message == condition.message {
                condition.lastTransitionTime = old.lastTransitionTime
            }
            self[index] = condition
        } else {
            append(condition)
        }
        sortForReaders()
    }

    /// Removes a condition.
    mutating func remove(_ type: ConditionType) { removeAll { $0.type == type } }

    /// Stalled, Reconciling and Ready first, then by observed generation, the latest first, then by type.
    mutating func sortForReaders() {
        sort { left, right in
            let (a, b) = (left.type.rank, right.type.rank)
            if a != b { return a < b }
            let (m, n) = (left.observedGeneration ?? 0, right.observedGeneration ?? 0)
            return m != n ? m > n : left.type.rawValue < right.type.rawValue
        }
    }

    /// The condition that `summary` makes of these; nil when none of its types is there.
    func summarised(by summary: ConditionSummary) -> (status: ConditionStatus, cause: Condition)? {
        if let bad = summary.promoted.lazy.compactMap({ self[$0] }).first(where: { $0.status == .false }) {
            return (.false, bad)
        }
        let present = summary.types.compactMap { self[$0] }
        let order: [(ConditionStatus, Bool?, ConditionStatus)] = [
            (.true, true, .false), (.false, false, .false), (.true, false, .true), (.false, true, .true),
            (.unknown, nil, .unknown),
        ]
        for (status, isNegative, result) in order {
            let member = present.first { condition in
                condition.status == status
                    && (isNegative == nil || summary.negative.contains(condition.type) == isNegative)
            }
            if let member { return (result, member) }
        }
        return nil
    }
}

extension ConditionType {
    fileprivate var rank: Int {
        switch self {
        case .stalled: 0
        case .reconciling: 1
        case .ready: 2
        default: 3
        }
    }
}

extension String {
    /// The text, or its beginning and `...` when it is longer than `limit` bytes. Never cuts through a character.
    func cut(toBytes limit: Int) -> String {
        guard utf8.count > limit else { return self }
        var end = utf8.index(startIndex, offsetBy: max(0, limit - 3))
        while end > startIndex, end.samePosition(in: unicodeScalars) == nil { end = utf8.index(before: end) }
        return self[..<end] + "..."
    }
}
