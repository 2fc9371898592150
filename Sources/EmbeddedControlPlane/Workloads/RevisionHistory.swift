internal import DocumentModel
internal import KubernetesModel

/// The past templates of a stateful or daemon set, as ControllerRevisions: what `kubectl rollout history` and `undo`
/// read (`pkg/controller/history` of Kubernetes).
struct RevisionHistory: Sendable {
    let cluster: Cluster
    /// Of the owner.
    let kind: String
    /// The label of a revision that holds its hash.
    let hashLabel: String

    private static let longestPrefix = 223

    /// The revision of the present template, made or raised to be the newest; older ones beyond the limit go.
    ///
    /// - Returns: its hash.
    func current(of set: StoredObject) async throws(APIError) -> String {
        let template = set.value.at("spec", "template") ?? .null
        var replaced = template.object ?? [:]
        replaced["$patch"] = "replace"
        let data: Value = ["spec": ["template": .object(replaced.sorted())]]
        let all = revisions(of: set).sorted { Self.number($0) < Self.number($1) }
        let next = (all.last.map(Self.number) ?? 0) &+ 1
        let hash: String
        if let known = all.last(where: { $0.value["data"] == data }) {
            hash = known.labels[hashLabel] ?? ""
            if known.uid != all.last?.uid {
                try await cluster.update(.controllerRevisions, known.key) { object in
                    object["revision"] = .integer(next)
                    return true
                }
            }
        } else {
            hash = PodTemplates.hash(template)
            try await cluster.create(.controllerRevisions, revision(set, template, data, hash, next))
        }
        try await trim(all, keeping: hash, limit: set.value.at("spec", "revisionHistoryLimit")?.integer ?? 10)
        return hash
    }

    private func revisions(of set: StoredObject) -> [StoredObject] {
        cluster.store.snapshot(.controllerRevisions).objects(in: set.key.namespace).filter { object in
            object.owners.contains { $0.isController && $0.uid == set.uid }
        }
    }

    /// Anybody may write the number: one that cannot be counted on from does not count.
    private static func number(_ revision: StoredObject) -> Int64 {
        let number = revision.value["revision"]?.integer ?? 0
        return number < .max ? number : 0
    }

    private func revision(_ set: StoredObject, _ template: Value, _ data: Value, _ hash: String, _ number: Int64)
        -> Object
    {
        var labels = template.at("metadata", "labels")?.object ?? [:]
        labels[hashLabel] = .string(hash)
        var metadata: Object = [
            "name": .string("\(set.key.name.prefix(Self.longestPrefix))-\(hash)"),
            "namespace": .string(set.key.namespace), "labels": .object(labels),
            "ownerReferences": [PodTemplates.owner(set, .init(apiVersion: "apps/v1", kind: kind))],
        ]
        metadata["annotations"] = set.value.at("metadata", "annotations")
        return [
            "apiVersion": "apps/v1", "kind": "ControllerRevision", "metadata": .object(metadata), "data": data,
            "revision": .integer(number),
        ]
    }

    private func trim(_ all: [StoredObject], keeping hash: String, limit: Int64) async throws(APIError) {
        let old = all.filter { $0.labels[hashLabel] != hash }
        for revision in old.dropLast(max(0, Int(clamping: limit))) {
            try await cluster.delete(.controllerRevisions, revision.key, uid: revision.uid)
        }
    }
}
