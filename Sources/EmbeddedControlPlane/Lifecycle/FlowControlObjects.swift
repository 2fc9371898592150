internal import DocumentModel
internal import KubernetesModel
internal import Platform

/// The flow schemas and priority levels that every cluster has (`pkg/apis/flowcontrol/bootstrap` of `k8s.io/apiserver`).
///
/// Nothing here queues requests: they are shown because tools list them. They come after the start, which does not
/// wait for them.
struct FlowControlObjects: ClusterController {
    let cluster: Cluster

    private static let levels = ResourceKey(group: group, plural: "prioritylevelconfigurations")
    private static let schemas = ResourceKey(group: group, plural: "flowschemas")
    private static let group = "flowcontrol.apiserver.k8s.io"

    func run() async {
        for level in FlowControlTable.levels { _ = await create(Self.levels, level.object) }
        for schema in FlowControlTable.schemas where await create(Self.schemas, schema.object) {
            await cluster.attempt("report on a flow schema") { () throws(APIError) in
                try await cluster.update(
                    Self.schemas, ObjectKey(name: schema.name), subresource: "status",
                    manager: "api-priority-and-fairness-config-consumer-v1"
                ) { object in
                    object["status"] = ["conditions": [schema.condition]]
                    return true
                }
            }
        }
    }

    /// - Returns: whether it was not there.
    private func create(_ resource: ResourceKey, _ object: Object) async -> Bool {
        guard cluster.store.object(resource, KubernetesObject(content: object).key) == nil else { return false }
        await cluster.attempt("create an object of flow control") { () throws(APIError) in
            try await cluster.create(resource, object, manager: "api-priority-and-fairness-config-producer-v1")
        }
        return true
    }
}

/// What those objects say.
enum FlowControlTable {
    struct Level {
        var name: String
        var shares: Int64
        var lendable: Int64
        /// Queues, size of a hand and length of a queue; empty for a level that rejects.
        var queuing: [Int64] = []

        var object: Object {
            FlowControlTable.object("PriorityLevelConfiguration", name, spec)
        }

        private var spec: Value {
            let shares: Object = ["nominalConcurrencyShares": .integer(shares), "lendablePercent": .integer(lendable)]
            guard name != "exempt" else { return ["type": "Exempt", "exempt": .object(shares)] }
            var limited = shares
            limited["limitResponse"] =
                queuing.count == 3
                ? [
                    "type": "Queue",
                    "queuing": [
                        "queues": .integer(queuing[0]), "handSize": .integer(queuing[1]),
                        "queueLengthLimit": .integer(queuing[2]),
                    ],
                ] : ["type": "Reject"]
            return ["type": "Limited", "limited": .object(limited)]
        }
    }

    static let levels = [
        Level(name: "exempt", shares: 0, lendable: 0), Level(name: "catch-all", shares: 5, lendable: 0),
        Level(name: "system", shares: 30, lendable: 33, queuing: [64, 6, 50]),
        Level(name: "node-high", shares: 40, lendable: 25, queuing: [64, 6, 50]),
        Level(name: "leader-election", shares: 10, lendable: 0, queuing: [16, 4, 50]),
        Level(name: "workload-high", shares: 40, lendable: 50, queuing: [128, 6, 50]),
        Level(name: "workload-low", shares: 100, lendable: 90, queuing: [128, 6, 50]),
        Level(name: "global-default", shares: 20, lendable: 50, queuing: [128, 6, 50]),
    ]

    struct Schema {
        var name: String
        var level: String
        var precedence: Int64
        /// `ByUser` or `ByNamespace`; empty for none.
        var distinguisher = ""
        /// Whom it is about: `Group NAME`, `User NAME`, or `ServiceAccount NAMESPACE`.
        var subjects: [String]
        /// Verbs, groups, resources, each list with commas; nil for everything.
        var resources: [(verbs: String, group: String, names: String, isClusterWide: Bool)]? = []
        /// Verbs and paths; nil for everything.
        var paths: (verbs: [String], urls: [String])? = (["*"], ["*"])

        var object: Object {
            var spec: Object = [
                "priorityLevelConfiguration": ["name": .string(level)], "matchingPrecedence": .integer(precedence),
            ]
            if !distinguisher.isEmpty { spec["distinguisherMethod"] = ["type": .string(distinguisher)] }
            var rule: Object = ["subjects": .array(subjects.map(Self.subject))]
            let rules = (resources ?? [("*", "*", "*", true)]).map(Self.rule)
            if !rules.isEmpty { rule["resourceRules"] = .array(rules) }
            if let paths {
                rule["nonResourceRules"] = [
                    [
                        "verbs": .array(paths.verbs.map(Value.string)),
                        "nonResourceURLs": .array(paths.urls.map(Value.string)),
                    ]
                ]
            }
            spec["rules"] = [.object(rule)]
            return FlowControlTable.object("FlowSchema", name, .object(spec))
        }

        private static func subject(_ text: String) -> Value {
            let words = text.split(separator: " ").map(String.init)
            switch words[0] {
            case "ServiceAccount":
                return ["kind": "ServiceAccount", "serviceAccount": ["namespace": .string(words[1]), "name": "*"]]
            default: return ["kind": .string(words[0]), .init(words[0].lowercased()): ["name": .string(words[1])]]
            }
        }

        private static func rule(_ rule: (verbs: String, group: String, names: String, isClusterWide: Bool)) -> Value {
            var object: Object = [
                "verbs": .array(rule.verbs.split(separator: ",").map { .string(String($0)) }),
                "apiGroups": [.string(rule.group)],
                "resources": .array(rule.names.split(separator: ",").map { .string(String($0)) }),
            ]
            if rule.isClusterWide { object["clusterScope"] = true }
            object["namespaces"] = ["*"]
            return .object(object)
        }

        /// That the level it names is there.
        var condition: Value {
            [
                "type": "Dangling", "status": "False", "reason": "Found",
                "lastTransitionTime": .string(Timestamp.now().rfc3339()),
                "message":
                    .string(
                        "This FlowSchema references the PriorityLevelConfiguration object named \"\(level)\" and it exists"
                    ),
            ]
        }
    }

    private static let everybody = ["Group system:unauthenticated", "Group system:authenticated"]

    static let schemas = [
        Schema(name: "exempt", level: "exempt", precedence: 1, subjects: ["Group system:masters"], resources: nil),
        Schema(
            name: "catch-all", level: "catch-all", precedence: 10_000, distinguisher: "ByUser", subjects: everybody,
            resources: nil),
        Schema(
            name: "system-nodes", level: "system", precedence: 500, distinguisher: "ByUser",
            subjects: ["Group system:nodes"], resources: nil),
        Schema(
            name: "system-node-high", level: "node-high", precedence: 400, distinguisher: "ByUser",
            subjects: ["Group system:nodes"],
            resources: [("*", "", "nodes,nodes/status", true), ("*", "coordination.k8s.io", "leases", false)],
            paths: nil),
        Schema(
            name: "probes", level: "exempt", precedence: 2, subjects: everybody,
            paths: (["get"], ["/healthz", "/readyz", "/livez"])),
        Schema(
            name: "system-leader-election", level: "leader-election", precedence: 100, distinguisher: "ByUser",
            subjects: [
                "User system:kube-controller-manager", "User system:kube-scheduler", "ServiceAccount kube-system",
            ], resources: [("get,create,update", "coordination.k8s.io", "leases", false)], paths: nil),
        Schema(
            name: "kube-controller-manager", level: "workload-high", precedence: 800, distinguisher: "ByNamespace",
            subjects: ["User system:kube-controller-manager"], resources: nil),
        Schema(
            name: "kube-scheduler", level: "workload-high", precedence: 800, distinguisher: "ByNamespace",
            subjects: ["User system:kube-scheduler"], resources: nil),
        Schema(
            name: "kube-system-service-accounts", level: "workload-high", precedence: 900, distinguisher: "ByNamespace",
            subjects: ["ServiceAccount kube-system"], resources: nil),
        Schema(
            name: "service-accounts", level: "workload-low", precedence: 9_000, distinguisher: "ByUser",
            subjects: ["Group system:serviceaccounts"], resources: nil),
        Schema(
            name: "global-default", level: "global-default", precedence: 9_900, distinguisher: "ByUser",
            subjects: everybody, resources: nil),
    ]

    private static func object(_ kind: String, _ name: String, _ spec: Value) -> Object {
        [
            "apiVersion": "flowcontrol.apiserver.k8s.io/v1", "kind": .string(kind),
            "metadata": [
                "name": .string(name), "annotations": ["apf.kubernetes.io/autoupdate-spec": "true"],
            ],
            "spec": spec,
        ]
    }
}
