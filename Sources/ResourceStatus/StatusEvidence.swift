internal import DocumentModel
internal import KubernetesModel

/// Typed access to what status rules look at. What is missing or of another type counts as absent.
struct StatusEvidence {
    let object: KubernetesObject

    func text(_ path: String...) -> String? { object.value.at(path)?.string }
    func flag(_ path: String...) -> Bool { object.value.at(path)?.bool ?? false }
    func number(_ path: String...) -> Int64? { object.value.at(path)?.integer }

    /// The replicas the spec asks for; one when it does not say.
    var wantedReplicas: Int64 { number("spec", "replicas") ?? 1 }

    /// The conditions in the order of the list.
    var conditions: [StatusCondition] {
        (object.status?["conditions"]?.array ?? []).compactMap(StatusCondition.init)
    }

    func condition(_ type: String) -> StatusCondition? { conditions.first { $0.type == type } }
}

/// One condition, as far as status rules look at it.
struct StatusCondition {
    let type: String
    let status: String
    let reason: String

    init?(_ value: Value) {
        guard let type = value["type"]?.string else { return nil }
        self.type = type
        status = value["status"]?.string ?? ""
        reason = value["reason"]?.string ?? ""
    }

    var isTrue: Bool { status == "True" }
    var isFalse: Bool { status == "False" }
}
