internal import DocumentModel
internal import KubernetesModel
internal import Platform

/// Keeps the EndpointSlices and Endpoints of Services that select pods, in the shapes of the real controllers.
struct EndpointController: ClusterController {
    let cluster: Cluster

    /// The most endpoints that are shown of one Service.
    private static let most = 1_000
    private static let sliceManager = "endpointslice-controller.k8s.io"
    private static let managedBy = "endpoints.kubernetes.io/managed-by"
    private static let changed = "endpoints.kubernetes.io/last-change-trigger-time"
    private static let headless = "service.kubernetes.io/headless"

    func run() async {
        var feed = ChangeFeed(cluster.store, [.services, .pods])
        while !Task.isCancelled {
            var keys: Set<ObjectKey> = []
            var namespaces: Set<String> = []
            for item in await feed.next() {
                if item.resource == .services { keys.insert(item.key) } else { namespaces.insert(item.key.namespace) }
            }
            for namespace in namespaces {
                for service in cluster.store.snapshot(.services).objects(in: namespace) { keys.insert(service.key) }
            }
            for key in keys { await settle(key) }
        }
    }

    private func settle(_ key: ObjectKey) async {
        await cluster.attempt("keep the endpoints of a Service") { () throws(APIError) in
            guard let service = cluster.store.object(.services, key), !service.isBeingDeleted else {
                return try await forget(key)
            }
            guard let selector = service.value.at("spec", "selector")?.object, !selector.isEmpty,
                service.value.at("spec", "type") != "ExternalName"
            else { return }
            let groups = EndpointGroup.all(
                of: service.value, pods: pods(LabelSelector(labels: selector), in: key.namespace))
            try await keepSlices(service, groups)
            try await keepEndpoints(service, groups)
        }
    }

    private func pods(_ selector: LabelSelector, in namespace: String) -> [StoredObject] {
        Array(
            cluster.store.snapshot(.pods).objects(in: namespace).lazy.filter { pod in
                selector.matches(pod.labels) && pod.value.at("status", "podIP")?.string?.isEmpty == false
                    && !["Succeeded", "Failed"].contains(pod.value.at("status", "phase")?.string ?? "")
            }.prefix(Self.most))
    }

    /// Slices go with their owner; Endpoints have none.
    private func forget(_ key: ObjectKey) async throws(APIError) {
        guard let endpoints = cluster.store.object(.endpoints, key), endpoints.labels[Self.managedBy] != nil else {
            return
        }
        try await cluster.delete(.endpoints, key, uid: endpoints.uid)
    }

    // MARK: - EndpointSlices

    private func keepSlices(_ service: StoredObject, _ groups: [EndpointGroup]) async throws(APIError) {
        let present = cluster.store.snapshot(.endpointSlices).objects(in: service.key.namespace).filter { slice in
            slice.owners.contains { $0.isController && $0.uid == service.uid }
        }
        // A Service without pods has one slice without endpoints.
        let wanted = groups.isEmpty ? [nil] : groups.map(Optional.some)
        let labels = sliceLabels(service)
        for (index, group) in wanted.enumerated() {
            if index < present.count {
                try await update(present[index], group, labels)
            } else {
                try await create(service, group, labels)
            }
        }
        for slice in present.dropFirst(wanted.count) {
            try await cluster.delete(.endpointSlices, slice.key, uid: slice.uid)
        }
    }

    private func sliceLabels(_ service: StoredObject) -> Object {
        var labels = self.labels(service)
        labels["endpointslice.kubernetes.io/managed-by"] = .string(Self.sliceManager)
        labels["kubernetes.io/service-name"] = .string(service.key.name)
        return labels
    }

    private func update(_ slice: StoredObject, _ group: EndpointGroup?, _ labels: Object) async throws(APIError) {
        let isSame =
            Self.items(slice.value["endpoints"]) == (group?.slices ?? [])
            && Self.items(slice.value["ports"]) == (group?.slicePorts ?? [])
            && slice.value.at("metadata", "labels")?.object?.sorted() == labels.sorted()
        guard !isSame else { return }
        try await cluster.update(.endpointSlices, slice.key) { object in
            object["endpoints"] = group.map { .array($0.slices) }
            object["ports"] = group.map { .array($0.slicePorts) }
            object.updateMetadata { metadata in
                metadata["labels"] = .object(labels)
                metadata["annotations"] = [.init(Self.changed): .string(Timestamp.now().rfc3339())]
            }
            return true
        }
    }

    private static func items(_ value: Value?) -> [Value] { value?.array ?? [] }

    private func create(_ service: StoredObject, _ group: EndpointGroup?, _ labels: Object) async throws(APIError) {
        var object: Object = [
            "apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", "addressType": "IPv4",
            "metadata": [
                "generateName": .string(service.key.name + "-"), "namespace": .string(service.key.namespace),
                "labels": .object(labels),
                "annotations": [
                    .init(Self.changed): service.value.at("metadata", "creationTimestamp") ?? .string("")
                ],
                "ownerReferences": [PodTemplates.owner(service, .init(apiVersion: "v1", kind: "Service"))],
            ],
        ]
        object["endpoints"] = group.map { .array($0.slices) }
        object["ports"] = group.map { .array($0.slicePorts) }
        try await cluster.create(.endpointSlices, object)
    }

    // MARK: - Endpoints

    private func keepEndpoints(_ service: StoredObject, _ groups: [EndpointGroup]) async throws(APIError) {
        let subsets = groups.map(\.subset)
        var labels = self.labels(service)
        labels[Self.managedBy] = "endpoint-controller"
        guard let present = cluster.store.object(.endpoints, service.key) else {
            var object: Object = [
                "apiVersion": "v1", "kind": "Endpoints",
                "metadata": [
                    "name": .string(service.key.name), "namespace": .string(service.key.namespace),
                    "labels": .object(labels),
                    "annotations": [
                        .init(Self.changed): service.value.at("metadata", "creationTimestamp") ?? .string("")
                    ],
                ],
            ]
            if !subsets.isEmpty { object["subsets"] = .array(subsets) }
            try await cluster.create(.endpoints, object)
            return
        }
        let isSame =
            Self.items(present.value["subsets"]) == subsets
            && present.value.at("metadata", "labels")?.object?.sorted() == labels.sorted()
        guard !isSame else { return }
        try await cluster.update(.endpoints, service.key) { object in
            object["subsets"] = subsets.isEmpty ? nil : .array(subsets)
            object.updateMetadata { metadata in
                metadata["labels"] = .object(labels)
                var annotations = metadata["annotations"]?.object ?? [:]
                annotations[Self.changed] = .string(Timestamp.now().rfc3339())
                metadata["annotations"] = .object(annotations)
            }
            return true
        }
    }

    private func labels(_ service: StoredObject) -> Object {
        var labels = service.value.at("metadata", "labels")?.object ?? [:]
        if service.value.at("spec", "clusterIP") == "None" { labels[Self.headless] = "" }
        return labels
    }
}

/// Pods of a Service that serve its ports under the same numbers.
struct EndpointGroup: Sendable {
    private var ports: [Port]
    private var endpoints: [Endpoint] = []

    /// One port of the Service as a pod has it.
    private struct Port: Sendable, Hashable {
        var name: String
        var number: Int64
        var transport: String
        var application: Value?
    }

    private struct Endpoint: Sendable {
        var address: String
        var isReady: Bool
        var isServing: Bool
        var isEnding: Bool
        var hostname: String?
        var node: String?
        var reference: Value
    }

    /// Pods with their addresses, sorted by them.
    static func all(of service: Value, pods: [StoredObject]) -> [EndpointGroup] {
        let declared = service.at("spec", "ports")?.array ?? []
        let publishesAll = service.at("spec", "publishNotReadyAddresses")?.bool == true
        let name = service.at("metadata", "name")?.string ?? ""
        var groups: [EndpointGroup] = []
        for pod in pods {
            let ports = declared.compactMap { port($0, of: pod.value) }
            // A headless Service may have no ports; another one does not reach a pod that has none of them.
            guard !ports.isEmpty || declared.isEmpty else { continue }
            let endpoint = endpoint(pod, publishesAll, name)
            if let index = groups.firstIndex(where: { $0.ports == ports }) {
                groups[index].endpoints.append(endpoint)
            } else {
                groups.append(EndpointGroup(ports: ports, endpoints: [endpoint]))
            }
        }
        for index in groups.indices { groups[index].endpoints.sort { $0.address < $1.address } }
        return groups
    }

    private static func port(_ port: Value, of pod: Value) -> Port? {
        let transport = port["protocol"]?.string ?? "TCP"
        let target = port["targetPort"] ?? port["port"] ?? 0
        let number = target.integer ?? target.string.flatMap { containerPort(named: $0, transport, of: pod) }
        guard let number else { return nil }
        return Port(
            name: port["name"]?.string ?? "", number: number, transport: transport, application: port["appProtocol"])
    }

    private static func containerPort(named name: String, _ transport: String, of pod: Value) -> Int64? {
        for container in pod.at("spec", "containers")?.array ?? [] {
            for port in container["ports"]?.array ?? []
            where port["name"]?.string == name && port["protocol"]?.string ?? "TCP" == transport {
                return port["containerPort"]?.integer
            }
        }
        return nil
    }

    private static func endpoint(_ pod: StoredObject, _ publishesAll: Bool, _ service: String) -> Endpoint {
        let value = pod.value
        let isReady = pod.isTrue("Ready")
        let isNamed = value.at("spec", "subdomain")?.string == service
        return Endpoint(
            address: value.at("status", "podIP")?.string ?? "",
            isReady: publishesAll || isReady && !pod.isBeingDeleted, isServing: isReady, isEnding: pod.isBeingDeleted,
            hostname: isNamed ? value.at("spec", "hostname")?.string : nil, node: value.at("spec", "nodeName")?.string,
            reference: [
                "kind": "Pod", "namespace": .string(pod.key.namespace), "name": .string(pod.key.name),
                "uid": .string(pod.uid),
            ])
    }

    /// As an EndpointSlice has them.
    var slices: [Value] {
        endpoints.map { endpoint in
            var object: Object = [
                "addresses": [.string(endpoint.address)],
                "conditions": [
                    "ready": .bool(endpoint.isReady), "serving": .bool(endpoint.isServing),
                    "terminating": .bool(endpoint.isEnding),
                ],
            ]
            object["hostname"] = endpoint.hostname.map(Value.string)
            object["targetRef"] = endpoint.reference
            object["nodeName"] = endpoint.node.map(Value.string)
            return .object(object)
        }
    }

    var slicePorts: [Value] {
        ports.map { port in
            var object: Object = [
                "name": .string(port.name), "protocol": .string(port.transport), "port": .integer(port.number),
            ]
            object["appProtocol"] = port.application
            return .object(object)
        }
    }

    /// As a subset of Endpoints.
    var subset: Value {
        func addresses(_ isReady: Bool) -> Value? {
            let list = endpoints.filter { $0.isReady == isReady && !$0.isEnding }.map { endpoint -> Value in
                var object: Object = ["ip": .string(endpoint.address)]
                object["hostname"] = endpoint.hostname.map(Value.string)
                object["nodeName"] = endpoint.node.map(Value.string)
                object["targetRef"] = endpoint.reference
                return .object(object)
            }
            return list.isEmpty ? nil : .array(list)
        }
        var object: Object = [:]
        object["addresses"] = addresses(true)
        object["notReadyAddresses"] = addresses(false)
        let list = ports.map { port -> Value in
            var object: Object = port.name.isEmpty ? [:] : ["name": .string(port.name)]
            object["port"] = .integer(port.number)
            object["protocol"] = .string(port.transport)
            object["appProtocol"] = port.application
            return .object(object)
        }
        if !list.isEmpty { object["ports"] = .array(list) }
        return .object(object)
    }
}
