internal import DocumentModel
internal import KubernetesModel
internal import Platform

/// Gives each namespace what every namespace has, and empties the ones that go.
struct NamespaceController: ClusterController {
    let cluster: Cluster

    /// The certificate, in PEM, of who vouches for the API server; it is there from the first start on.
    static func authority(in store: ObjectStore) -> String {
        let key = ObjectKey(namespace: "kube-system", name: "extension-apiserver-authentication")
        return store.object(.configMaps, key)?.value.at("data", "client-ca-file")?.string ?? ""
    }

    private static let rootAuthority = "kube-root-ca.crt"

    /// How long a namespace is left as it is after its deletion (the real controller waits 5 s): clients that delete it together
    /// with what it holds, as `kubectl delete -f` does, find all of it.
    private static let grace = Duration.milliseconds(500)

    func run() async {
        var feed = ChangeFeed(cluster.store, [.namespaces, .serviceAccounts, .configMaps])
        var due: [String: Duration] = [:]
        while !Task.isCancelled {
            for item in await feed.next() {
                let name = item.resource == .namespaces ? item.key.name : item.key.namespace
                if item.resource == .serviceAccounts, item.key.name != "default" { continue }
                if item.resource == .configMaps, item.key.name != Self.rootAuthority { continue }
                guard let namespace = cluster.store.object(.namespaces, ObjectKey(name: name)) else {
                    due[name] = nil
                    continue
                }
                if namespace.isBeingDeleted {
                    let time = due[name] ?? MonotonicTime.now() + Self.grace
                    due[name] = time
                    let rest = time - MonotonicTime.now()
                    guard rest <= .zero else {
                        feed.announce(.init(resource: .namespaces, key: .init(name: name)), after: rest)
                        continue
                    }
                    let isEmpty = await empty(name)
                    if !isEmpty {
                        feed.announce(.init(resource: .namespaces, key: .init(name: name)), after: .milliseconds(250))
                    }
                } else {
                    due[name] = nil
                    await furnish(name)
                }
            }
        }
    }

    private func furnish(_ namespace: String) async {
        await cluster.attempt("furnish a namespace") { () throws(APIError) in
            let key = ObjectKey(namespace: namespace, name: "default")
            if cluster.store.object(.serviceAccounts, key) == nil {
                try await cluster.create(
                    .serviceAccounts,
                    KubernetesObject(
                        kind: .init(apiVersion: "v1", kind: "ServiceAccount"), namespace: namespace, name: "default"
                    ).content)
            }
            guard cluster.store.object(.configMaps, ObjectKey(namespace: namespace, name: Self.rootAuthority)) == nil
            else { return }
            var object = KubernetesObject(
                kind: .init(apiVersion: "v1", kind: "ConfigMap"), namespace: namespace, name: Self.rootAuthority)
            object.annotations = [
                "kubernetes.io/description":
                    "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints "
                    + "such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across "
                    + "distributions of Kubernetes clusters."
            ]
            object.content["data"] = ["ca.crt": .string(Self.authority(in: cluster.store))]
            try await cluster.create(.configMaps, object.content)
        }
    }

    /// Deletes what a namespace holds; removes the namespace once nothing is left. False when it is to be looked at again.
    private func empty(_ namespace: String) async -> Bool {
        var left: [(ResourceKey, [StoredObject])] = []
        for definition in cluster.registry.served.definitions
        where definition.isNamespaced && definition.verbs.contains("delete") {
            let resource = ResourceKey(definition)
            for object in cluster.store.snapshot(resource).objects(in: namespace) {
                await cluster.attempt("empty a namespace") { () throws(APIError) in
                    if !object.isBeingDeleted { try await cluster.delete(resource, object.key) }
                }
            }
            let rest = Array(cluster.store.snapshot(resource).objects(in: namespace))
            if !rest.isEmpty { left.append((resource, rest)) }
        }
        guard left.isEmpty else {
            await report(left, namespace)
            return false
        }
        let isHeld = cluster.store.object(.namespaces, ObjectKey(name: namespace))?.finalizers.isEmpty == false
        if isHeld { await report([], namespace) }
        await cluster.attempt("remove a namespace") { () throws(APIError) in
            try await cluster.update(.namespaces, ObjectKey(name: namespace), subresource: "finalize") { object in
                let others = (object["spec"]?["finalizers"]?.array ?? []).filter { $0 != "kubernetes" }
                object["spec", default: .object([:])]["finalizers"] = others.isEmpty ? nil : .array(others)
                return true
            }
        }
        // What others hold goes on once they let go, which is a change of the namespace.
        let rest = cluster.store.object(.namespaces, ObjectKey(name: namespace))
        return rest?.value.at("spec", "finalizers")?.array?.contains("kubernetes") != true
    }

    /// Says in the conditions of a namespace what holds it.
    private func report(_ left: [(ResourceKey, [StoredObject])], _ namespace: String) async {
        let resources = left.map { "\($0.0.plural).\($0.0.group) has \($0.1.count) resource instances" }.sorted()
        var finalizers: [String: Int] = [:]
        for finalizer in left.flatMap(\.1).flatMap(\.finalizers) { finalizers[finalizer, default: 0] += 1 }
        let holders = finalizers.sorted { $0.key < $1.key }.map { "\($0.key) in \($0.value) resource instances" }
        await cluster.attempt("report on a namespace") { () throws(APIError) in
            try await cluster.update(.namespaces, ObjectKey(name: namespace), subresource: "status") { object in
                var conditions = WorkloadConditions(object["status"])
                for (type, reason, message) in Self.fine { conditions.set(type, false, reason, message) }
                conditions.set(
                    "NamespaceContentRemaining", !left.isEmpty, left.isEmpty ? "ContentRemoved" : "SomeResourcesRemain",
                    left.isEmpty
                        ? "All content successfully removed"
                        : "Some resources are remaining: " + resources.joined(separator: ", "))
                conditions.set(
                    "NamespaceFinalizersRemaining", !holders.isEmpty,
                    holders.isEmpty ? "ContentHasNoFinalizers" : "SomeFinalizersRemain",
                    holders.isEmpty
                        ? "All content-preserving finalizers finished"
                        : "Some content in the namespace has finalizers remaining: "
                            + holders.joined(separator: ", "))
                object["status", default: .object([:])]["conditions"] = .array(conditions.all)
                return true
            }
        }
    }

    private static let fine = [
        ("NamespaceDeletionDiscoveryFailure", "ResourcesDiscovered", "All resources successfully discovered"),
        (
            "NamespaceDeletionGroupVersionParsingFailure", "ParsedGroupVersions",
            "All legacy kube types successfully parsed"
        ),
        (
            "NamespaceDeletionContentFailure", "ContentDeleted",
            "All content successfully deleted, may be waiting on finalization"
        ),
    ]
}
