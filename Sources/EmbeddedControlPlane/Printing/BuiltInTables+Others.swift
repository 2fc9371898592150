internal import DocumentModel
internal import KubernetesModel

extension BuiltInTables {
    static let autoscaling: Tables = [
        "HorizontalPodAutoscaler": [
            name,
            column("Reference") { object in
                let target = object.at("spec", "scaleTargetRef")
                return .string("\(target?["kind"]?.string ?? "")/\(target?["name"]?.string ?? "")")
            },
            column("Targets") { .string(AutoscalerCells($0).targets) },
            column("MinPods") { .string($0.at("spec", "minReplicas").map(Cells.text) ?? "<unset>") },
            shownNumber("MaxPods", "spec.maxReplicas"), shownNumber("Replicas", "status.currentReplicas"), age,
        ]
    ]

    static let policy: Tables = [
        "PodDisruptionBudget": [
            name, text("Min Available", "spec.minAvailable", else: "N/A"),
            text("Max Unavailable", "spec.maxUnavailable", else: "N/A"),
            number("Allowed Disruptions", "status.disruptionsAllowed"), age,
        ]
    ]

    static let networking: Tables = [
        "Ingress": [
            name, text("Class", "spec.ingressClassName"), column("Hosts") { .string(IngressCells($0).hosts) },
            column("Address") { .string(IngressCells($0).addresses) },
            column("Ports") { .string(($0.at("spec", "tls")?.array ?? []).isEmpty ? "80" : "80, 443") }, age,
        ],
        "NetworkPolicy": [name, column("Pod-Selector") { .string(Cells.selector($0.at("spec", "podSelector"))) }, age],
        "IngressClass": [
            nameOfClass("ingressclass"), text("Controller", "spec.controller", else: ""),
            column("Parameters") { object in
                guard let parameters = object.at("spec", "parameters") else { return "<none>" }
                let group = parameters["apiGroup"]?.string.map { ".\($0)" } ?? ""
                return .string("\(parameters["kind"]?.string ?? "")\(group)/\(parameters["name"]?.string ?? "")")
            }, age,
        ],
        "IPAddress": [
            name,
            column("ParentRef") { object in
                let parent = object.at("spec", "parentRef")
                return .string(
                    [parent?["resource"], parent?["namespace"], parent?["name"]].compactMap { $0?.string }.joined(
                        separator: "/"))
            },
        ],
        "ServiceCIDR": [
            name,
            column("CIDRs") {
                .string(($0.at("spec", "cidrs")?.array ?? []).compactMap(\.string).joined(separator: ","))
            }, age,
        ],
    ]

    static let rbac: Tables = [
        "Role": [name, createdAt], "ClusterRole": [name, createdAt],
        "RoleBinding": binding, "ClusterRoleBinding": binding,
    ]

    private static let createdAt = column("Created At", "date") { $0.at("metadata", "creationTimestamp") ?? "" }

    private static let binding: [PrintedTable.Entry] = [
        name,
        column("Role") { object in
            .string("\(object.at("roleRef", "kind")?.string ?? "")/\(object.at("roleRef", "name")?.string ?? "")")
        }, age, subjects("Users", "User"), subjects("Groups", "Group"), subjects("ServiceAccounts", "ServiceAccount"),
    ]

    private static func subjects(_ title: String, _ kind: String) -> PrintedTable.Entry {
        column(title, wide: true) { object in
            let subjects = (object["subjects"]?.array ?? []).filter { $0["kind"]?.string == kind }
            return .string(
                subjects.map { subject in
                    let name = subject["name"]?.string ?? ""
                    return kind == "ServiceAccount" ? "\(subject["namespace"]?.string ?? "")/\(name)" : name
                }.joined(separator: ", "))
        }
    }

    /// The name of a class, and whether it is the default one.
    private static func nameOfClass(_ kind: String) -> PrintedTable.Entry {
        let mark = "\(kind).kubernetes.io/is-default-class"
        return column("Name", format: "name") { object in
            let isDefault = object.at("metadata", "annotations", mark)?.string == "true"
            return .string((object.at("metadata", "name")?.string ?? "") + (isDefault ? " (default)" : ""))
        }
    }

    static let storage: Tables = [
        "StorageClass": [
            nameOfClass("storageclass"), text("Provisioner", "provisioner", else: ""),
            text("ReclaimPolicy", "reclaimPolicy", else: "Delete"),
            text("VolumeBindingMode", "volumeBindingMode", else: "Immediate"),
            column("AllowVolumeExpansion") { .bool($0["allowVolumeExpansion"]?.bool ?? false) }, age,
        ],
        "CSIDriver": [
            name, flag("AttachRequired", "spec.attachRequired", true),
            flag("PodInfoOnMount", "spec.podInfoOnMount", false),
            flag("StorageCapacity", "spec.storageCapacity", false),
            column("TokenRequests") {
                .string(
                    ($0.at("spec", "tokenRequests")?.array ?? []).isEmpty
                        ? "<unset>"
                        : ($0.at("spec", "tokenRequests")?.array ?? []).compactMap { $0["audience"]?.string }.joined(
                            separator: ","))
            },
            flag("RequiresRepublish", "spec.requiresRepublish", false),
            column("Modes") { object in
                let modes = (object.at("spec", "volumeLifecycleModes")?.array ?? []).compactMap(\.string)
                return .string(modes.isEmpty ? "Persistent" : modes.joined(separator: ","))
            }, age,
        ],
        "CSINode": [
            name, column("Drivers", "integer") { .integer(Int64($0.at("spec", "drivers")?.array?.count ?? 0)) }, age,
        ],
        "VolumeAttachment": [
            name, column("Attacher", format: "name") { $0.at("spec", "attacher") ?? "" },
            text("PV", "spec.source.persistentVolumeName", else: ""),
            text("Node", "spec.nodeName", else: ""), flag("Attached", "status.attached", false), age,
        ],
        "VolumeAttributesClass": [name, text("DriverName", "driverName", else: ""), age],
    ]

    private static func flag(_ title: String, _ path: String, _ fallback: Bool) -> PrintedTable.Entry {
        let path = path.split(separator: ".").map(String.init)
        return column(title, "boolean") { .bool($0.at(path)?.bool ?? fallback) }
    }

    static let scheduling: Tables = [
        "PriorityClass": [
            name, number("Value", "value"), flag("Global-Default", "globalDefault", false), age,
            text("PreemptionPolicy", "preemptionPolicy", else: "PreemptLowerPriority"),
        ]
    ]

    static let coordination: Tables = ["Lease": [name, text("Holder", "spec.holderIdentity", else: ""), age]]

    static let discovery: Tables = [
        "EndpointSlice": [
            name, text("AddressType", "addressType", else: ""),
            column("Ports") { object in
                let ports = (object["ports"]?.array ?? []).map { $0["port"].map(Cells.text) ?? "*" }
                return .string(ports.isEmpty ? "<unset>" : shortened(ports))
            },
            column("Endpoints") { object in
                let addresses = (object["endpoints"]?.array ?? []).flatMap {
                    ($0["addresses"]?.array ?? []).compactMap(\.string)
                }
                return .string(addresses.isEmpty ? "<unset>" : shortened(addresses))
            }, age,
        ]
    ]

    private static func shortened(_ texts: [String]) -> String {
        texts.count <= 3
            ? texts.joined(separator: ",") : texts.prefix(3).joined(separator: ",") + " + \(texts.count - 3) more..."
    }

    static let events: Tables = [
        "Event": (core["Event"] ?? []).map { entry in
            guard entry.column.name == "Subobject" else { return entry }
            return text("Subobject", "regarding.fieldPath", wide: true, else: "")
        }
    ]

    static let admission: Tables = [
        "ValidatingWebhookConfiguration": webhooks, "MutatingWebhookConfiguration": webhooks,
        "ValidatingAdmissionPolicy": [
            name, column("Validations", "integer") { .integer(Int64($0.at("spec", "validations")?.array?.count ?? 0)) },
            column("ParamKind") { .string(paramKind($0)) }, age,
        ],
        "ValidatingAdmissionPolicyBinding": policyBinding,
        "MutatingAdmissionPolicy": [
            name, column("Mutations", "integer") { .integer(Int64($0.at("spec", "mutations")?.array?.count ?? 0)) },
            column("ParamKind") { .string(paramKind($0)) }, age,
        ],
        "MutatingAdmissionPolicyBinding": policyBinding,
    ]

    private static let webhooks: [PrintedTable.Entry] = [
        name, column("Webhooks", "integer") { .integer(Int64($0["webhooks"]?.array?.count ?? 0)) }, age,
    ]

    private static let policyBinding: [PrintedTable.Entry] = [
        name, text("PolicyName", "spec.policyName"),
        column("ParamRef") { object in
            guard let reference = object.at("spec", "paramRef") else { return "<unset>" }
            let namespace = reference["namespace"]?.string ?? ""
            let name = reference["name"]?.string ?? Cells.selector(reference["selector"])
            return .string(namespace.isEmpty ? "*/\(name)" : "\(namespace)/\(name)")
        }, age,
    ]

    private static func paramKind(_ object: Value) -> String {
        guard let kind = object.at("spec", "paramKind") else { return "<unset>" }
        return "\(kind["apiVersion"]?.string ?? "")/\(kind["kind"]?.string ?? "")"
    }

    static let extensions: Tables = [
        "CustomResourceDefinition": [
            name, column("Created At", "date") { $0.at("metadata", "creationTimestamp") ?? "" },
        ]
    ]

    static let registration: Tables = [
        "APIService": [
            name,
            column("Service") { object in
                guard let service = object.at("spec", "service") else { return "Local" }
                return .string("\(service["namespace"]?.string ?? "")/\(service["name"]?.string ?? "")")
            },
            column("Available") { object in
                let condition = (object.at("status", "conditions")?.array ?? []).first {
                    $0["type"]?.string == "Available"
                }
                guard let condition else { return "Unknown" }
                let status = condition["status"]?.string ?? ""
                return .string(status == "True" ? status : "\(status) (\(condition["reason"]?.string ?? ""))")
            }, age,
        ]
    ]

    static let nodes: Tables = ["RuntimeClass": [name, text("Handler", "handler", else: ""), age]]

    private static func signingState(_ request: Value) -> String {
        let types = (request.at("status", "conditions")?.array ?? []).compactMap { $0["type"]?.string }
        var state = types.contains("Denied") ? "Denied" : types.contains("Approved") ? "Approved" : "Pending"
        if types.contains("Failed") { state += ",Failed" }
        if request.at("status", "certificate")?.string?.isEmpty == false { state += ",Issued" }
        return state
    }

    static let certificates: Tables = [
        "CertificateSigningRequest": [
            name, age, text("SignerName", "spec.signerName"), text("Requestor", "spec.username", else: ""),
            column("RequestedDuration") {
                .string($0.at("spec", "expirationSeconds")?.integer.map { Age.short($0) } ?? "<none>")
            },
            column("Condition") { .string(signingState($0)) },
        ]
    ]
}

/// The cells of an Ingress.
struct IngressCells {
    private let ingress: Value
    init(_ ingress: Value) { self.ingress = ingress }

    var hosts: String {
        let hosts = (ingress.at("spec", "rules")?.array ?? []).compactMap { $0["host"]?.string }.filter { !$0.isEmpty }
        if hosts.isEmpty { return "*" }
        return hosts.count <= 3
            ? hosts.joined(separator: ",") : hosts.prefix(3).joined(separator: ",") + " + \(hosts.count - 3) more..."
    }

    var addresses: String {
        (ingress.at("status", "loadBalancer", "ingress")?.array ?? [])
            .compactMap { $0["ip"]?.string ?? $0["hostname"]?.string }.joined(separator: ",")
    }
}

/// The cells of a HorizontalPodAutoscaler, of either version.
struct AutoscalerCells {
    private let autoscaler: Value
    init(_ autoscaler: Value) { self.autoscaler = autoscaler }

    var targets: String {
        if let target = autoscaler.at("spec", "targetCPUUtilizationPercentage")?.integer {
            let current = (autoscaler.at("status", "currentCPUUtilizationPercentage")?.integer).map { "\($0)%" }
            return "cpu: \(current ?? "<unknown>")/\(target)%"
        }
        let metrics = autoscaler.at("spec", "metrics")?.array ?? []
        guard !metrics.isEmpty else { return "<none>" }
        let statuses = autoscaler.at("status", "currentMetrics")?.array ?? []
        let texts = metrics.prefix(2).enumerated().map { index, metric in
            text(metric, index < statuses.count ? statuses[index] : nil)
        }
        return texts.joined(separator: ", ") + (metrics.count > 2 ? " + \(metrics.count - 2) more..." : "")
    }

    /// The kinds of metrics, and whether they are named in front.
    private static let parts: [String: (field: String, isNamed: Bool)] = [
        "Resource": ("resource", true), "ContainerResource": ("containerResource", true), "Pods": ("pods", false),
        "Object": ("object", false), "External": ("external", false),
    ]

    /// One metric as what is and what shall be (`formatHPAMetrics` of the real server).
    private func text(_ metric: Value, _ status: Value?) -> String {
        guard let (field, isNamed) = Self.parts[metric["type"]?.string ?? ""], let part = metric[field] else {
            return "<unknown type>"
        }
        let target = part["target"] ?? .null
        let current = status?[field]?["current"]
        func amount(_ value: Value?) -> String? { value.flatMap { $0.isNull ? nil : Cells.text($0) } }
        let prefix = isNamed ? "\(Cells.text(part["name"] ?? "")): " : ""
        if let average = amount(target["averageValue"]) {
            let suffix = field == "object" || field == "external" ? " (avg)" : ""
            return "\(prefix)\(amount(current?["averageValue"]) ?? "<unknown>")/\(average)\(suffix)"
        }
        if isNamed {
            let wanted = amount(target["averageUtilization"]).map { "\($0)%" } ?? "<auto>"
            return "\(prefix)\(amount(current?["averageUtilization"]).map { "\($0)%" } ?? "<unknown>")/\(wanted)"
        }
        let present = current.map { amount($0["value"]) ?? "<nil>" } ?? "<unknown>"
        return "\(present)/\(amount(target["value"]) ?? "<nil>")"
    }
}

extension BuiltInTables {
    static let flowControl: Tables = [
        "FlowSchema": [
            name, text("PriorityLevel", "spec.priorityLevelConfiguration.name", else: ""),
            shownNumber("MatchingPrecedence", "spec.matchingPrecedence"),
            text("DistinguisherMethod", "spec.distinguisherMethod.type"), age,
            column("MissingPL") { schema in
                let dangling = (schema.at("status", "conditions")?.array ?? []).first { $0["type"] == "Dangling" }
                return dangling?["status"] ?? "?"
            },
        ],
        "PriorityLevelConfiguration": [
            name, text("Type", "spec.type", else: ""),
            limited("NominalConcurrencyShares", "nominalConcurrencyShares"),
            limited("Queues", "limitResponse.queuing.queues"), limited("HandSize", "limitResponse.queuing.handSize"),
            limited("QueueLengthLimit", "limitResponse.queuing.queueLengthLimit"), age,
        ],
    ]

    private static func limited(_ name: String, _ path: String) -> PrintedTable.Entry {
        let path = ["spec", "limited"] + path.split(separator: ".").map(String.init)
        return column(name) { $0.at(path) ?? "<none>" }
    }

    static let resources: Tables = [
        "DeviceClass": [name, age],
        "ResourceSlice": [
            name, text("Node", "spec.nodeName", else: ""), text("Driver", "spec.driver", else: ""),
            text("Pool", "spec.pool.name", else: ""), age,
        ],
        "ResourceClaim": [name, column("State") { .string(claimState($0)) }, age],
        "ResourceClaimTemplate": [name, age],
    ]

    private static func claimState(_ claim: Value) -> String {
        let status = claim["status"]
        let isDeleted = claim.at("metadata", "deletionTimestamp") != nil
        guard status?["allocation"]?.object != nil else { return isDeleted ? "deleted" : "pending" }
        let isReserved = status?["reservedFor"]?.array?.isEmpty == false
        return (isDeleted ? "deleted," : "") + "allocated" + (isReserved ? ",reserved" : "")
    }
}
