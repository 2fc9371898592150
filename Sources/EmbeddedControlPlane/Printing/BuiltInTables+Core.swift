internal import DocumentModel

extension BuiltInTables {
    static let core: Tables = [
        "Pod": [
            name, column("Ready") { .string(PodCells($0).ready) }, column("Status") { .string(PodCells($0).status) },
            column("Restarts") { .string(PodCells($0).restarts) }, age, text("IP", "status.podIP", wide: true),
            text("Node", "spec.nodeName", wide: true), text("Nominated Node", "status.nominatedNodeName", wide: true),
            column("Readiness Gates", wide: true) { .string(PodCells($0).gates) },
        ],
        "ConfigMap": [
            name,
            column("Data") { object in
                .integer(Int64((object["data"]?.object?.count ?? 0) + (object["binaryData"]?.object?.count ?? 0)))
            }, age,
        ],
        "Secret": [
            name, text("Type", "type"), column("Data") { .integer(Int64($0["data"]?.object?.count ?? 0)) },
            age,
        ],
        "Namespace": [name, text("Status", "status.phase", else: ""), age],
        "ServiceAccount": [name, age],
        "Service": [
            name, text("Type", "spec.type"), text("Cluster-IP", "spec.clusterIP"),
            column("External-IP") { .string(ServiceCells($0).externalAddresses) },
            column("Port(s)") { .string(ServiceCells($0).ports) }, age,
            column("Selector", wide: true) { .string(Cells.labels($0.at("spec", "selector"))) },
        ],
        "Endpoints": [name, column("Endpoints") { .string(endpoints($0)) }, age],
        "PersistentVolumeClaim": [
            name,
            column("Status") {
                .string(
                    $0.at("metadata", "deletionTimestamp") != nil
                        ? "Terminating" : $0.at("status", "phase")?.string ?? "")
            },
            text("Volume", "spec.volumeName", else: ""),
            column("Capacity") {
                .string(
                    $0.at("spec", "volumeName") == nil ? "" : Cells.text($0.at("status", "capacity", "storage") ?? "0"))
            },
            column("Access Modes") {
                .string($0.at("spec", "volumeName") == nil ? "" : accessModes($0.at("status", "accessModes")))
            },
            text("StorageClass", "spec.storageClassName", else: ""),
            text("VolumeAttributesClass", "spec.volumeAttributesClassName", else: "<unset>"), age,
            text("VolumeMode", "spec.volumeMode", wide: true, else: "<unset>"),
        ],
        "PersistentVolume": [
            name, text("Capacity", "spec.capacity.storage", else: ""),
            column("Access Modes") { .string(accessModes($0.at("spec", "accessModes"))) },
            text("Reclaim Policy", "spec.persistentVolumeReclaimPolicy", else: ""),
            column("Status") {
                .string(
                    $0.at("metadata", "deletionTimestamp") != nil
                        ? "Terminating" : $0.at("status", "phase")?.string ?? "")
            },
            column("Claim") { object in
                guard let claim = object.at("spec", "claimRef") else { return "" }
                return .string("\(claim["namespace"]?.string ?? "")/\(claim["name"]?.string ?? "")")
            }, text("StorageClass", "spec.storageClassName", else: ""),
            text("VolumeAttributesClass", "spec.volumeAttributesClassName", else: "<unset>"),
            text("Reason", "status.reason", else: ""), age,
            text("VolumeMode", "spec.volumeMode", wide: true, else: "<unset>"),
        ],
        "Node": [
            name, column("Status") { .string(nodeStatus($0)) }, column("Roles") { .string(nodeRoles($0)) }, age,
            text("Version", "status.nodeInfo.kubeletVersion", else: ""),
            column("Internal-IP", wide: true) { .string(nodeAddress($0, "InternalIP")) },
            column("External-IP", wide: true) { .string(nodeAddress($0, "ExternalIP")) },
            text("OS-Image", "status.nodeInfo.osImage", wide: true, else: "<unknown>"),
            column("Kernel-Version", wide: true) { .string(nodeKernel($0)) },
            text("Container-Runtime", "status.nodeInfo.containerRuntimeVersion", wide: true, else: "<unknown>"),
        ],
        "Event": [
            column("Last Seen") { .string(EventCells($0).lastSeen) }, text("Type", "type", else: ""),
            text("Reason", "reason", else: ""),
            column("Object") { .string(EventCells($0).object) },
            text("Subobject", "involvedObject.fieldPath", wide: true, else: ""),
            column("Source", wide: true) { .string(EventCells($0).source) },
            column("Message") { .string(EventCells($0).message) },
            column("First Seen", wide: true) { .string(EventCells($0).firstSeen) },
            column("Count", wide: true) { .string(EventCells($0).count) },
            column("Name", wide: true, format: "name") { $0.at("metadata", "name") ?? "" },
        ],
        "ResourceQuota": [
            name, column("Request") { .string(quota($0, limits: false)) },
            column("Limit") { .string(quota($0, limits: true)) }, age,
        ],
        "LimitRange": [name, column("Created At", "date") { $0.at("metadata", "creationTimestamp") ?? "" }],
        "ReplicationController": [
            name, number("Desired", "spec.replicas"), number("Current", "status.replicas"),
            number("Ready", "status.readyReplicas"), age, containers, images,
            column("Selector", wide: true) { .string(Cells.labels($0.at("spec", "selector"))) },
        ],
        "PodTemplate": [
            name, column("Containers") { .string(Cells.containers($0, "name")) },
            column("Images") { .string(Cells.containers($0, "image")) },
            column("Pod Labels") { .string(Cells.labels($0.at("template", "metadata", "labels"))) },
        ],
        "ComponentStatus": [name, text("Status", "status"), text("Message", "message"), text("Error", "error")],
    ]

    private static func endpoints(_ object: Value) -> String {
        var list: [String] = []
        for subset in object["subsets"]?.array ?? [] {
            let ports = subset["ports"]?.array ?? []
            let addresses = (subset["addresses"]?.array ?? []).compactMap { $0["ip"]?.string }
            if ports.isEmpty { list += addresses }
            for port in ports { list += addresses.map { "\($0):\(Cells.text(port["port"] ?? 0))" } }
        }
        if list.isEmpty { return "<none>" }
        return list.count <= 3
            ? list.joined(separator: ",") : list.prefix(3).joined(separator: ",") + " + \(list.count - 3) more..."
    }

    static func accessModes(_ value: Value?) -> String {
        let short = ["ReadWriteOnce": "RWO", "ReadOnlyMany": "ROX", "ReadWriteMany": "RWX", "ReadWriteOncePod": "RWOP"]
        var modes: [String] = []
        for mode in (value?.array ?? []).compactMap({ short[$0.string ?? ""] }) where !modes.contains(mode) {
            modes.append(mode)
        }
        return ["RWO", "ROX", "RWX", "RWOP"].filter(modes.contains).joined(separator: ",")
    }

    private static func nodeStatus(_ node: Value) -> String {
        let ready = (node.at("status", "conditions")?.array ?? []).first { $0["type"]?.string == "Ready" }
        var words = [ready == nil ? "Unknown" : ready?["status"]?.string == "True" ? "Ready" : "NotReady"]
        if node.at("spec", "unschedulable")?.bool == true { words.append("SchedulingDisabled") }
        return words.joined(separator: ",")
    }

    /// The version of the kernel, with what it runs on.
    private static func nodeKernel(_ node: Value) -> String {
        let version = node.at("status", "nodeInfo", "kernelVersion")?.string ?? ""
        let architecture = node.at("status", "nodeInfo", "architecture")?.string ?? ""
        return (version.isEmpty ? "<unknown>" : version) + (architecture.isEmpty ? "" : " (\(architecture))")
    }

    private static func nodeRoles(_ node: Value) -> String {
        let prefix = "node-role.kubernetes.io/"
        let labels = node.at("metadata", "labels")?.object ?? [:]
        var roles = Set(labels.keys.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) })
        if let role = labels["kubernetes.io/role"]?.string { roles.insert(role) }
        return Cells.list(roles.filter { !$0.isEmpty }.sorted())
    }

    private static func nodeAddress(_ node: Value, _ type: String) -> String {
        let address = (node.at("status", "addresses")?.array ?? []).first { $0["type"]?.string == type }
        return address?["address"]?.string ?? "<none>"
    }

    private static func quota(_ object: Value, limits: Bool) -> String {
        let hard = object.at("status", "hard")?.object ?? [:]
        let used = object.at("status", "used")
        return hard.sorted().filter { $0.key.hasPrefix("limits.") == limits }
            .map { "\($0.key): \(Cells.text(used?[$0.key] ?? "0"))/\(Cells.text($0.value))" }.joined(separator: ", ")
    }
}

/// The cells of a Service.
struct ServiceCells {
    private let service: Value
    init(_ service: Value) { self.service = service }

    var externalAddresses: String {
        let spec = service["spec"]
        let own = (spec?["externalIPs"]?.array ?? []).compactMap(\.string)
        switch spec?["type"]?.string {
        case "LoadBalancer":
            let ingress = service.at("status", "loadBalancer", "ingress")?.array ?? []
            let addresses = ingress.compactMap { $0["ip"]?.string ?? $0["hostname"]?.string } + own
            return addresses.isEmpty ? "<pending>" : addresses.joined(separator: ",")
        case "ExternalName": return spec?["externalName"]?.string ?? ""
        default: return own.isEmpty ? "<none>" : own.joined(separator: ",")
        }
    }

    var ports: String {
        let ports = service.at("spec", "ports")?.array ?? []
        return Cells.list(
            ports.map { port in
                let node = port["nodePort"]?.integer ?? 0
                return "\(port["port"]?.integer ?? 0)\(node > 0 ? ":\(node)" : "")/\(port["protocol"]?.string ?? "TCP")"
            })
    }
}

/// The cells of an Event, of either API group.
struct EventCells {
    private let event: Value
    init(_ event: Value) { self.event = event }

    private func time(_ fields: String...) -> String {
        for field in fields { if let time = event[field]?.string { return Age.since(time) } }
        return "<unknown>"
    }

    var lastSeen: String {
        event.at("series", "lastObservedTime")?.string.map { Age.since($0) }
            ?? time(
                "lastTimestamp", "deprecatedLastTimestamp", "firstTimestamp", "deprecatedFirstTimestamp", "eventTime")
    }
    var firstSeen: String { time("firstTimestamp", "deprecatedFirstTimestamp", "eventTime") }

    var object: String {
        let subject = event["involvedObject"] ?? event["regarding"]
        return "\((subject?["kind"]?.string ?? "").lowercased())/\(subject?["name"]?.string ?? "")"
    }

    var source: String {
        let source = event["source"] ?? event["deprecatedSource"]
        let component = event["reportingComponent"]?.string ?? event["reportingController"]?.string
        let parts = [
            source?["component"]?.string ?? component ?? "",
            source?["host"]?.string ?? event["reportingInstance"]?.string ?? "",
        ]
        return parts.filter { !$0.isEmpty }.joined(separator: ", ")
    }

    var message: String {
        var text = event["message"]?.string ?? event["note"]?.string ?? ""
        while text.last == "\n" || text.last == " " { text.removeLast() }
        return text
    }

    var count: String {
        Cells.text(event.at("series", "count") ?? event["count"] ?? event["deprecatedCount"] ?? 1)
    }
}
