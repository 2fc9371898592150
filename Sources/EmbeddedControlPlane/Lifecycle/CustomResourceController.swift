internal import DocumentModel
internal import KubernetesModel
internal import Logging
internal import Platform

/// Establishes custom resource definitions, serves their resources, and removes both in order.
struct CustomResourceController: ClusterController {
    let cluster: Cluster

    static let finalizer = "customresourcecleanup.apiextensions.k8s.io"

    func run() async {
        var feed = ChangeFeed(cluster.store, [.crds])
        while !Task.isCancelled {
            let items = await feed.next()
            for item in items {
                guard let stored = cluster.store.object(.crds, item.key) else { continue }
                if stored.isBeingDeleted {
                    let isGone = await remove(stored)
                    if !isGone { feed.announce(item, after: .milliseconds(250)) }
                } else {
                    await establish(stored)
                }
            }
            if !items.isEmpty { await serve() }
        }
    }

    /// Does at once what a new or changed definition asks for, so that whoever wrote it finds it served.
    func settle(_ key: ObjectKey) async {
        guard let stored = cluster.store.object(.crds, key) else { return }
        if !stored.isBeingDeleted { await establish(stored) }
        await serve()
    }

    /// Serves what is established; called at the start, too, before the first request.
    func serve() async {
        var definitions: [ResourceDefinition] = []
        let snapshot = cluster.store.snapshot(.crds)
        for stored in snapshot.objects {
            let object = stored.object
            guard CRDConditions(object).isTrue("Established") else { continue }
            do throws(APIError) {
                var definition = try ResourceCatalog.custom(object)
                definition.schemaVersion = stored.version
                definitions.append(definition)
            } catch {
                cluster.logger.warning("cannot serve a custom resource", metadata: ["error": "\(error.message)"])
            }
        }
        let gone = cluster.registry.setCustom(definitions, revision: snapshot.revision)
        await APIServiceObjects(cluster: cluster).update(custom: definitions)
        for definition in definitions { cluster.store.wakeWaiters(of: ResourceKey(definition)) }
        for resource in gone { cluster.store.wakeWaiters(of: resource) }
    }

    private func establish(_ stored: StoredObject) async {
        let group = stored.value.at("spec", "group")
        let others = cluster.store.snapshot(.crds).objects.filter { $0.uid != stored.uid }.map(\.object)
            .filter { $0["spec"]?["group"] == group }
        await cluster.attempt("establish a custom resource definition") { () throws(APIError) in
            try await cluster.update(.crds, stored.key, subresource: "status", manager: "kube-apiserver") { object in
                let naming = CRDNaming(object, others: others)
                var conditions = CRDConditions(object)
                if let conflict = naming.conflict {
                    conditions.set("NamesAccepted", "False", conflict.reason, conflict.message)
                    if !conditions.isTrue("Established") {
                        conditions.set("Established", "False", "NotAccepted", "not all names are accepted")
                    }
                } else {
                    conditions.set("NamesAccepted", "True", "NoConflicts", "no conflicts found")
                    conditions.set(
                        "Established", "True", "InitialNamesAccepted", "the initial names have been accepted")
                }
                var status = object["status"]?.object ?? [:]
                status["conditions"] = .array(conditions.all)
                status["acceptedNames"] = .object(naming.accepted)
                object["status"] = .object(status)
                return true
            }
        }
    }

    /// Deletes the resources of a definition; releases the definition once none is left.
    private func remove(_ stored: StoredObject) async -> Bool {
        let object = stored.object
        let resource = ResourceKey(
            group: object["spec"]?["group"]?.string ?? "", plural: object["spec"]?.at("names", "plural")?.string ?? "")
        if !CRDConditions(object).isTrue("Terminating") { await markTerminating(stored.key) }
        for instance in cluster.store.snapshot(resource).objects where !instance.isBeingDeleted {
            await cluster.attempt("delete a custom resource") { () throws(APIError) in
                try await cluster.delete(resource, instance.key)
            }
        }
        guard cluster.store.snapshot(resource).objects.isEmpty else { return false }
        await cluster.attempt("release a custom resource definition") { () throws(APIError) in
            try await cluster.update(.crds, stored.key) { object in
                var view = KubernetesObject(content: object)
                view.finalizers = view.finalizers.filter { $0 != Self.finalizer }
                object = view.content
                return true
            }
        }
        return cluster.store.object(.crds, stored.key) == nil
    }

    private func markTerminating(_ key: ObjectKey) async {
        await cluster.attempt("mark a custom resource definition") { () throws(APIError) in
            try await cluster.update(.crds, key, subresource: "status", manager: "kube-apiserver") { object in
                var conditions = CRDConditions(object)
                conditions.set(
                    "Terminating", "True", "InstanceDeletionInProgress",
                    "CustomResource deletion is in progress")
                object["status", default: .object([:])]["conditions"] = .array(conditions.all)
                return true
            }
        }
    }
}

/// The conditions of a custom resource definition.
struct CRDConditions: Sendable {
    private(set) var all: [Value]

    init(_ object: Object) { all = object["status"]?["conditions"]?.array ?? [] }

    func isTrue(_ type: String) -> Bool {
        all.contains { $0["type"]?.string == type && $0["status"]?.string == "True" }
    }

    /// Sets a condition; its time changes only with its status.
    mutating func set(_ type: String, _ status: String, _ reason: String, _ message: String) {
        let index = all.firstIndex { $0["type"]?.string == type }
        let before = index.map { all[$0] }
        let isSame = before?["status"]?.string == status
        let time = isSame ? before?["lastTransitionTime"] : nil
        let condition: Value = [
            "lastTransitionTime": time ?? .string(Timestamp.now().rfc3339()), "message": .string(message),
            "reason": .string(reason), "status": .string(status), "type": .string(type),
        ]
        if let index { all[index] = condition } else { all.append(condition) }
    }
}
