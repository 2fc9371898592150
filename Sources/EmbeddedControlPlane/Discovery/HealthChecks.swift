internal import DocumentModel

/// `/healthz`, `/livez` and `/readyz`, with the names of the checks that the real server has.
///
/// What the checks stand for either is there once this server answers, or does not exist here: all of them are well.
struct HealthChecks: Sendable {
    /// `healthz`, `livez` or `readyz`.
    let kind: String
    let request: APIRequest

    static let kinds = ["healthz", "livez", "readyz"]

    private static let hooks = [
        "start-apiserver-admission-initializer", "generic-apiserver-start-informers",
        "priority-and-fairness-config-consumer", "priority-and-fairness-filter", "storage-object-count-tracker-hook",
        "start-apiextensions-informers", "start-apiextensions-controllers", "crd-informer-synced",
        "start-system-namespaces-controller", "peer-endpoint-reconciler-controller",
        "start-cluster-authentication-info-controller", "start-kube-apiserver-identity-lease-controller",
        "start-kube-apiserver-identity-lease-garbage-collector", "storage-readiness",
        "start-legacy-token-tracking-controller", "start-service-ip-repair-controllers", "rbac/bootstrap-roles",
        "scheduling/bootstrap-system-priority-classes", "priority-and-fairness-config-producer",
        "bootstrap-controller", "start-kubernetes-service-cidr-controller", "aggregator-reload-proxy-client-cert",
        "start-kube-aggregator-informers", "apiservice-status-local-available-controller",
        "apiservice-status-remote-available-controller", "apiservice-registration-controller",
        "apiservice-wait-for-first-sync", "apiservice-discovery-controller", "kube-apiserver-autoregistration",
    ]
    private static let lastHooks = ["apiservice-openapi-controller", "apiservice-openapiv3-controller"]

    /// The checks of one kind that a full answer lists, in its order.
    static func listed(_ kind: String) -> [String] {
        ["ping", "log"] + (kind == "readyz" ? ["informer-sync"] : ["loopback-serving-certificate", "etcd"])
            + hooks.map { "poststarthook/" + $0 } + ["autoregister-completion"]
            + lastHooks.map { "poststarthook/" + $0 } + (kind == "readyz" ? ["shutdown"] : [])
    }

    /// All checks as the text of `/metrics/slis`.
    static var metrics: String {
        let lines = kinds.flatMap { kind in
            listed(kind).map { "kubernetes_healthcheck{name=\"\($0)\",type=\"\(kind)\"} 1\n" }
        }
        return "# HELP kubernetes_healthcheck [STABLE] This metric records the result of a single healthcheck.\n"
            + "# TYPE kubernetes_healthcheck gauge\n" + lines.joined()
    }

    /// - Parameter parts: of the path, the kind first.
    func answer(_ parts: [String]) -> APIAnswer {
        var answer = parts.count > 1 ? one(parts.dropFirst().joined(separator: "/")) : all
        if answer.status == 200 { answer.headers.append(("X-Content-Type-Options", "nosniff")) }
        return answer
    }

    private func one(_ name: String) -> APIAnswer {
        Self.listed(kind).contains(name) ? .text(200, "ok") : .pageNotFound
    }

    private var all: APIAnswer {
        let excluded = Set(request.query.all("exclude"))
        guard request.query["verbose"] != nil else { return .text(200, "ok") }
        let checks = Self.listed(kind)
        var text = checks.map { excluded.contains($0) ? "[+]\($0) excluded: ok\n" : "[+]\($0) ok\n" }.joined()
        let unknown = excluded.subtracting(checks).sorted()
        if !unknown.isEmpty {
            let names = unknown.map { GoText.quoted($0) }.joined(separator: ",")
            text += "warn: some health checks cannot be excluded: no matches for \(names)\n"
        }
        return .text(200, text + "\(kind) check passed\n")
    }
}
