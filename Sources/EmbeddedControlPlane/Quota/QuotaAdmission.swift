internal import DocumentModel
internal import KubernetesModel

/// Refuses what would exceed a quota of the namespace.
struct QuotaAdmission: AdmissionPlugin {
    let store: ObjectStore
    private let reservations = QuotaReservations()

    init(store: ObjectStore) { self.store = store }

    func settle(_ target: Target) { reservations.remove(target.resource, target.key) }

    func validate(_ object: Object, _ review: inout AdmissionReview) async throws(APIError) {
        let target = review.target
        guard target.definition.isNamespaced, target.subresource.isEmpty else { return }
        let isUpdate = review.operation == .update
        guard review.operation == .create || isUpdate && Self.growing.contains(target.resource) else { return }
        let value = Value.object(object)
        let quotas = Array(store.snapshot(.resourceQuotas).objects(in: target.namespace))
        guard !quotas.isEmpty else { return }
        // A check and the note of what it lets through are one step.
        let isReserved = !isUpdate && !review.options.isDryRun
        let entry = QuotaReservations.Entry(resource: target.resource, key: target.key, object: value)
        let asked = review
        try reservations.admit(isReserved ? entry : nil) { pending throws(APIError) in
            try check(value, against: quotas, pending, asked)
        }
    }

    private func check(
        _ value: Value, against quotas: [StoredObject], _ pending: [QuotaReservations.Entry], _ review: AdmissionReview
    ) throws(APIError) {
        let target = review.target
        let isUpdate = review.operation == .update
        for stored in quotas {
            let quota = Quota(stored)
            guard quota.covers(value, target.resource) else { continue }
            if target.resource == .pods { try checkSpecified(value, quota, review) }
            var usage = ResourceUsage(value, target.resource)
            if isUpdate { usage.remove(ResourceUsage(.object(review.old ?? [:]), target.resource)) }
            try check(usage, quota, pending, review)
        }
    }

    /// Kinds whose objects may come to use more.
    private static let growing: Set<ResourceKey> = [.services, .persistentVolumeClaims]

    private func check(
        _ wanted: ResourceUsage, _ quota: Quota, _ pending: [QuotaReservations.Entry], _ review: AdmissionReview
    ) throws(APIError) {
        let names = wanted.amounts.keys.filter { quota.hard[$0] != nil && wanted.amounts[$0]?.isZero == false }
        guard !names.isEmpty else { return }
        // What is on its way but stored by now is counted once.
        var coming = ResourceUsage()
        for entry in pending where entry.key.namespace == review.target.namespace {
            guard store.object(entry.resource, entry.key) == nil, quota.covers(entry.object, entry.resource) else {
                continue
            }
            coming.add(ResourceUsage(entry.object, entry.resource))
        }
        var used = quota.used(store, namespace: review.target.namespace)
        for (name, amount) in coming.amounts { used[name] = used[name].map { $0 + amount } }
        let exceeded = names.sorted().filter { name in
            guard let limit = quota.hard[name].flatMap({ Quantity(Cells.text($0)) }), let wanted = wanted.amounts[name]
            else { return false }
            return (used[name].map { $0 + wanted } ?? wanted) > limit
        }
        guard !exceeded.isEmpty else { return }
        func list(_ amount: (String) -> String?) -> String {
            exceeded.map { "\($0)=\(amount($0) ?? "0")" }.joined(separator: ",")
        }
        throw refusal(
            "exceeded quota: \(quota.name), requested: \(list { wanted.amounts[$0]?.canonical }), "
                + "used: \(list { used[$0]?.canonical }), limited: \(list { quota.hard[$0].map(Cells.text) })", review)
    }

    /// Where a quota limits a compute resource, each container must say how much of it it wants.
    private func checkSpecified(_ pod: Value, _ quota: Quota, _ review: AdmissionReview) throws(APIError) {
        var missing: [String] = []
        for name in quota.hard.keys.sorted() {
            guard let (part, resource) = Self.compute[name] else { continue }
            let containers = (pod.at("spec", "containers")?.array ?? []).filter {
                $0.at("resources", part, resource) == nil
            }
            guard !containers.isEmpty else { continue }
            let names = containers.compactMap { $0["name"]?.string }.sorted()
            missing.append("\(name) for: \(names.joined(separator: ","))")
        }
        guard !missing.isEmpty else { return }
        throw refusal("failed quota: \(quota.name): must specify \(missing.joined(separator: "; "))", review)
    }

    private static let compute: [String: (part: String, resource: String)] = [
        "cpu": ("requests", "cpu"), "memory": ("requests", "memory"), "requests.cpu": ("requests", "cpu"),
        "requests.memory": ("requests", "memory"), "limits.cpu": ("limits", "cpu"),
        "limits.memory": ("limits", "memory"),
    ]

    private func refusal(_ why: String, _ review: AdmissionReview) -> APIError {
        .forbidden(
            group: review.target.definition.group, resource: review.target.definition.plural, review.target.name, why)
    }
}
