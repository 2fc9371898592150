internal import KubernetesModel

/// The series of one controller's runs, under the names dashboards know.
struct ReconcileMetrics: Sendable {
    /// How a run ended, as `controller_runtime_reconcile_total` counts.
    enum Result: String, CaseIterable { case success, error, requeue, requeueAfter = "requeue_after" }

    private let controller: String
    private let kind: String
    private let total: Counter
    private let errors: Counter
    private let terminalErrors: Counter
    private let time: Histogram
    private let active: Gauge
    private let duration: Histogram

    init(_ definition: ResourceDefinition, concurrency: Int, _ registry: MetricsRegistry) {
        kind = definition.groupVersionKind.kind
        controller = kind.lowercased()
        let name = "controller_runtime_reconcile"
        total = registry.counter(
            "\(name)_total", "Total number of reconciliations per controller", labels: ["controller", "result"])
        errors = registry.counter(
            "\(name)_errors_total", "Total number of reconciliation errors per controller", labels: ["controller"])
        terminalErrors = registry.counter(
            "controller_runtime_terminal_reconcile_errors_total",
            "Total number of terminal reconciliation errors per controller", labels: ["controller"])
        time = registry.histogram(
            "\(name)_time_seconds", "Length of time per reconciliation per controller", labels: ["controller"],
            buckets: MetricBuckets.reconcileTime)
        active = registry.gauge(
            "controller_runtime_active_workers", "Number of currently used workers per controller",
            labels: ["controller"])
        duration = registry.histogram(
            "gotk_reconcile_duration_seconds", "The duration in seconds of a GitOps Toolkit resource reconciliation.",
            labels: ["kind", "name", "namespace"], buckets: MetricBuckets.exponential(from: 0.01, to: 1800, count: 10))
        preset(concurrency, registry)
    }

    /// Dashboards compute rates from the first scrape on: every series starts at zero.
    private func preset(_ concurrency: Int, _ registry: MetricsRegistry) {
        for result in Result.allCases { total.add(0, controller, result.rawValue) }
        for counter in [errors, terminalErrors] { counter.add(0, controller) }
        registry.counter(
            "controller_runtime_reconcile_panics_total", "Total number of reconciliation panics per controller",
            labels: ["controller"]
        ).add(0, controller)
        registry.counter(
            "controller_runtime_reconcile_timeouts_total", "Total number of reconciliation timeouts per controller",
            labels: ["controller"]
        ).add(0, controller)
        registry.gauge(
            "controller_runtime_max_concurrent_reconciles", "Maximum number of concurrent reconciles per controller",
            labels: ["controller"]
        ).set(Double(concurrency), controller)
        active.set(0, controller)
        // The vectors are part of the contract although no controller sets them any more.
        _ = registry.gauge(
            "gotk_reconcile_condition", "The current condition status of a GitOps Toolkit resource reconciliation.",
            labels: ["kind", "name", "namespace", "type", "status"])
        _ = registry.gauge(
            "gotk_suspend_status", "The current suspend status of a GitOps Toolkit resource.",
            labels: ["kind", "name", "namespace"])
    }

    func began() { active.add(1, controller) }

    func ended(_ result: Result, isTerminal: Bool, took: Duration) {
        active.add(-1, controller)
        total.add(1, controller, result.rawValue)
        if result == .error { errors.add(1, controller) }
        if isTerminal { terminalErrors.add(1, controller) }
        time.observe(took.inSeconds, controller)
    }

    func observe(_ key: ObjectKey, took: Duration) { duration.observe(took.inSeconds, kind, key.name, key.namespace) }
    func forget(_ key: ObjectKey) { duration.remove(kind, key.name, key.namespace) }
}
