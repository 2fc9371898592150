internal import DocumentModel
internal import KubernetesModel
internal import Platform

/// What a Lease says about leadership (`coordination.k8s.io/v1`).
struct LeaseRecord: Equatable {
    /// Empty when nobody leads.
    var holder: String
    var duration: Duration
    var acquired: Timestamp
    var renewed: Timestamp
    var transitions: Int64

    static let kind = GroupVersionKind(group: "coordination.k8s.io", version: "v1", kind: "Lease")

    init(holder: String, duration: Duration, acquired: Timestamp, renewed: Timestamp, transitions: Int64) {
        self.holder = holder
        self.duration = duration
        self.acquired = acquired
        self.renewed = renewed
        self.transitions = transitions
    }

    /// What `object` holds; what is missing counts as never held.
    init(_ object: KubernetesObject) {
        let spec = object.spec
        let never = Timestamp(seconds: 0)
        holder = spec?["holderIdentity"]?.string ?? ""
        duration = .seconds(min(max(spec?["leaseDurationSeconds"]?.integer ?? 0, 0), 86_400))
        acquired = spec?["acquireTime"]?.string.flatMap(Timestamp.init(rfc3339:)) ?? never
        renewed = spec?["renewTime"]?.string.flatMap(Timestamp.init(rfc3339:)) ?? never
        transitions = spec?["leaseTransitions"]?.integer ?? 0
    }

    /// Writes the record into `object`, which keeps its resource version.
    func write(to object: inout KubernetesObject) {
        object.content["spec"] = [
            "holderIdentity": .string(holder), "leaseDurationSeconds": .integer(max(1, duration.components.seconds)),
            "acquireTime": .string(acquired.rfc3339(fractionDigits: 6)),
            "renewTime": .string(renewed.rfc3339(fractionDigits: 6)), "leaseTransitions": .integer(transitions),
        ]
    }
}
